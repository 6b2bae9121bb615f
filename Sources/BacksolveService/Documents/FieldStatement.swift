import JSON
import Poisson

/// An array of a document: what is known of it before its numbers are read.
struct FieldStatement: Sendable {
  let name: String
  /// Its member in the document.
  let node: JSONNode
  /// Its numbers: flat, or nested in the order of the axes; one level more where it is swept.
  let values: JSONNode
  /// The number of values along each axis; of measurements their number.
  let extents: [Int]
  /// How many of these arrays are given; nil where it is not swept.
  let sweepCount: Int?
  /// Whether it belongs to places of its own and not to the grid's points.
  let isMeasured: Bool

  /// The number of values at one point of a sweep.
  var size: Int { extents.reduce(1, *) }

  /// All numbers that are stated, as far as can be told before they are read.
  var valueCount: Double {
    extents.reduce(Double(sweepCount ?? 1)) { $0 * Double(max($1, 1)) }
  }

  /// Reads the numbers, one array after the other.
  func numbers() throws(JSONError) -> [Double] {
    guard sweepCount != nil else { return try values.field(extents) }
    var numbers: [Double] = []
    numbers.reserveCapacity(Int(valueCount))
    for node in try values.array { numbers += try node.field(extents) }
    return numbers
  }
}

extension JSONNode {
  /// How many arrays are in each other, as the first elements tell.
  var depth: Int {
    var depth = 0
    var node: JSONNode? = self
    while let array = try? node?.array {
      depth += 1
      var elements = array.makeIterator()
      node = elements.next()
    }
    return depth
  }

  /// An array with an entry per point, or arrays of arrays in the order of the axes.
  fileprivate func field(_ extents: [Int]) throws(JSONError) -> [Double] {
    if extents.count > 1, depth > 1 { return try nested(extents[...]) }
    return try numbers(extents.reduce(1, *))
  }

  /// So many numbers.
  func numbers(_ count: Int) throws(JSONError) -> [Double] {
    let array = try self.array
    guard array.count == count else {
      throw JSONError(
        .lengthMismatch, at: pointer, expected: .init("\(count) values"), found: "\(array.count)")
    }
    return try array.doubles()
  }

  /// The numbers of nested arrays with the given lengths, the last index fastest.
  private func nested(_ extents: ArraySlice<Int>) throws(JSONError) -> [Double] {
    guard let count = extents.first, extents.count > 1 else {
      return try numbers(extents.first ?? 0)
    }
    let array = try self.array
    guard array.count == count else {
      throw JSONError(
        .lengthMismatch, at: pointer, expected: .init("\(count) arrays"),
        found: "\(array.count)")
    }
    var values: [Double] = []
    for node in array { values += try node.nested(extents.dropFirst()) }
    return values
  }
}

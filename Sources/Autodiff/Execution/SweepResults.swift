/// The outputs of a program at the points of a sweep.
///
/// A collection of columns, one per output: its values point after point, of a field all at one point before those at
/// the next.
public struct SweepResults: Sendable {
  /// The number of points.
  public let pointCount: Int
  /// Output after output, in one array.
  private let values: [Double]
  /// How many values at one point come before those of each output, and how many there are in all.
  private let starts: [Int]

  /// Puts together what was computed.
  ///
  /// - Parameters:
  ///   - chunks: the results of consecutive ranges of points, each output after output.
  ///   - count: the number of points.
  ///   - starts: how many values at one point come before those of each output, and how many there are in all.
  /// - Returns: nil if values are missing.
  init?(chunks: [[Double]], count: Int, starts: [Int]) {
    let width = starts.last ?? 0
    guard chunks.reduce(0, { $0 + $1.count }) == count * width else { return nil }
    pointCount = count
    self.starts = starts
    guard chunks.count > 1, width > 0 else {
      values = chunks.first ?? []
      return
    }
    var values: [Double] = []
    values.reserveCapacity(count * width)
    for output in starts.indices.dropLast() {
      for chunk in chunks {
        let points = chunk.count / width
        values += chunk[starts[output] * points..<starts[output + 1] * points]
      }
    }
    self.values = values
  }

  /// The value of a scalar output at a point.
  public subscript(output: Int, point: Int) -> Double {
    precondition(starts[output + 1] - starts[output] == 1, "output \(output) is a field")
    precondition(point >= 0 && point < pointCount, "there are \(pointCount) points")
    return values[starts[output] * pointCount + point]
  }

  /// The values of a scalar output at all points, not copied: a slice, whose first index is not 0.
  public func scalars(of output: Int) -> ArraySlice<Double> {
    precondition(starts[output + 1] - starts[output] == 1, "output \(output) is a field")
    let first = starts[output] * pointCount
    return values[first..<first + pointCount]
  }

  /// The first point at which a scalar output is as `condition` says.
  public func firstPoint(of output: Int, where condition: (Double) -> Bool) -> Int? {
    let scalars = scalars(of: output)
    return scalars.firstIndex(where: condition).map { $0 - scalars.startIndex }
  }
}

extension SweepResults: RandomAccessCollection {
  /// The first output.
  public var startIndex: Int { 0 }
  /// The number of outputs.
  public var endIndex: Int { starts.count - 1 }

  /// The column of an output.
  public subscript(output: Int) -> [Double] {
    Array(values[starts[output] * pointCount..<starts[output + 1] * pointCount])
  }
}

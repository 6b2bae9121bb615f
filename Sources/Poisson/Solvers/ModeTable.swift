/// Which mode each value of a spectrum belongs to.
struct ModeTable: Sendable {
  /// The mode numbers along each axis, in the order of the spectrum, the last axis fastest.
  let along: [[Int]]
  /// The values per mode: 2 for complex numbers.
  let parts: Int

  init(along: [[Int]], parts: Int = 1) {
    self.along = along
    self.parts = parts
  }

  /// Real and imaginary parts in turn of modes from −n/2 to n/2, the last axis only from 0.
  init(halfSpectrumOf extents: [Int]) {
    along = extents.enumerated().map { axis, n in
      let isLast = axis == extents.count - 1
      return isLast ? Array(0...n / 2) : (0..<n).map { 2 * $0 <= n ? $0 : $0 - n }
    }
    parts = 2
  }

  /// The number of values.
  var count: Int { along.reduce(parts) { $0 * $1.count } }

  /// A function of the mode along one axis, for every value.
  func field(_ axis: Int, _ function: (_ mode: Int) -> Double) -> [Double] {
    spread(along[axis].map(function), axis)
  }

  /// Numbers given for the modes along one axis, in their order, for every value.
  func spread(_ values: [Double], _ axis: Int) -> [Double] {
    let inner = along[(axis + 1)...].reduce(parts) { $0 * $1.count }
    let outer = along[..<axis].reduce(1) { $0 * $1.count }
    let row = inner == 1 ? values : values.flatMap { repeatElement($0, count: inner) }
    if outer == 1 { return row }
    var field: [Double] = []
    field.reserveCapacity(count)
    for _ in 0..<outer { field += row }
    return field
  }

  /// The mode of the value at a place.
  func mode(at index: Int) -> [Int] {
    var rest = index / parts
    return along.reversed().map { modes in
      defer { rest /= modes.count }
      return modes[rest % modes.count]
    }.reversed()
  }
}

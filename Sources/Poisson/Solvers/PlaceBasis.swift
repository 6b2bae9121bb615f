import Autodiff

/// Products of functions along up to three axes, which interpolate between the points of a grid.
struct PlaceBasis: Hashable, Sendable {
  /// Three axes, the first ones `one` if there are fewer.
  private var functions: [PlaceFunctions]
  private var orders: [Int]
  /// The number of axes that there are.
  let dimension: Int

  init(_ functions: [PlaceFunctions]) {
    dimension = functions.count
    self.functions = [PlaceFunctions](repeating: .one, count: 3 - dimension) + functions
    orders = [0, 0, 0]
  }

  /// The functions' derivatives by the coordinate along an axis.
  func differentiated(_ axis: Int) -> PlaceBasis {
    var basis = self
    basis.orders[3 - dimension + axis] += 1
    return basis
  }

  /// The number of coefficients.
  var count: Int { functions.reduce(1) { $0 * $1.count } }

  /// What a point takes.
  var scratchCount: Int { functions.reduce(0) { $0 + $1.scratchCount } }

  /// A place, prepared: where the functions' values are and which coefficients they belong to.
  struct Point {
    fileprivate var first = (0, 0, 0)
  }

  /// Evaluates the functions along an axis at a coordinate.
  func prepare(
    _ point: inout Point, _ axis: Int, at x: Double, _ scratch: inout MutableSpan<Double>
  ) {
    let place = 3 - dimension + axis
    let first = functions[place].evaluate(
      at: x, order: orders[place], into: &scratch, from: start(place))
    switch place {
    case 0: point.first.0 = first
    case 1: point.first.1 = first
    default: point.first.2 = first
    }
  }

  /// A point for which the axes that there are not are prepared.
  func point(_ scratch: inout MutableSpan<Double>) -> Point {
    for place in 0..<3 - dimension { scratch[start(place)] = 1 }
    return Point()
  }

  private func start(_ place: Int) -> Int {
    var start = 0
    for before in 0..<place { start += functions[before].scratchCount }
    return start
  }

  /// The sum of functions with these coefficients.
  func value(
    _ coefficients: Span<Double>, _ point: Point, _ scratch: borrowing MutableSpan<Double>
  ) -> Double {
    let (n1, n2) = (functions[1].count, functions[2].count)
    let (s1, s2) = (start(1), start(2))
    let (w0, w1, w2) = (functions[0].width, functions[1].width, functions[2].width)
    var total = 0.0
    for i in 0..<w0 {
      let row = PlaceBasis.wrapped(point.first.0 + i, functions[0].count) * n1
      var plane = 0.0
      for j in 0..<w1 {
        let line = (row + PlaceBasis.wrapped(point.first.1 + j, n1)) * n2
        var sum = 0.0
        // In two runs, before and after the end of the axis.
        let head = min(w2, n2 - point.first.2)
        for k in 0..<head { sum += scratch[s2 + k] * coefficients[line + point.first.2 + k] }
        for k in head..<w2 { sum += scratch[s2 + k] * coefficients[line + k - head] }
        plane += scratch[s1 + j] * sum
      }
      total += scratch[i] * plane
    }
    return total
  }

  /// Adds each function's value times w to its coefficient.
  func add(
    _ w: Double, to coefficients: inout MutableSpan<Double>, _ point: Point,
    _ scratch: borrowing MutableSpan<Double>
  ) {
    let (n1, n2) = (functions[1].count, functions[2].count)
    let (s1, s2) = (start(1), start(2))
    let (w0, w1, w2) = (functions[0].width, functions[1].width, functions[2].width)
    for i in 0..<w0 {
      let row = PlaceBasis.wrapped(point.first.0 + i, functions[0].count) * n1
      for j in 0..<w1 {
        let line = (row + PlaceBasis.wrapped(point.first.1 + j, n1)) * n2
        let factor = w * scratch[i] * scratch[s1 + j]
        let head = min(w2, n2 - point.first.2)
        for k in 0..<head { coefficients[line + point.first.2 + k] += factor * scratch[s2 + k] }
        for k in head..<w2 { coefficients[line + k - head] += factor * scratch[s2 + k] }
      }
    }
  }

  private static func wrapped(_ index: Int, _ count: Int) -> Int {
    index < count ? index : index - count
  }
}

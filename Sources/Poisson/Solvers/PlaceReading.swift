import Autodiff

/// What a field is at m places, from its coefficients c: y_j = Σ c_i f_i(x_j).
///
/// Operands are c and, per axis, the m coordinates. With K_ji = f_i(x_j) the derivatives are K by c, and by a
/// coordinate those of the functions: the same operator with other functions.
final class PlaceReading: DifferentiableOperator {
  private let basis: PlaceBasis
  private let count: Int

  /// Reads at so many places.
  init(_ basis: PlaceBasis, count: Int) {
    self.basis = basis
    self.count = count
  }

  /// What tells readings, and spreadings, apart.
  struct Identity: Hashable {
    let basis: PlaceBasis
    let count: Int
  }

  var identity: Identity { Identity(basis: basis, count: count) }
  var inputShapes: [Shape] {
    [.field(basis.count)] + [Shape](repeating: .field(count), count: basis.dimension)
  }
  var outputShape: Shape { .field(count) }
  var scratchCount: Int { basis.scratchCount }

  private func slope(_ axis: Int, _ operands: [Value]) -> Value {
    Autodiff.apply(PlaceReading(basis.differentiated(axis), count: count), operands)
  }

  func pullback(operands: [Value], result: Value, cotangent: Value) -> [Value?] {
    let spread = PlaceSpreading(basis, count: count)
    return [Autodiff.apply(spread, [cotangent] + operands.dropFirst())]
      + (0..<basis.dimension).map { cotangent * slope($0, operands) }
  }

  func pushforward(operands: [Value], result: Value, tangents: [Value?]) -> Value? {
    var terms: [Value] = []
    if let tangent = tangents[0] {
      terms.append(Autodiff.apply(self, [tangent] + operands.dropFirst()))
    }
    for axis in 0..<basis.dimension {
      if let tangent = tangents[axis + 1] { terms.append(tangent * slope(axis, operands)) }
    }
    return terms.first.map { terms.dropFirst().reduce($0) { $0 + $1 } }
  }

  func apply(
    _ operands: borrowing Operands, into y: inout MutableSpan<Double>,
    scratch: inout MutableSpan<Double>
  ) {
    var point = basis.point(&scratch)
    for place in 0..<count {
      if place % 64 == 0, operands.cancellation?.isCancelled == true { return }
      for axis in 0..<basis.dimension {
        basis.prepare(&point, axis, at: operands[axis + 1][place], &scratch)
      }
      y[place] = basis.value(operands[0], point, scratch)
    }
  }
}

/// The transpose of reading at m places: c_i = Σ w_j f_i(x_j). Operands are w and, per axis, the coordinates.
final class PlaceSpreading: DifferentiableOperator {
  private let basis: PlaceBasis
  private let count: Int

  /// Spreads from so many places.
  init(_ basis: PlaceBasis, count: Int) {
    self.basis = basis
    self.count = count
  }

  var identity: PlaceReading.Identity { PlaceReading.Identity(basis: basis, count: count) }
  var inputShapes: [Shape] {
    [Shape](repeating: .field(count), count: 1 + basis.dimension)
  }
  var outputShape: Shape { .field(basis.count) }
  var scratchCount: Int { basis.scratchCount }

  func pullback(operands: [Value], result: Value, cotangent: Value) -> [Value?] {
    func read(_ basis: PlaceBasis) -> Value {
      Autodiff.apply(PlaceReading(basis, count: count), [cotangent] + operands.dropFirst())
    }
    return [read(basis)]
      + (0..<basis.dimension).map { operands[0] * read(basis.differentiated($0)) }
  }

  func pushforward(operands: [Value], result: Value, tangents: [Value?]) -> Value? {
    var terms: [Value] = []
    if let tangent = tangents[0] {
      terms.append(Autodiff.apply(self, [tangent] + operands.dropFirst()))
    }
    for axis in 0..<basis.dimension {
      guard let tangent = tangents[axis + 1] else { continue }
      let spread = PlaceSpreading(basis.differentiated(axis), count: count)
      terms.append(Autodiff.apply(spread, [operands[0] * tangent] + operands.dropFirst()))
    }
    return terms.first.map { terms.dropFirst().reduce($0) { $0 + $1 } }
  }

  func apply(
    _ operands: borrowing Operands, into y: inout MutableSpan<Double>,
    scratch: inout MutableSpan<Double>
  ) {
    for index in y.indices { y[index] = 0 }
    var point = basis.point(&scratch)
    for place in 0..<count {
      if place % 64 == 0, operands.cancellation?.isCancelled == true { return }
      for axis in 0..<basis.dimension {
        basis.prepare(&point, axis, at: operands[axis + 1][place], &scratch)
      }
      basis.add(operands[0][place], to: &y, point, scratch)
    }
  }
}

/// Reading at places that never change, or its transpose: linear maps, of which the graph knows more.
final class FixedPlaceReading: LinearOperator {
  /// What tells them apart.
  struct Identity: Hashable {
    let basis: PlaceBasis
    /// Per axis the coordinates.
    let places: [[Double]]
    let isTransposed: Bool

    /// Hashes what is quickly read.
    func hash(into hasher: inout Hasher) {
      hasher.combine(basis)
      hasher.combine(places.first?.count)
      hasher.combine(places.first?.first)
      hasher.combine(isTransposed)
    }
  }

  let identity: Identity
  private let count: Int

  /// Reads at places, given by a column of coordinates per axis.
  convenience init(_ basis: PlaceBasis, at places: [[Double]]) {
    self.init(Identity(basis: basis, places: places, isTransposed: false))
  }

  private init(_ identity: Identity) {
    self.identity = identity
    count = identity.places.first?.count ?? 0
  }

  var inputCount: Int { identity.isTransposed ? count : identity.basis.count }
  var outputCount: Int { identity.isTransposed ? identity.basis.count : count }
  var scratchCount: Int { identity.basis.scratchCount }
  var transpose: any LinearOperator {
    FixedPlaceReading(
      Identity(
        basis: identity.basis, places: identity.places, isTransposed: !identity.isTransposed))
  }

  func apply(
    _ x: Span<Double>, into y: inout MutableSpan<Double>, scratch: inout MutableSpan<Double>
  ) {
    apply(x, into: &y, scratch: &scratch, nil)
  }

  func apply(
    _ x: Span<Double>, into y: inout MutableSpan<Double>, scratch: inout MutableSpan<Double>,
    _ cancellation: Cancellation?
  ) {
    let basis = identity.basis
    if identity.isTransposed { for index in y.indices { y[index] = 0 } }
    var point = basis.point(&scratch)
    for place in 0..<count {
      if place % 64 == 0, cancellation?.isCancelled == true { return }
      for axis in 0..<basis.dimension {
        basis.prepare(&point, axis, at: identity.places[axis][place], &scratch)
      }
      if identity.isTransposed {
        basis.add(x[place], to: &y, point, scratch)
      } else {
        y[place] = basis.value(x, point, scratch)
      }
    }
  }
}

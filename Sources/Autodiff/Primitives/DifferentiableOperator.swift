/// A differentiable function of several fields that is computed as a whole, such as the product of a
/// matrix and a vector or the solution of a system of equations: y = f(x₁, …, x_k).
///
/// Its derivatives are written in values, with this or other operations, so that they can be
/// differentiated again. The laws, for J the matrix of partial derivatives:
///
/// - `pushforward` gives J v: `tangentDefect` compares it with differences of `apply`.
/// - `pullback` gives Jᵀ w: w · J v = Jᵀ w · v, which `dotProductDefect` tests.
///
/// An operator is prepared once and applied often, from any number of threads at once. For a linear
/// function of one field there is `LinearOperator`, about which the engine knows more.
public protocol DifferentiableOperator: AnyObject, Sendable {
  /// What tells operators of one type apart.
  associatedtype Identity: Hashable = ObjectIdentifier

  /// The shape of each operand: a scalar or a field.
  var inputShapes: [Shape] { get }

  /// The shape of the result.
  var outputShape: Shape { get }

  /// The number of doubles that `apply` may use as it likes.
  var scratchCount: Int { get }

  /// Tells operators apart: those of one type and equal identity are the same function, which a graph
  /// applies to the same operands only once. By default the object's own.
  var identity: Identity { get }

  /// Jᵀ w.
  ///
  /// - Parameters:
  ///   - operands: x₁ to x_k.
  ///   - result: y.
  ///   - cotangent: w, of the result's shape.
  /// - Returns: per operand its cotangent, of its shape or a scalar that stands for the same value
  ///   everywhere; nil for zero.
  func pullback(operands: [Value], result: Value, cotangent: Value) -> [Value?]

  /// For an operator whose result consists of some of its operands' values: per operand where that has
  /// an effect, as a number above 0 there and 0 elsewhere, of the operand's shape; nil if it may have
  /// one anywhere, which is the default.
  ///
  /// Elsewhere cotangents are 0 whatever the derivatives of what the operand was computed from: no
  /// infinity or NaN of theirs gets out. A pushforward sees to that itself, by `where`.
  func selectors(operands: [Value], result: Value) -> [Value?]

  /// J v.
  ///
  /// - Parameters:
  ///   - operands: x₁ to x_k.
  ///   - result: y.
  ///   - tangents: per operand its tangent, of its shape; nil for zero.
  /// - Returns: the result's tangent, of its shape or a scalar that stands for the same value
  ///   everywhere; nil for zero.
  func pushforward(operands: [Value], result: Value, tangents: [Value?]) -> Value?

  /// Writes f(x₁, …, x_k) into y. It must not allocate, and never stop the program: where f has no
  /// value the result is NaN.
  ///
  /// - Parameters:
  ///   - operands: the values read, in order; they must be left as they are.
  ///   - y: the output, of as many values as `outputShape` has, distinct from the operands; all are to be written.
  ///   - scratch: `scratchCount` values without meaning. All begin on a 64-byte boundary, and the
  ///     memory up to the next one is theirs.
  func apply(
    _ operands: borrowing Operands, into y: inout MutableSpan<Double>,
    scratch: inout MutableSpan<Double>)
}

extension DifferentiableOperator where Identity == ObjectIdentifier {
  /// The object itself.
  public var identity: ObjectIdentifier { ObjectIdentifier(self) }
}

extension DifferentiableOperator {
  var erasedIdentity: AnyHashable { AnyHashable(identity) }

  /// None.
  public var scratchCount: Int { 0 }

  /// Everything may have an effect.
  public func selectors(operands: [Value], result: Value) -> [Value?] { operands.map { _ in nil } }
}

/// f(x₁, …, x_k): a differentiable operator applied to operands of the shapes that it takes.
///
/// At least one operand must be more than a bare number, which belongs to no graph.
public func apply(_ map: any DifferentiableOperator, _ operands: [Value]) -> Value {
  guard let graph = operands.lazy.compactMap(\.graph).first else {
    preconditionFailure("bare numbers are no operands")
  }
  let shapes = map.inputShapes
  precondition(operands.map(\.shape) == shapes, "the operator takes operands of \(shapes)")
  return graph.apply(.general(GeneralMap(map: map)), operands, shape: map.outputShape)
}

/// A differentiable operator as part of a node: equal where it is the same function.
struct GeneralMap: Hashable {
  let map: any DifferentiableOperator

  static func == (a: GeneralMap, b: GeneralMap) -> Bool {
    type(of: a.map) == type(of: b.map) && a.identity == b.identity
  }

  func hash(into hasher: inout Hasher) { hasher.combine(identity) }

  private var identity: AnyHashable { map.erasedIdentity }

  /// The cotangents of the operands. Where the result has no effect they are 0, whatever the operator
  /// says.
  func pullback(_ operands: [Value], result: Value, cotangent: Cotangent) -> [Cotangent?] {
    let contributions = map.pullback(
      operands: operands, result: result, cotangent: result.lift(cotangent.value))
    precondition(contributions.count == operands.count, "a cotangent per operand")
    let selectors = map.selectors(operands: operands, result: result)
    precondition(selectors.count == operands.count, "a selector per operand")
    let mask = cotangent.mask.map(sum)
    return operands.indices.map { index in
      contributions[index].map { contribution in
        let value = contribution.checked(operands[index].shape)
        let selector = selectors[index]
        let both = mask.flatMap { mask in selector.map { mask * $0 } } ?? selector ?? mask
        return Cotangent(value: both.map { Elementwise.select($0, value, 0) } ?? value, mask: both)
      }
    }
  }

  /// The result's tangent.
  func pushforward(_ operands: [Value], result: Value, tangents: [Value?]) -> Value? {
    map.pushforward(operands: operands, result: result, tangents: tangents)
      .map { result.lift($0.checked(result.shape)) }
  }
}

extension Value {
  /// This derivative of a value of some shape.
  fileprivate func checked(_ shape: Shape) -> Value {
    precondition(
      self.shape == shape || self.shape.isScalar,
      "a derivative has the shape of what it belongs to, or is a scalar")
    return self
  }
}

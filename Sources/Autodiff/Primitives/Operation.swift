/// What a node does. The set is closed under differentiation: the rules below express tangents and
/// cotangents in the same operations, so that derivatives can be differentiated again.
///
/// Most operations are either elementwise, with partial derivatives, or linear, with a transpose; both
/// modes follow from that one rule. What is neither brings a rule for each mode.
enum Operation: Hashable {
  /// An independent variable, numbered in order of creation.
  case input(Int)
  /// A number, by its bits so that −0 and 0 differ.
  case constant(bits: UInt64)
  /// A field of the graph's table of constants.
  case constantField(Int)
  /// A function applied point by point; scalars are broadcast.
  case elementwise(Elementwise)
  /// Σᵢ xᵢ: a field to a scalar.
  case sum
  /// The field with the same value everywhere: a scalar to a field.
  case broadcast
  /// A field that repeats the elements of a line. Only programs have such nodes, see `AxisHoisting`.
  case spread(AxisLayout)
  /// A field that counts its elements. Only programs have such nodes.
  case ramp(Ramp)
  /// A linear map from field to field.
  case linear(LinearMap)
  /// A function of several fields, computed as a whole.
  case general(GeneralMap)
  /// The value at a point of a field.
  case element(Int)
  /// The part of a field, as long as the result, that begins at a point.
  case slice(Int)
  /// Fields and scalars at places of a new field: added up where they overlap, 0 where none is.
  case assemble(offsets: [Int])
}

/// A linear operator as part of a node: equal where it is the same map.
struct LinearMap: Hashable {
  let map: any LinearOperator

  static func == (a: LinearMap, b: LinearMap) -> Bool {
    type(of: a.map) == type(of: b.map) && a.identity == b.identity
  }

  func hash(into hasher: inout Hasher) { hasher.combine(identity) }

  private var identity: AnyHashable { map.erasedIdentity }
}

extension Operation {
  /// The cotangents of the operands, given the result's: nil where the derivative is zero.
  ///
  /// A cotangent may be a scalar where the primal is a field: it then stands for the field with that
  /// value everywhere.
  func pullback(_ operands: [Value], result: Value, cotangent: Cotangent) -> [Cotangent?] {
    switch self {
    case .input, .constant, .constantField:
      []
    case .elementwise(let function):
      function.pullback(operands, result: result, cotangent: cotangent)
    case .sum:
      [cotangent]
    case .broadcast:
      [cotangent.times(1, selector: nil, from: result.shape, to: .scalar)]
    case .spread, .ramp:
      preconditionFailure("what is executed is not differentiated")
    case .linear(let linear):
      [cotangent.anywhere(linear.map.transposed(result.lift(cotangent.value)))]
    case .general(let general):
      general.pullback(operands, result: result, cotangent: cotangent)
    case .element, .slice:
      preconditionFailure("the reads of a field are collected")
    case .assemble(let offsets):
      zip(operands, offsets).map { cotangent.part(at: $1, of: $0.shape) }
    }
  }

  /// The result's tangent, given the operands': nil for zero. Tangents have the primals' shapes.
  func pushforward(_ operands: [Value], result: Value, tangents: [Value?]) -> Value? {
    switch self {
    case .input, .constant, .constantField:
      return nil
    case .elementwise(let function):
      return function.pushforward(operands, result: result, tangents: tangents).map(result.lift)
    case .sum:
      return tangents[0].map(Autodiff.sum)
    case .broadcast:
      return tangents[0].map { result.lift($0) }
    case .spread, .ramp:
      preconditionFailure("what is executed is not differentiated")
    case .linear(let linear):
      return tangents[0].map { apply(linear.map, $0) }
    case .general(let general):
      return general.pushforward(operands, result: result, tangents: tangents)
    case .element(let index):
      return tangents[0].map { $0[index] }
    case .slice(let start):
      return tangents[0].map { $0[start..<start + result.shape.count] }
    case .assemble(let offsets):
      let pieces = zip(tangents, offsets).compactMap { tangent, offset in
        tangent.map { (offset: offset, value: $0) }
      }
      return pieces.isEmpty ? nil : result.graph?.assemble(pieces, shape: result.shape)
    }
  }
}

extension Value {
  /// A derivative of this value that may stand for a field by a scalar, in full shape.
  func lift(_ derivative: Value) -> Value {
    graph?.lift(derivative, to: shape) ?? derivative
  }
}

import CKernels

/// A function applied point by point: a row of the table of elementwise functions.
///
/// A row holds the name, the kernels that compute the function, and its partial derivatives, written
/// as ordinary arithmetic on values. Both modes and all orders of differentiation follow from
/// the row.
public final class Elementwise: Sendable {
  /// The kernels for the ways in which fields and scalars can meet.
  struct Kernels: Sendable {
    let fields: ck_kernel_id
    var fieldScalar: ck_kernel_id?
    var scalarField: ck_kernel_id?
    /// For three operands: by the bits that tell which are fields, from 1 (the first only) to 6.
    var mixed: [ck_kernel_id] = []

    /// The kernel for a result that is a field, and whether it takes the operands in reverse order.
    func choice(isField: [Bool]) -> (kernel: ck_kernel_id, isReversed: Bool) {
      guard isField.contains(false) else { return (fields, false) }
      if isField.count == 3 {
        let bits = isField.enumerated().reduce(0) { $0 | ($1.element ? 1 << $1.offset : 0) }
        return (mixed[bits - 1], false)
      }
      if isField[0], let kernel = fieldScalar { return (kernel, false) }
      if let kernel = scalarField { return (kernel, false) }
      return fieldScalar.map { ($0, true) } ?? (fields, false)
    }
  }

  /// ∂f/∂xᵢ as a value, from the operands and the result; nil where it is zero.
  typealias Partials = @Sendable (_ operands: [Value], _ result: Value) -> [Value?]

  /// The function's name, as it is written in formulas.
  public let name: String
  /// The number of operands.
  public let arity: Int
  /// Whether f(x, y) = f(y, x).
  let isCommutative: Bool
  let kernels: Kernels
  let partials: Partials
  /// For a function whose result is one of its operands: per operand where it is the one, as a
  /// number above 0 there and 0 elsewhere; nil for an operand that only tells which.
  ///
  /// Where an operand is not the one, its cotangent is 0 whatever its own derivatives are: the
  /// pullback lets no infinity or NaN of theirs out.
  let selectors: Partials?

  init(
    _ name: String, arity: Int, commutative: Bool = false, kernels: Kernels,
    selectors: Partials? = nil, partials: @escaping Partials
  ) {
    self.name = name
    self.arity = arity
    self.isCommutative = commutative
    self.kernels = kernels
    self.partials = partials
    self.selectors = selectors
  }

  /// A function of one variable, with f′ from x and f(x).
  convenience init(
    _ name: String, _ kernel: ck_kernel_id,
    derivative: @escaping @Sendable (_ x: Value, _ y: Value) -> Value?
  ) {
    self.init(name, arity: 1, kernels: Kernels(fields: kernel)) { operands, result in
      [derivative(operands[0], result)]
    }
  }

  /// The function of known fields of one length, by the same kernel that programs run.
  func callAsFunction(fields: [[Double]]) -> [Double] {
    KernelTable.call(kernels.fields, fields)
  }

  /// The function of known numbers.
  func callAsFunction(_ numbers: [Double]) -> Double { self(fields: numbers.map { [$0] })[0] }

  /// Applies the function: folds known numbers, checks shapes, broadcasts scalars.
  func callAsFunction(_ operands: Value...) -> Value {
    precondition(operands.count == arity)
    let numbers = operands.compactMap(\.number)
    if numbers.count == arity { return Value(self(numbers)) }
    guard let graph = operands.lazy.compactMap(\.graph).first else { return Value(self(numbers)) }
    let fields = operands.map(\.shape).filter { !$0.isScalar }
    let shape = fields.first ?? .scalar
    precondition(fields.allSatisfy { $0 == shape }, "\(name): fields of different shapes")
    return graph.apply(.elementwise(self), operands, shape: shape)
  }
}

extension Elementwise {
  /// The cotangents of the operands: nil where the derivative is zero.
  func pullback(_ operands: [Value], result: Value, cotangent: Cotangent) -> [Cotangent?] {
    let selectors = selectors?(operands, result)
    return partials(operands, result).enumerated().map { index, partial in
      partial.map {
        cotangent.times(
          $0, selector: selectors?[index], from: result.shape, to: operands[index].shape)
      }
    }
  }

  /// The result's tangent, which may be a scalar that stands for a field; nil for zero.
  func pushforward(_ operands: [Value], result: Value, tangents: [Value?]) -> Value? {
    let selectors = selectors?(operands, result)
    let partials = partials(operands, result)
    let terms = partials.indices.compactMap { index -> Value? in
      guard let partial = partials[index], let tangent = tangents[index] else { return nil }
      guard let selector = selectors?[index] else { return partial * tangent }
      return Elementwise.select(selector, partial * tangent, 0)
    }
    return terms.first.map { terms.dropFirst().reduce($0, +) }
  }
}

extension Elementwise: Hashable {
  /// Rows are unique: equality is identity.
  public static func == (a: Elementwise, b: Elementwise) -> Bool { a === b }

  /// Hashes the row's identity.
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

public import Autodiff

/// The data g of the conditions at the walls; 0 where none are given.
public struct WallData {
  private struct Wall: Hashable {
    let axis: Int
    let side: Side
  }

  private var data: [Wall: Value] = [:]
  private var coefficients: [Wall: RobinCoefficients] = [:]

  /// Zero at all walls.
  public init() {}

  /// g at the wall where an axis ends: a scalar, or a field of the wall's points, which are the grid's
  /// without that axis, in row-major order.
  public subscript(axis: Int, side: Side) -> Value {
    get { data[Wall(axis: axis, side: side)] ?? 0 }
    set { data[Wall(axis: axis, side: side)] = newValue }
  }

  /// g, or nil if it is known to be 0.
  func known(_ axis: Int, _ side: Side) -> Value? {
    data[Wall(axis: axis, side: side)].flatMap { $0.number == 0 ? nil : $0 }
  }

  /// α and β of the Robin condition at the wall where an axis ends; 1 and 1 where none are given.
  public subscript(robin axis: Int, side: Side) -> RobinCoefficients {
    get { coefficients[Wall(axis: axis, side: side)] ?? RobinCoefficients(value: 1, derivative: 1) }
    set { coefficients[Wall(axis: axis, side: side)] = newValue }
  }
}

/// α and β in α φ + β ∂φ/∂n = g: each a scalar or a field of the wall's points.
public struct RobinCoefficients {
  /// α.
  public var value: Value
  /// β. Where it is 0 for certain, the condition is better stated as Dirichlet's.
  public var derivative: Value

  /// Both numbers.
  public init(value: Value, derivative: Value) {
    self.value = value
    self.derivative = derivative
  }
}

import Autodiff
import Expressions

/// What is given at the walls.
extension ProblemTrace {
  /// The data of all walls, and α and β.
  mutating func walls(_ domain: ProblemDomain) -> WallData {
    var walls = WallData()
    for (index, axis) in problem.axes.enumerated() {
      guard case .walls(let lower, let upper) = axis.boundary else { continue }
      let names = parameters.merging(domain.coordinates(onWallOf: index, in: graph)) { $1 }
      for (side, wall) in [(Side.lower, lower), (.upper, upper)] {
        let data = statement(wall.data, .wall(axis: axis.name, side), names)
        guard case .robin(let value, let derivative) = wall.statement else {
          walls[index, side] = data
          continue
        }
        let coefficients = RobinCoefficients(
          value: statement(value, .robinValue(axis: axis.name, side), names),
          derivative: statement(derivative, .robinDerivative(axis: axis.name, side), names))
        addDivisors(coefficients, wall.condition, axis, side)
        switch wall.condition {
        case .dirichlet: walls[index, side] = data / coefficients.value
        case .neumann: walls[index, side] = data / coefficients.derivative
        case .robin:
          walls[index, side] = data
          walls[robin: index, side] = coefficients
        }
      }
    }
    return walls
  }

  /// Notes what must not be 0 in α and β.
  private mutating func addDivisors(
    _ coefficients: RobinCoefficients, _ condition: Condition, _ axis: ProblemAxis, _ side: Side
  ) {
    let (value, derivative) = (coefficients.value, coefficients.derivative)
    func isKnown(_ value: Value) -> Bool { value.number.map { $0 != 0 } ?? false }
    func note(_ value: Value, _ kind: RobinDivisor.Kind) {
      let divisor = RobinDivisor(kind: kind, axis: axis.name, side: side)
      divisors.append((divisor, least: value.shape.isScalar ? value : min(value)))
    }
    if !isKnown(value), !isKnown(derivative) { note(abs(value) + abs(derivative), .both) }
    guard condition == .robin, let equation = problem.equation, equation.isIterative else { return }
    // By `FluxMatrix` at cell centres it is β and the distance of the wall together.
    let isApart = axis.placement == .cellCentres && equation.scheme.order == 2
    if !isApart, !isKnown(derivative) { note(abs(derivative), .derivative) }
  }

  /// A number, or a field of a wall's points, which has to be finite.
  private mutating func statement(
    _ expression: Expression, _ place: ProblemPlace, _ names: [String: Value]
  ) -> Value {
    let environment = Expression.Environment(
      values: names, absent: problem.absentNames(at: place))
    let value = attempt(place) { () throws(ExpressionErrors) in
      try expression.lower(in: environment)
    }
    finite.append((place, sum(abs(value))))
    return value
  }
}

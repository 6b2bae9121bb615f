import Autodiff
public import Expressions

/// Why there is no answer at a point of a sweep.
public enum EvaluationError: Error, Equatable, Sendable {
  /// Which number is not finite.
  public enum Quantity: Equatable, Sendable {
    /// An objective, by name.
    case value(String)
    /// The derivative of an objective by a variable.
    case derivative(of: String, by: String)
  }

  /// ρ has a mean beyond the tolerance, or, less the fluxes through the walls, what is left of it is; what that is
  /// small or large against; and the share of the density's square that the grid hardly resolves, if it is known.
  case incompatible(mean: Double, magnitude: Double, unresolved: Double?, point: Int)
  /// ρ is not finite somewhere; why, if that can be told.
  case nonFiniteDensity(NonFiniteDensity?, point: Int)
  /// A statement that is not finite.
  case nonFiniteStatement(ProblemPlace, point: Int)
  /// What must not be 0 in a Robin condition is, somewhere on its wall.
  case zeroDivisor(RobinDivisor, point: Int)
  /// A result that is no number.
  case nonFinite(Quantity, point: Int)
  /// An axis whose length is not above 0.
  case invalidLength(axis: String, Double, point: Int)
  /// Helmholtz's equation at an eigenvalue.
  case resonance(ResonanceError, point: Int)
  /// A field is read outside of the walls of an axis, at a part of its length from its beginning; by which
  /// measurement, if it is one.
  case outside(axis: String, place: Double, Measurement?, point: Int)
  /// The point of a gauge is outside of the walls of an axis, at a part of its length from its beginning.
  case gaugeOutside(axis: String, place: Double, point: Int)
  /// The coefficient is not above 0 everywhere, or not a number; where, if that can be told.
  case nonPositiveCoefficient(CoefficientValue?, point: Int)
  /// The equation is not elliptic: its matrix is not positive definite.
  case notElliptic(point: Int)
  /// The reaction, or its derivative by φ, is not finite for the φ to begin with.
  case nonFiniteReaction(point: Int)
  /// The iteration that solves the equation was given up.
  case notConverged(iterations: Int, residual: Double, point: Int)
  /// Nobody wants the answer any more.
  case cancelled
}

/// One of the measurements that a problem is given.
public struct Measurement: Equatable, Sendable {
  /// The name of the set of data.
  public let name: String
  /// Which of the set.
  public let index: Int
  /// The coordinate along the axis concerned.
  public let coordinate: Double
}

extension Problem {
  /// The measurement with the least coordinate, or the largest one.
  func measurement(_ key: ProblemDomain.Reads.Key, isLast: Bool) -> Measurement? {
    guard case .measurements(let name) = key.reader,
      let field = fields.first(where: { $0.name == name }),
      case .sensors(let sensors) = field.support
    else { return nil }
    let column = sensors.places[key.axis].enumerated()
    let end =
      isLast
      ? column.max { $0.element < $1.element } : column.min { $0.element < $1.element }
    return end.map { Measurement(name: name, index: $0.offset, coordinate: $0.element) }
  }
}

/// The node where a density is not finite, and the part of its expression that makes it so.
public struct NonFiniteDensity: Equatable, Sendable {
  /// The indices of the node along the axes.
  public let node: [Int]
  /// Its coordinates, by the names of the axes.
  public let coordinates: [(name: String, value: Double)]
  /// The part.
  public let cause: NonFiniteValue

  /// Whether both tell of the same.
  public static func == (a: NonFiniteDensity, b: NonFiniteDensity) -> Bool {
    a.node == b.node && a.cause == b.cause
  }
}

/// A coefficient at a node.
public struct CoefficientValue: Equatable, Sendable {
  /// The indices of the node along the axes.
  public let node: [Int]
  /// The coefficient there.
  public let value: Double
}

extension CompiledProblem {
  /// The first node where the density is not finite at a point of a sweep, and why, in the words of
  /// `density`.
  func culprit(_ inputs: [SweepColumn], _ density: Expression, at point: Int) -> NonFiniteDensity? {
    let names = problem.axes.map(\.name)
    let fields = fields(inputs, at: point) { trace in
      trace.source().map { source in
        [source.density] + names.compactMap { source.domain.coordinates[$0] }
      }
    }
    guard let index = fields.first?.firstIndex(where: { !$0.isFinite }) else { return nil }
    let inputs = inputs.map { $0.only(point) }
    let coordinates = zip(names, fields.dropFirst()).map { (name: $0, value: $1[index]) }
    var numbers: [String: Double] = [:]
    for (name, value) in coordinates { numbers[name] = value }
    for (name, column) in zip(problem.parameters, inputs) { numbers[name] = column[0] }
    for (field, column) in zip(problem.fields, inputs.dropFirst(problem.parameters.count)) {
      if field.support == .grid, case .field(let values) = column {
        numbers[field.name] = values[index]
      }
    }
    guard let cause = try? density.firstNonFinite(numbers) else { return nil }
    return NonFiniteDensity(
      node: problem.indices(of: index), coordinates: coordinates, cause: cause)
  }

  /// The first node where the coefficient is not above 0 at a point of a sweep.
  func coefficientCulprit(_ inputs: [SweepColumn], at point: Int) -> CoefficientValue? {
    guard let equation = problem.equation else { return nil }
    let fields = fields(inputs, at: point) { trace in
      guard let source = trace.source() else { return nil }
      var names = source.names
      names["rho"] = source.density
      return trace.coefficient(equation, names, source.domain).map { [$0] }
    }
    guard let field = fields.first,
      let index = field.firstIndex(where: { !($0 > 0 && $0.isFinite) })
    else { return nil }
    return CoefficientValue(node: problem.indices(of: index), value: field[index])
  }

  /// Fields of the problem at a point of a sweep; none if they cannot be traced.
  private func fields(
    _ inputs: [SweepColumn], at point: Int, _ outputs: (inout ProblemTrace) -> [Value]?
  ) -> [[Double]] {
    let graph = Graph()
    var trace = ProblemTrace(problem, in: graph)
    guard let values = outputs(&trace) else { return [] }
    let program = Program(graph, inputs: trace.inputs, outputs: values)
    return program.sweep(inputs.map { $0.only(point) }, count: 1).map(Array.init) ?? []
  }
}

extension Problem {
  /// The indices along the axes of a point of the grid, by its place in a flat field.
  fileprivate func indices(of index: Int) -> [Int] {
    var rest = index
    let reversed = axes.reversed().map { axis in
      defer { rest /= axis.points }
      return rest % axis.points
    }
    return reversed.reversed()
  }
}

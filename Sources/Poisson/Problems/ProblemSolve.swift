import Autodiff
import Expressions

/// φ, and what is told of it.
struct Solved {
  let potential: Value
  /// The solution that φ is, up to a constant.
  let origin: Origin
  let diagnostics: SolveDiagnostics
  private let fluxes = Fluxes()

  init(potential: Value, origin: Origin, diagnostics: SolveDiagnostics) {
    self.potential = potential
    self.origin = origin
    self.diagnostics = diagnostics
  }

  /// The fluxes that were asked for so far, each of which has tables of its own.
  private final class Fluxes {
    struct Wall: Hashable {
      let axis: Int
      let side: Side
    }

    var known: [Wall: Value] = [:]
  }

  /// How φ was found.
  enum Origin {
    /// By fast transforms.
    case linear(Solution)
    /// By an iteration, with a coefficient or a reaction.
    case iterated(FluxSolution)
  }

  /// The flux ∫ a ∂φ/∂n through the wall at one end of an axis, n pointing outward; a = 1 where there is no
  /// coefficient.
  func flux(axis: Int, side: Side) -> Value {
    let wall = Fluxes.Wall(axis: axis, side: side)
    if let flux = fluxes.known[wall] { return flux }
    let flux =
      switch origin {
      case .linear(let solution): solution.flux(axis: axis, side: side)
      case .iterated(let solution): solution.flux(axis: axis, side: side)
      }
    fluxes.known[wall] = flux
    return flux
  }

  /// ∂φ/∂x along an axis; nil if φ alone has to tell.
  func derivative(axis: Int) -> Value? {
    guard case .linear(let solution) = origin else { return nil }
    return solution.derivative(axis: axis)
  }
}

/// The equation: what its statements are, and its solution.
extension ProblemTrace {
  /// φ, and what is told of it; nil after noting what is wrong.
  mutating func solve(
    _ equation: ProblemEquation, _ density: Value, _ names: [String: Value],
    _ domain: ProblemDomain
  ) -> Solved? {
    let screening = equation.screening.map { finiteScalar($0, .screening) }
    let gauge = gauge(equation.gauge)
    let walls = walls(domain)
    guard let discretisation = domain.discretisation, density.shape == domain.shape else {
      return nil
    }
    let isConstantFree = discretisation.isSingular && screening == nil && equation.reaction == nil
    if !isConstantFree, equation.gauge != .mean(nil) {
      note(
        .gauge,
        .unsupported("nothing is left to a gauge: the walls, the screening or the reaction fix φ"))
    }
    var potential: Value
    let origin: Solved.Origin
    var diagnostics: SolveDiagnostics
    if equation.isIterative {
      let coefficient = coefficient(equation, names, domain) ?? 1
      let reaction = reaction(equation, density, names, domain)
      let guess = equation.guess.map { field($0, .guess, names, domain) } ?? 0
      if equation.reaction != nil, reaction == nil { return nil }
      let solution = flux { () throws(GridError) in
        try discretisation.solve(
          density, coefficient: coefficient, lengths: domain.lengths, screening: screening,
          walls: walls, gauge: gauge, reaction: reaction, guess: guess)
      }
      guard let solution else { return nil }
      potential = solution.potential
      origin = .iterated(solution)
      diagnostics = SolveDiagnostics(solution)
    } else {
      let solution = discretisation.solve(
        density, lengths: domain.lengths, screening: screening, walls: walls, gauge: gauge)
      potential = solution.potential
      origin = .linear(solution)
      diagnostics = SolveDiagnostics(solution, screening: screening)
    }
    if diagnostics.removedMean != nil {
      let coefficient = coefficient(equation, names, domain) ?? 1
      diagnostics.magnitude =
        diagnostics.magnitude + fluxMagnitude(walls, coefficient, domain)
    }
    if case .zero(let point) = equation.gauge, isConstantFree {
      let place = point.map { finiteScalar($0, .gauge) }
      potential = potential - domain.value(of: potential, at: place, for: .gauge)
    }
    return Solved(potential: potential, origin: origin, diagnostics: diagnostics)
  }

  /// The size of the fluxes a ∂φ/∂n through the walls per volume, a being that of the points next to them.
  private func fluxMagnitude(
    _ walls: WallData, _ coefficient: Value, _ domain: ProblemDomain
  ) -> Value {
    guard let discretisation = domain.discretisation else { return 0 }
    var size: Value = 0
    for (axis, length) in domain.lengths.enumerated() {
      let points = discretisation.grid.axes[axis].points
      for side in Side.allCases {
        guard let data = walls.known(axis, side) else { continue }
        let end = SparseMatrix(
          columnCount: points, rows: [[(column: side == .lower ? 0 : points - 1, value: 1)]])
        let atWall =
          coefficient.shape.isScalar
          ? coefficient : apply(discretisation.map(end, axis), coefficient)
        let flux = abs(atWall * data)
        size = size + (flux.shape.isScalar ? flux : mean(flux)) / length
      }
    }
    return size
  }

  /// The coefficient at every point; nil if there is none.
  mutating func coefficient(
    _ equation: ProblemEquation, _ names: [String: Value], _ domain: ProblemDomain
  ) -> Value? {
    equation.coefficient.map { field($0, .coefficient, names, domain) }
  }

  /// The reaction; nil if there is none, or after noting what is wrong with it.
  private mutating func reaction(
    _ equation: ProblemEquation, _ density: Value, _ names: [String: Value],
    _ domain: ProblemDomain
  ) -> Reaction? {
    guard let expression = equation.reaction else { return nil }
    let count = errorCount
    _ = field(expression, .reaction, names.merging(["phi": density]) { $1 }, domain)
    guard errorCount == count else { return nil }
    // What f is of, by name: operands, since it may be evaluated at other points than the density.
    let used = names.merging(["rho": density]) { $1 }.filter { name, _ in
      expression.freeNames.contains(name) && name != "phi"
    }.sorted { $0.key < $1.key }
    let (keys, absent) = (used.map(\.key), problem.absentNames(at: .reaction))
    return Reaction(of: used.map(\.value)) { potential, operands in
      var names = ["phi": potential]
      for (name, operand) in zip(keys, operands) { names[name] = operand }
      guard let graph = potential.graph else { return potential }
      let environment = Expression.Environment(values: names, absent: absent)
      // It has been lowered with fields of these shapes before.
      let value = try? expression.lowerField(in: environment, shape: potential.shape, of: graph)
      return graph.lift(value ?? 0, to: potential.shape)
    }
  }

  /// A solution in flux form; nil after noting why there is none.
  private mutating func flux(
    _ body: () throws(GridError) -> FluxSolution
  ) -> FluxSolution? {
    do throws(GridError) {
      return try body()
    } catch {
      let error = ProblemError(error, axes: problem.axes.map(\.name))
      note(error.place, error.reason)
      return nil
    }
  }

  private mutating func gauge(_ gauge: ProblemGauge) -> Gauge {
    guard case .mean(let mean?) = gauge else { return .zeroMean }
    return .mean(finiteScalar(mean, .gauge))
  }

  /// E = −∇φ under the names E, Ex, Ey and Ez, if they occur.
  mutating func addElectricField(
    to names: inout [String: Value], _ solved: Solved?, _ domain: ProblemDomain
  ) {
    let components = problem.axes.map { "E\($0.name)" }
    guard let discretisation = domain.discretisation, let potential = names["phi"],
      !problem.usedNames.isDisjoint(with: components + ["E"])
    else { return }
    let field = domain.lengths.enumerated().map { axis, length in
      -(solved?.derivative(axis: axis)
        ?? discretisation.derivative(of: potential, axis: axis, length: length))
    }
    for (name, component) in zip(components, field) { names[name] = component }
    // On a plane and in space E is the magnitude, whose derivative where it vanishes is 0.
    names["E"] = field.dropFirst().reduce(field[0]) { hypot($0, $1) }
  }
}

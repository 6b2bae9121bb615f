public import Autodiff

extension Discretisation {
  /// The solution φ of ∇²φ − κ²φ = ρ.
  ///
  /// Where nothing fixes the constant (periodic axes and Neumann walls only, no screening), the part of ρ
  /// that has no solution is removed and reported, and the gauge says which φ is meant.
  ///
  /// - Parameters:
  ///   - density: ρ at the grid's points.
  ///   - lengths: the length of each axis.
  ///   - screening: κ²; below 0 it is Helmholtz's equation, see `checkResonance`. A value that
  ///     may be 0 is not the same as nil: there is no gauge then.
  ///   - walls: the data of the conditions at walls.
  ///   - gauge: which φ is meant where a constant is free.
  public func solve(
    _ density: Value, lengths: [Value], screening: Value? = nil,
    walls: WallData = WallData(), gauge: Gauge = .zeroMean
  ) -> Solution {
    precondition(lengths.count == grid.dimension, "each axis has a length")
    guard let graph = density.graph, density.shape.count == grid.count else {
      preconditionFailure("a density is a field of the grid")
    }
    let screening = screening?.number == 0 ? nil : screening
    guard let robin else {
      return solveWithoutRobin(
        density, in: graph, lengths: lengths, screening: screening, walls: walls, gauge: gauge)
    }
    if let channel, robin.isUniform(walls) {
      return solve(
        density, channel, in: graph, lengths: lengths, screening: screening, walls: walls,
        gauge: gauge, hasRobin: true)
    }
    let system = RobinSystem(
      discretisation: self, robin: robin, hasScreening: screening != nil)
    return solve(density, system, in: graph, lengths: lengths, screening: screening, walls: walls)
  }

  /// The solution with Robin conditions: that for the fluxes which stand for them.
  private func solve(
    _ density: Value, _ system: RobinSystem, in graph: Graph, lengths: [Value], screening: Value?,
    walls: WallData
  ) -> Solution {
    let robin = system.robin
    let walls = robin.scaled(walls, lengths)
    var known = walls
    for wall in robin.walls { known[wall.axis, wall.side] = 0 }
    func solve(_ data: WallData) -> Solution {
      solveWithoutRobin(
        density, in: graph, lengths: lengths, screening: screening, walls: data, gauge: nil)
    }
    let parameters = RobinSystem.Parameters(
      lengths: lengths, screening: screening,
      coefficients: robin.walls.map { walls[robin: $0.axis, $0.side] })
    let right = system.right(solve(known), walls, parameters, in: graph)
    let operands = parameters.operands
    let result: Value
    // Near eigenvalues of the Neumann conditions the direct solution would lose all digits.
    let isDefinite = screening.map { ($0.number ?? -1) >= 0 } ?? true
    let isDirect = robin.isDirect && robin.isUniform(walls)
    if isDirect, isDefinite {
      result = system.precondition(right, operands, system.prepared(operands, in: graph))
    } else {
      let equations = TracedSystem(
        count: robin.count, parameters: operands.map(\.shape), map: system.image,
        prepare: system.prepared, precondition: system.precondition)
      result = apply(TracedSolver(equations), operands + [right])
    }
    for wall in robin.walls { known[wall.axis, wall.side] = result[wall.places] }
    var solution = solve(known)
    solution.removedMean = nil
    solution.margins = isDirect ? system.margins(operands, in: graph) : nil
    if robin.hasConstant { solution.add(result[robin.count - 1]) }
    if result.shape.count > robin.count {
      solution.iteration = Solution.Iteration(result, from: robin.count)
    }
    return solution
  }

  /// The solution where a wall with a Robin condition has ∂φ/∂n for data.
  ///
  /// Without a gauge, a constant that is an eigenfunction of ∇² is left out of φ, even where screening
  /// determines it. `isLeading` leaves out of closures what they have along walls.
  func solveWithoutRobin(
    _ density: Value, in graph: Graph, lengths: [Value], screening: Value?, walls: WallData,
    gauge: Gauge?, isLeading: Bool = false
  ) -> Solution {
    if let channel {
      return solve(
        density, channel, in: graph, lengths: lengths, screening: screening, walls: walls,
        gauge: gauge, hasRobin: false)
    }
    let isNullLeftOut = basis.isSingular && (screening == nil || gauge == nil)
    let terms = WallTerms(
      discretisation: self, graph: graph, lengths: lengths, screening: screening, walls: walls,
      isLeading: isLeading)
    let modal = ModalWallTerms(
      discretisation: self, graph: graph, lengths: lengths, walls: walls)
    let source = Source(
      density: density,
      corrections: grid.axes.indices.map { terms.correction($0, of: density) },
      loads: modal.loads(), inflow: scheme == .spectral ? modal.inflow() : nil)
    let line = screening == nil ? solveLine(density) : nil
    var scaled =
      line
      ?? solveModes(
        source, in: graph, lengths: lengths, screening: screening, isNullLeftOut: isNullLeftOut)
    var potential = square(lengths[0]) * scaled
    if let given = modal.completion() ?? terms.givenPotential() {
      potential = potential + given
      scaled = scaled + given / square(lengths[0])
    }
    if isNullLeftOut, let gauge { potential = fix(potential, gauge) }
    return Solution(
      potential: potential, removedMean: isNullLeftOut ? nullComponent(of: source) : nil,
      discretisation: self, density: density,
      origin: .modes(source, scaled: scaled), lengths: lengths,
      screening: screening)
  }

  /// A matrix along an axis of the grid.
  func map(_ matrix: SparseMatrix, _ axis: Int) -> AxisMap {
    AxisMap(matrix, outer: grid.extents[..<axis].reduce(1, *), inner: grid.stride(axis))
  }

  /// ρ, and per axis what walls add to the second derivative along it.
  struct Source {
    let density: Value
    let corrections: [Value?]
    /// What data at walls add to the modes of ρ where these are polynomials; nil for 0.
    let loads: Value?
    /// The mean of ρ that they ask for; nil for 0.
    let inflow: Value?
  }

  /// The modes of the right-hand side: corrections go over to it.
  func modes(of source: Source, in graph: Graph) -> Value {
    var field = source.density
    var filtered: Value?
    for (axis, correction) in source.corrections.enumerated() {
      guard let correction else { continue }
      if let filter = axes[axis].modes.filter {
        let term = graph.constant(basis.modes.spread(filter, axis)) * basis.forward(correction)
        filtered = filtered.map { $0 + term } ?? term
      } else {
        field = field - correction
      }
    }
    let modes = basis.forward(field)
    let whole = source.loads.map { modes + $0 } ?? modes
    return filtered.map { whole - $0 } ?? whole
  }

  /// The constant part of the right-hand side, which no potential has as its ∇².
  private func nullComponent(of source: Source) -> Value {
    if grid.isPeriodic { return mean(source.density) }
    let field = source.corrections.reduce(source.density) { field, correction in
      correction.map { field - $0 } ?? field
    }
    let mean = sum(field.weighted(by: product(axes.map(\.modes.nullWeights))))
    return source.inflow.map { mean - $0 } ?? mean
  }

  /// The solvers of a periodic line of length 1 that have an algorithm of their own.
  private func solveLine(_ density: Value) -> Value? {
    guard grid.isPeriodic, grid.dimension == 1, let graph = density.graph else { return nil }
    switch scheme {
    case .spectral:
      return basis.backward(
        basis.forward(density).weighted(by: SpectralSolver.symbol(points: grid.count)))
    case .finiteDifference(.second):
      return apply(FiniteDifferenceSolver(points: grid.count), density)
    case .pinned:
      return PinnedSolver.solveWithoutMean(density, in: graph)
    default:
      return nil
    }
  }

  /// φ/L₀² by division by the eigenvalues.
  private func solveModes(
    _ source: Source, in graph: Graph, lengths: [Value], screening: Value?, isNullLeftOut: Bool
  ) -> Value {
    let inverse = inverse(
      in: graph, lengths: lengths, screening: screening, isNullLeftOut: isNullLeftOut)
    return basis.backward(inverse * modes(of: source, in: graph))
  }

  /// What modes of the right-hand side are multiplied by, for a first axis of length 1.
  private func inverse(
    in graph: Graph, lengths: [Value], screening: Value?, isNullLeftOut: Bool
  ) -> Value {
    let numbers = (lengths + [screening ?? 0]).compactMap(\.number)
    if numbers.count == lengths.count + 1 {
      let field = basis.inverse(
        lengths: Array(numbers.dropLast()), screening: numbers[lengths.count],
        isNullLeftOut: isNullLeftOut)
      return graph.constant(field)
    }
    let symbol = basis.symbol(in: graph, lengths: lengths, screening: screening)
    if isNullLeftOut {
      // 0/1 for the constant; without screening its eigenvalue is 0.
      let isNull = basis.isNull
      let kept = isNull.map { 1 - $0 }
      let divisor = screening == nil ? symbol : graph.constant(kept) * symbol
      return graph.constant(kept.map { $0 / basis.scale }) / (divisor + graph.constant(isNull))
    }
    return (1 / basis.scale) / symbol
  }

  /// The solution that a gauge means, from one whose constant has no meaning.
  func fix(_ potential: Value, _ gauge: Gauge) -> Value {
    // Periodic solvers and those by integration leave out the constant.
    let isCentred = grid.isPeriodic || channel != nil
    let centred = isCentred ? potential : potential - average(potential)
    return switch gauge {
    case .zeroMean: centred
    case .mean(let mean): centred + mean
    case .zero(let point): potential - potential[point]
    }
  }
}

/// Which solution is meant where a constant is free.
public enum Gauge {
  /// ∫φ = 0.
  case zeroMean
  /// ∫φ is this value times the volume.
  case mean(Value)
  /// φ = 0 at a point, by its index in the flat field.
  case zero(at: Int)
}

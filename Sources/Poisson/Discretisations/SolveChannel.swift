import Autodiff

extension Discretisation {
  /// The solution where Chebyshev series along an axis are integrated.
  ///
  /// - Parameter hasRobin: whether walls have their Robin conditions, with numbers for α and β, or have ∂φ/∂n for data
  ///   instead. For other parameters see `solveWithoutRobin`.
  func solve(
    _ density: Value, _ channel: ChebyshevChannel, in graph: Graph, lengths: [Value],
    screening: Value?, walls: WallData, gauge: Gauge?, hasRobin: Bool
  ) -> Solution {
    let axis = channel.axis
    func condition(_ side: Side) -> ChebyshevWalls.Condition {
      let data = channel.modes(walls[axis, side], in: graph)
      switch grid.axes[axis].boundary.condition(side) {
      case .dirichlet: return .init(value: 1, derivative: 0, data: data)
      case .robin where hasRobin:
        let coefficients = walls[robin: axis, side]
        return .init(value: coefficients.value, derivative: coefficients.derivative, data: data)
      default: return .init(value: 0, derivative: 1, data: data)
      }
    }
    let areNeumann = basis.isSingular && !hasRobin
    let isConstantLeftOut = areNeumann && (screening == nil || gauge == nil)
    let terms = ModalWallTerms(
      discretisation: self, graph: graph, lengths: lengths, walls: walls)
    let excess = terms.inflow().map { average(density) - $0 } ?? average(density)
    let removed = isConstantLeftOut ? excess : nil
    let solution = channel.solve(
      removed.map { density - $0 } ?? density, loads: terms.loads(channel), in: graph,
      lengths: lengths, screening: screening,
      walls: ChebyshevWalls(
        lower: condition(.lower), upper: condition(.upper), areBothNeumann: areNeumann),
      isConstantLeftOut: isConstantLeftOut)
    let completion = terms.completion()
    var potential = completion.map { solution.potential + $0 } ?? solution.potential
    if isConstantLeftOut, let gauge { potential = fix(potential, gauge) }
    var result = Solution(
      potential: potential, removedMean: removed, discretisation: self, density: density,
      origin: .series(solution, completion: completion), lengths: lengths, screening: screening)
    if hasRobin {
      result.margins = graph.lift(solution.margins, to: .field(channel.modeCount))
      result.hasKnownEigenvalues = false
    }
    return result
  }
}

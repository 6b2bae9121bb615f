import Autodiff

extension Discretisation {
  /// The solution where one axis alone has polynomials.
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
    let removed = isConstantLeftOut ? excess(of: density, channel, lengths, walls) : nil
    let solution = channel.solve(
      removed.map { density - $0 } ?? density, in: graph, lengths: lengths, screening: screening,
      walls: ChebyshevWalls(
        lower: condition(.lower), upper: condition(.upper), areBothNeumann: areNeumann),
      isConstantLeftOut: isConstantLeftOut)
    var potential = solution.potential
    if isConstantLeftOut, let gauge { potential = fix(potential, gauge) }
    var result = Solution(
      potential: potential, removedMean: removed, discretisation: self, density: density,
      origin: .series(solution), lengths: lengths, screening: screening)
    if hasRobin {
      result.margins = graph.lift(solution.margins, to: .field(channel.modeCount))
      result.hasKnownEigenvalues = false
    }
    return result
  }

  /// The mean of ρ, less the flux through the walls per length.
  private func excess(
    of density: Value, _ channel: ChebyshevChannel, _ lengths: [Value], _ walls: WallData
  ) -> Value {
    Side.allCases.reduce(average(density)) { excess, side in
      guard let data = walls.known(channel.axis, side) else { return excess }
      return excess - (data.shape.isScalar ? data : mean(data)) / lengths[channel.axis]
    }
  }
}

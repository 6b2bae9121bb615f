import Autodiff

/// A solution on a grid whose axis between walls has Chebyshev polynomials, by its coefficients.
struct ChebyshevSolution {
  let channel: ChebyshevChannel
  /// φ.
  let coefficients: Value
  /// φ_ξξ.
  let curvature: Value
  /// q; nil for 0.
  fileprivate let screening: Value?
  fileprivate let length: Value
  /// What data at walls of other axes add to ρ, in modes; nil for 0.
  fileprivate let loads: Value?
  fileprivate let walls: ChebyshevWalls
  fileprivate let homogeneous: ChebyshevTraces

  /// How far from a resonance the conditions at the walls are, mode by mode.
  var margins: Value { walls.margins(homogeneous, length: length) }

  /// φ at the nodes, but for what data at walls of other axes add.
  var potential: Value { channel.series.values(of: coefficients) }

  /// ∂φ/∂x along the axis at the nodes, the integral of φ_ξξ, for that potential.
  var slope: Value {
    let slope = apply(channel.map(channel.integrals.once), curvature)
    let linear = SparseMatrix(
      rowCount: channel.means.count, columnCount: channel.means.count
    ) { row, entries in
      if row == 0 { entries.add(1, 1) }
    }
    let whole = slope + apply(channel.map(linear), coefficients)
    return 2 / length * channel.series.values(of: whole)
  }

  /// The root mean square at the nodes, those on walls counted half, of what (1 − qJ) (4/L²) φ = J ρ lacks: of
  /// ∇²φ − κ²φ − ρ integrated twice, in units of ρ. φ and ρ are read from their values at the nodes.
  func residual(of potential: Value, density: Value) -> Value {
    guard let graph = potential.graph else { return 0 }
    // Before anything is squared, which for L² might not be a number.
    let again = channel.series.coefficientsAgain(of: 4 / square(length) * potential)
    let source = channel.source(density, loads)
    let curvature = channel.curvature(of: again, screening, source, in: graph)
    let defect = again.weighted(by: channel.equations) - channel.right(curvature)
    return channel.series.rootMeanSquare(defect)
  }
}

extension ChebyshevChannel {
  /// The coefficients of ρ, with what is added to it.
  fileprivate func source(_ density: Value, _ loads: Value?) -> Value {
    let modes = series.coefficients(of: density)
    return loads.map { modes + $0 } ?? modes
  }

  /// σ = qφ + (L²/4)ρ; for (4/L²)φ and ρ (4/L²)σ.
  fileprivate func curvature(
    of coefficients: Value, _ q: Value?, _ source: Value, in graph: Graph
  ) -> Value {
    q.map { everywhere($0, in: graph) * coefficients + source } ?? source
  }

  /// Whether κ² may be below 0, as far as it is known.
  private func mayOscillate(_ screening: Value?) -> Bool {
    screening.map { ($0.number ?? -1) < 0 } ?? false
  }

  /// Solves ∇²φ − κ²φ = ρ.
  ///
  /// - Parameters:
  ///   - density: ρ at the nodes.
  ///   - loads: what data at walls of other axes add to ρ, in modes; nil for 0.
  ///   - lengths: the length of each axis.
  ///   - screening: κ².
  ///   - walls: the conditions.
  ///   - isConstantLeftOut: whether φ is to have no constant part, which Neumann conditions leave open without
  ///     screening; ρ has none that it would belong to.
  func solve(
    _ density: Value, loads: Value?, in graph: Graph, lengths: [Value], screening: Value?,
    walls: ChebyshevWalls,
    isConstantLeftOut: Bool
  ) -> ChebyshevSolution {
    let length = lengths[axis]
    let source = square(length) / 4 * source(density, loads)
    let q = self.screening(screening, lengths: lengths, in: graph)
    let ends = graph.constant(equations.map { 1 - $0 })
    var (particular, homogeneous) = (right(source), ends)
    let system = q.map { self.system($0, in: graph) }
    if let system {
      (particular, homogeneous) = (system.solve(particular), system.solve(ends))
    }
    let zero = graph.constant(equations.map { _ in 0 })
    let known = ChebyshevTraces(
      self, homogeneous, curvature: curvature(of: homogeneous, q, zero, in: graph))
    func multiples(_ particular: Value) -> Value {
      let traces = ChebyshevTraces(
        self, particular, curvature: curvature(of: particular, q, source, in: graph))
      let (even, odd) = walls.multiples(
        traces, known, length: length,
        constant: isConstantLeftOut ? constantMode(in: graph) : nil)
      return spread(even, parity: 0, in: graph) + spread(odd, parity: 1, in: graph)
    }
    if let system, mayOscillate(screening) {
      // Where γ's two coefficients of h are small beside the others the multiple is large, and much of it is taken
      // from the particular solution again. So that is solved for with t such that next to nothing is left to add.
      let constancy = Constancy(count: equations.count)
      let sums = apply(constancy, [multiples(particular)])
      particular = system.solve(right(source) + ends * sums)
    }
    let coefficients = particular + multiples(particular) * homogeneous
    return ChebyshevSolution(
      channel: self, coefficients: coefficients,
      curvature: curvature(of: coefficients, q, source, in: graph),
      screening: q, length: length, loads: loads, walls: walls, homogeneous: known)
  }
}

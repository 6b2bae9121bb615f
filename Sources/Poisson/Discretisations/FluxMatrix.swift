import Autodiff

/// The symmetric matrix A of an equation in flux form on a grid, −∇·(a ∇φ) + s φ summed over cells:
///
///     A φ = Σ_i G_iᵀ (c_i ∘ G_i φ) + s ∘ φ,
///
/// G_i the differences through the faces of axis i, c_i = a/L_i² at the faces times what geometry makes of
/// it, s per point. Rows and columns of points where φ is given are 0. For Fourier series G_i is the derivative at
/// the faces.
final class FluxMatrix: Sendable {
  let discretisation: Discretisation
  let axes: [FluxAxis]
  /// Per axis, geometry's factor of each face.
  let conductances: [[Double]]
  /// The volume of each cell as a part of a whole one.
  let volumes: [Double]
  /// 1 where φ is unknown, 0 where it is given.
  let isUnknown: [Double]
  private let differences: [Along]
  private let means: [Along]

  /// - Throws: `GridError` where there is no flux form.
  init(_ discretisation: Discretisation) throws(GridError) {
    let grid = discretisation.grid
    let isSeries = discretisation.scheme == .spectral
    guard discretisation.scheme == .finiteDifference(.second) || (isSeries && grid.isPeriodic)
    else {
      throw .unsupported(
        axis: nil,
        reason: """
          A coefficient or a reaction goes with the scheme "finite-difference" of order 2, or with \
          "spectral" where all axes are periodic.
          """)
    }
    self.discretisation = discretisation
    let axes = grid.axes.map { isSeries ? FluxAxis(series: $0.points) : FluxAxis($0) }
    self.axes = axes
    volumes = discretisation.product(axes.map(\.volumes))
    isUnknown = discretisation.product(
      axes.map { axis in axis.volumes.indices.map { axis.givenPoints.contains($0) ? 0 : 1 } })
    conductances = axes.indices.map { index in
      FluxMatrix.product(axes.enumerated().map { $0 == index ? $1.conductances : $1.volumes })
    }
    differences = axes.indices.map { Along(axes[$0].differences, $0, discretisation) }
    means = axes.indices.map { Along(axes[$0].means, $0, discretisation) }
  }

  /// The product of numbers given along each axis, for every combination.
  static func product(_ factors: [[Double]]) -> [Double] {
    factors.reduce([1.0]) { field, along in
      field.flatMap { value in along.map { value * $0 } }
    }
  }

  /// The number of points.
  var count: Int { volumes.count }

  /// Whether A 1 = 0 for s = 0.
  var isSingular: Bool { discretisation.isSingular }

  /// G_i φ.
  func difference(_ axis: Int, of potential: Value) -> Value { differences[axis](potential) }

  /// G_iᵀ f.
  func divergence(_ axis: Int, of fluxes: Value) -> Value { differences[axis].transposed(fluxes) }

  /// A coefficient at the faces of an axis.
  func mean(_ axis: Int, of coefficient: Value) -> Value { means[axis](coefficient) }

  /// The part of a field at points where φ is unknown.
  func unknown(_ field: Value) -> Value {
    isUnknown.contains(0) ? field.weighted(by: isUnknown) : field
  }

  /// Σ_i G_iᵀ (c_i ∘ d_i) of differences d_i.
  func divergence(_ coefficients: [Value], _ differences: [Value]) -> Value {
    let terms = coefficients.indices.map {
      divergence($0, of: coefficients[$0] * differences[$0])
    }
    return terms.dropFirst().reduce(terms[0]) { $0 + $1 }
  }

  /// A u, for u that is 0 where φ is given.
  func image(of u: Value, _ coefficients: [Value], _ reaction: Value?) -> Value {
    let differences = axes.indices.map { difference($0, of: u) }
    let fluxes = divergence(coefficients, differences)
    return unknown(reaction.map { fluxes + $0 * u } ?? fluxes)
  }
}

/// A stencil along an axis of a grid: linear operators, one after the other.
private struct Along: Sendable {
  private let operators: [any LinearOperator]

  init(_ stencil: FluxAxis.Stencil, _ axis: Int, _ discretisation: Discretisation) {
    switch stencil {
    case .matrix(let matrix): operators = [discretisation.map(matrix, axis)]
    case .series(let matrix):
      let grid = discretisation.grid
      let points = grid.axes[axis].points
      let basis = SeparableBasis(
        extents: [grid.extents[..<axis].reduce(1, *), points, grid.stride(axis)],
        axes: [nil, AxisModes.fourier(points), nil])
      operators = [basis.forward, discretisation.map(matrix, axis), basis.backward]
    }
  }

  func callAsFunction(_ field: Value) -> Value { operators.reduce(field) { apply($1, $0) } }

  func transposed(_ field: Value) -> Value {
    operators.reversed().reduce(field) { $1.transposed($0) }
  }
}

/// A close relative of A that transforms diagonalise, to precondition with: that of the means of c_i and s.
extension FluxMatrix {
  /// The inverse of its eigenvalues, divided by what both transforms multiply by; 0 for the nullspace.
  func preconditioner(_ coefficients: [Value], _ reaction: Value?, in graph: Graph) -> Value {
    let basis = discretisation.basis
    var eigenvalues: Value?
    for axis in axes.indices {
      let total = conductances[axis].reduce(into: 0.0) { $0 += $1 }
      let mean = sum(coefficients[axis]) / total
      let squares = basis.modes.spread(basis.eigenvalues[axis].map { -$0 }, axis)
      let term = mean * graph.constant(squares)
      eigenvalues = eigenvalues.map { $0 + term } ?? term
    }
    var divisor = eigenvalues ?? 1
    guard let reaction else {
      let isNull = discretisation.isSingular ? basis.isNull : basis.isNull.map { _ in 0 }
      return graph.constant(isNull.map { (1 - $0) / basis.scale })
        / (divisor + graph.constant(isNull))
    }
    let total = zip(volumes, isUnknown).reduce(into: 0.0) { $0 += $1.0 * $1.1 }
    divisor = divisor + max(sum(unknown(reaction)) / total, 0)
    return (1 / basis.scale) / divisor
  }

  /// An approximation of A⁻¹ r.
  func precondition(_ r: Value, _ inverse: Value) -> Value {
    let basis = discretisation.basis
    return basis.backward(inverse * basis.forward(r.weighted(by: volumes.map { 1 / $0 })))
  }
}

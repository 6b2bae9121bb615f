import Autodiff

/// The symmetric matrix A of an equation in flux form on a grid, −∇·(a ∇φ) + s φ summed over cells:
///
///     A φ = Tᵀ (Σ_i G_iᵀ (c_i ∘ G_i Tφ) + s ∘ Tφ) + Σ_k E_kᵀ (e_k ∘ E_k φ),
///
/// G_i the differences through the faces of axis i, c_i = a/L_i² at the faces times what geometry makes of
/// it, s per cell, e_k at walls with Robin conditions, of whose points E_k has the values. Rows and columns of points
/// where φ is given are 0. Cells are around points, and T is 1, but for polynomials between walls: there cells are Gauss
/// points, T interpolates, and G_i is the derivative. For Fourier series G_i is the derivative at the faces.
final class FluxMatrix: Sendable {
  let discretisation: Discretisation
  let axes: [FluxAxis]
  /// Per axis, geometry's factor of each face.
  let conductances: [[Double]]
  /// The volume of each cell as a part of a whole one.
  let volumes: [Double]
  /// The volume that belongs to each point.
  let pointVolumes: [Double]
  /// 1 where φ is unknown, 0 where it is given.
  let isUnknown: [Double]
  /// The walls with Robin conditions.
  let robinWalls: [FluxWall]
  /// Modes that diagonalise A for a constant coefficient.
  let basis: ModalBasis
  private let interpolation: [FluxMap]
  private let differences: [FluxMap]
  private let means: [FluxMap?]

  /// - Throws: `GridError` where there is no flux form.
  init(_ discretisation: Discretisation) throws(GridError) {
    let grid = discretisation.grid
    self.discretisation = discretisation
    let axes = try FluxAxis.axes(of: discretisation)
    self.axes = axes
    volumes = FluxMatrix.product(axes.map(\.volumes))
    pointVolumes = FluxMatrix.product(axes.map(\.pointVolumes))
    isUnknown = discretisation.product(
      axes.map { axis in axis.volumes.indices.map { axis.givenPoints.contains($0) ? 0 : 1 } })
    conductances = axes.indices.map { index in
      FluxMatrix.product(axes.enumerated().map { $0 == index ? $1.conductances : $1.volumes })
    }
    let extents = grid.extents
    func maps(_ stencil: (FluxAxis) -> FluxAxis.Stencil?) -> [FluxMap?] {
      axes.indices.map { axis in stencil(axes[axis]).map { FluxMap($0, axis, of: extents) } }
    }
    interpolation = maps(\.interpolation).compactMap(\.self)
    differences = maps(\.differences).compactMap(\.self)
    means = maps(\.means)
    robinWalls = axes.indices.flatMap { axis in
      Side.allCases.filter { grid.axes[axis].boundary.condition($0) == .robin }.compactMap {
        FluxWall(axes, axis, $0, of: extents)
      }
    }
    basis = FluxMatrix.basis(discretisation)
  }

  /// The product of numbers given along each axis, for every combination.
  static func product(_ factors: [[Double]]) -> [Double] {
    factors.reduce([1.0]) { field, along in
      field.flatMap { value in along.map { value * $0 } }
    }
  }

  /// The number of points, and of cells.
  var count: Int { volumes.count }

  /// Whether cells are not those of the points, since polynomials are integrated.
  var hasPolynomials: Bool { !interpolation.isEmpty }

  /// Whether A 1 = 0 for s = 0.
  var isSingular: Bool { discretisation.isSingular }

  /// T f: a field's values in the cells.
  func inCells(_ field: Value) -> Value { interpolation.reduce(field) { $1($0) } }

  /// Tᵀ f: what cells have, at the points.
  func gathered(_ cells: Value) -> Value {
    interpolation.reversed().reduce(cells) { $1.transposed($0) }
  }

  /// What the integrals of a field over all cells are at the points.
  func loads(of cells: Value) -> Value { gathered(cells.weighted(by: volumes)) }

  /// G_i T φ.
  func difference(_ axis: Int, of potential: Value) -> Value {
    differences[axis](inCells(potential))
  }

  /// Tᵀ G_iᵀ f.
  func divergence(_ axis: Int, of fluxes: Value) -> Value {
    gathered(differences[axis].transposed(fluxes))
  }

  /// A coefficient at the faces of an axis.
  func mean(_ axis: Int, of coefficient: Value) -> Value {
    let cells = inCells(coefficient)
    return means[axis].map { $0(cells) } ?? cells
  }

  /// The part of a field at points where φ is unknown.
  func unknown(_ field: Value) -> Value {
    isUnknown.contains(0) ? field.weighted(by: isUnknown) : field
  }

  /// The root mean square, over cells, of what some loads are per volume.
  func rootMeanSquare(ofDensity loads: Value) -> Value {
    let total = pointVolumes.reduce(into: 0.0) { $0 += $1 }
    return sqrt(sum(square(loads).weighted(by: pointVolumes.map { 1 / ($0 * total) })))
  }

  /// The wall at an end of an axis; nil where fluxes go through a face.
  func wall(_ axis: Int, _ side: Side) -> FluxWall? {
    FluxWall(axes, axis, side, of: discretisation.grid.extents)
  }
}

/// The diagonals c_i, s and e_k between factors of A.
struct FluxCoefficients {
  /// c_i at the faces of each axis.
  var fluxes: [Value]
  /// s; nil for 0.
  var reaction: Value?
  /// e_k at each wall with Robin conditions.
  var walls: [Value]

  /// In the order of operands: c, s if there is one, e.
  var operands: [Value] { fluxes + (reaction.map { [$0] } ?? []) + walls }
}

extension FluxMatrix {
  /// The shapes of the operands c, s if there is one, e.
  func shapes(hasReaction: Bool) -> [Shape] {
    conductances.map { .field($0.count) } + (hasReaction ? [.field(count)] : [])
      + robinWalls.map { .field($0.areas.count) }
  }

  /// Diagonals from operands.
  func coefficients(_ operands: some Collection<Value>, hasReaction: Bool) -> FluxCoefficients {
    let all = Array(operands)
    return FluxCoefficients(
      fluxes: Array(all[..<axes.count]), reaction: hasReaction ? all[axes.count] : nil,
      walls: Array(all[(axes.count + (hasReaction ? 1 : 0))...].prefix(robinWalls.count)))
  }

  /// The factors by which diagonals multiply: G_i T u, T u if there is s, E_k u.
  func factors(of u: Value, hasReaction: Bool) -> [Value] {
    axes.indices.map { difference($0, of: u) } + (hasReaction ? [inCells(u)] : [])
      + robinWalls.map { $0.values(of: u) }
  }

  /// The transposed factors applied to fields in that order, nil for 0, and added up; nil if all are.
  func combined(_ fields: [Value?], hasReaction: Bool) -> Value? {
    func sum(_ terms: [Value]) -> Value? {
      terms.dropFirst().reduce(terms.first) { total, term in total.map { $0 + term } }
    }
    var cells = axes.indices.compactMap { axis in fields[axis].map(differences[axis].transposed) }
    if hasReaction, let field = fields[axes.count] { cells.append(field) }
    let walls = zip(robinWalls, fields[(axes.count + (hasReaction ? 1 : 0))...])
    return sum(
      (sum(cells).map { [gathered($0)] } ?? [])
        + walls.compactMap { wall, field in field.map(wall.entered) })
  }

  /// A u with rows and columns of points where φ is given.
  func fullImage(of u: Value, _ coefficients: FluxCoefficients) -> Value {
    let hasReaction = coefficients.reaction != nil
    let factors = factors(of: u, hasReaction: hasReaction)
    let fields = zip(coefficients.operands, factors).map { $0 * $1 }
    return combined(fields, hasReaction: hasReaction) ?? 0 * u
  }

  /// A u, for u that is 0 where φ is given.
  func image(of u: Value, _ coefficients: FluxCoefficients) -> Value {
    unknown(fullImage(of: u, coefficients))
  }
}

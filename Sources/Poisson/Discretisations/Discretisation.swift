public import Autodiff

/// A grid and a scheme that fit together: linear Poisson problems on it, and what is derived from their
/// solutions, as values of a graph.
///
/// The equation is ∇²φ − κ²φ = ρ. The discrete ∇² is diagonal in modes that don't depend on lengths, so that
/// lengths, κ² and the data at walls may be any values, and everything can be differentiated by them
/// to any order.
///
/// Fields are flat, in row-major order of the grid. `nodes` and `weights` say where the points are
/// and how integrals are summed.
public struct Discretisation: Sendable {
  /// The points and what holds at the walls.
  public let grid: Grid
  /// How derivatives become differences.
  public let scheme: DiscreteScheme
  let axes: [AxisRule]
  let basis: ModalBasis
  /// What solves equations where Chebyshev series along an axis are integrated; nil elsewhere.
  let channel: ChebyshevChannel?
  /// Walls with Robin conditions; nil if there are none.
  let robin: RobinWalls?
  let known = KnownSeries()

  /// Checks that a scheme is defined on a grid, and plans its transforms.
  ///
  /// - Throws: `GridError` if it is not.
  public init(grid: Grid, scheme: DiscreteScheme) throws(GridError) {
    if scheme == .pinned, grid.dimension > 1 || !grid.isPeriodic {
      throw .unsupported(axis: nil, reason: "the pinned matrix exists on a periodic line only")
    }
    var axes: [AxisRule] = []
    let integrated = ChebyshevChannel.axis(of: grid, scheme)
    for index in grid.axes.indices {
      axes.append(
        try AxisRule(grid.axes[index], scheme, index: index, isIntegrated: index == integrated))
    }
    self.grid = grid
    self.scheme = scheme
    self.axes = axes
    let channel = integrated.map { ChebyshevChannel(grid, axes, axis: $0) }
    let basis =
      grid.isPeriodic
      ? ModalBasis(periodic: grid.extents, scheme)
      : channel == nil
        ? ModalBasis(extents: grid.extents, axes.map(\.modes))
        : ModalBasis(eigenvaluesOf: axes.map(\.modes))
    self.channel = channel
    self.basis = basis
    robin = RobinWalls(grid, axes, scheme, hasConstant: basis.isSingular)
  }

  /// The coordinates of the points along an axis, on a length of 1 and beginning at 0.
  public func nodes(_ axis: Int) -> [Double] { axes[axis].nodes }

  /// The coordinate along one axis, on a length of 1 and beginning at 0, at every point of the grid.
  public func coordinates(_ axis: Int) -> [Double] { spread(axes[axis].nodes, axis) }

  /// The quadrature weights along an axis: Σ_i w_i f_i is the integral over a length of 1.
  public func weights(_ axis: Int) -> [Double] { axes[axis].weights }

  /// Whether a solution without screening is determined only up to a constant.
  public var isSingular: Bool { basis.isSingular && robin == nil }

  /// Numbers given along one axis, at every point of the grid.
  func spread(_ values: [Double], _ axis: Int) -> [Double] {
    ModeTable(along: grid.extents.map { Array(0..<$0) }).spread(values, axis)
  }

  /// The product of numbers given along each axis, at every point of the grid.
  func product(_ factors: [[Double]]) -> [Double] {
    factors.enumerated().reduce([Double](repeating: 1, count: grid.count)) { field, factor in
      zip(field, spread(factor.element, factor.offset)).map { $0 * $1 }
    }
  }

  /// ∫ f over the grid.
  ///
  /// - Parameters:
  ///   - field: f.
  ///   - lengths: the length of each axis.
  public func integral(of field: Value, lengths: [Value]) -> Value {
    lengths.reduce(average(field)) { $1 * $0 }
  }

  /// The integral of a field over the grid, divided by the grid's volume.
  public func average(_ field: Value) -> Value {
    if grid.isPeriodic { return mean(field) }
    return sum(field.weighted(by: product(axes.map(\.weights))))
  }
}

import Autodiff

/// Grids with an axis between walls along which φ″ − κ²φ = ρ is solved by integration of Chebyshev series in O(n log n),
/// for each mode along the others: these are periodic, with Fourier modes, or have walls, too, with polynomials that
/// diagonalise the second derivative (`LegendreModes`).
///
/// With ξ from −1 to 1 on the axis of length L and κ² − Σ_b λ_b/L_b² in place of κ² for a mode with eigenvalues λ_b,
///
///     φ_ξξ = σ = q φ + (L²/4) ρ,  q = κ² L²/4.
///
/// Integrated twice these are (1 − qJ) φ = (L²/4) J ρ for coefficients k ≥ 2 (`ChebyshevIntegrals`): a tridiagonal
/// system for those of even degree and one for those of odd degree, which an equation each completes
/// (`ChebyshevClosure`). Two multiples of homogeneous solutions make the walls' conditions true (`ChebyshevWalls`).
/// Coefficients of σ are never differentiated, so that round-off does not grow with n: neither in φ nor, by
/// integrating σ, in its derivatives.
struct ChebyshevChannel: Sendable {
  /// The axis between walls.
  let axis: Int
  let integrals: ChebyshevIntegrals
  /// J without its rows 0 and 1, where no equation is.
  private let double: ChebyshevBand
  let series: ChebyshevSeries
  /// The modes along walls, with their eigenvalues; nil for a single point.
  let along: ModalBasis?
  /// The mean of each polynomial, as a row.
  let means: [Double]
  private let points: Int
  /// The number of modes along axes before and after the axis.
  private let outer, inner: Int
  /// The other axes.
  private let others: [Int]
  /// The number of points of a wall that the axis ends on.
  private let wallCount: Int
  /// How many modes there are along each axis.
  let modeExtents: [Int]

  /// The axis along which series are integrated; nil where none is.
  ///
  /// If walls of one axis have Robin conditions, it is that one, since they need neither iteration nor other solutions
  /// then. Else it is the longest of the axes with walls, if it is the only one or too long for matrices. Where it is not
  /// these are faster: products of n by n matrices, by parity, overtake tridiagonal systems and transforms from about a
  /// thousand points down.
  static func axis(of grid: Grid, _ scheme: DiscreteScheme) -> Int? {
    let walled = grid.axes.indices.filter { !grid.axes[$0].isPeriodic }
    let robin = walled.filter { axis in
      Side.allCases.contains { grid.axes[axis].boundary.condition($0) == .robin }
    }
    guard scheme == .spectral, robin.count < 2 else { return nil }
    if let axis = robin.first { return axis }
    guard let longest = walled.map({ grid.extents[$0] }).max(),
      walled.count == 1 || longest > AxisRule.maximumDensePoints
    else { return nil }
    return walled.first { grid.extents[$0] == longest }
  }

  /// - Parameters:
  ///   - grid: the grid.
  ///   - axes: its axes' rules.
  ///   - axis: that along which series are integrated.
  init(_ grid: Grid, _ axes: [AxisRule], axis: Int) {
    self.axis = axis
    points = grid.axes[axis].points
    let kinds = ChebyshevChannel.kinds(axes, axis: axis)
    modeExtents = zip(grid.extents, kinds).map { $1.count(points: $0) }
    outer = modeExtents[..<axis].reduce(1, *)
    inner = modeExtents[(axis + 1)...].reduce(1, *)
    others = grid.axes.indices.filter { $0 != axis }
    wallCount = grid.wallCount(axis)
    let integrals = ChebyshevIntegrals(points: points)
    func inside(_ values: [Double]) -> [Double] { [0, 0] + values.dropFirst(2) }
    self.integrals = integrals
    double = ChebyshevBand(
      lower: inside(integrals.twiceBelow), diagonal: inside(integrals.twiceDiagonal),
      upper: inside(integrals.twiceAbove), distance: 2, outer: outer, inner: inner)
    means = ChebyshevAxis(points: points).means
    series = ChebyshevSeries(extents: grid.extents, kinds: kinds)
    along =
      others.isEmpty
      ? nil
      : ModalBasis(extents: others.map { grid.extents[$0] }, others.map { axes[$0].modes })
  }

  /// Whether the other axes are periodic.
  var isAlone: Bool { along.map { !$0.hasMatrices } ?? true }

  /// What is done along each axis: the modes of the others are waves, or polynomials that diagonalise.
  static func kinds(_ axes: [AxisRule], axis: Int) -> [ChebyshevSeries.Kind] {
    axes.enumerated().map { index, rule in
      if index == axis { return .chebyshev }
      guard case .dense(let analysis, let synthesis) = rule.modes.transform else { return .fourier }
      return .dense(analysis: analysis, synthesis: synthesis)
    }
  }

  /// The number of modes along the other axes.
  var modeCount: Int { outer * inner }

  /// A matrix along the axis.
  func map(_ matrix: SparseMatrix) -> AxisMap { AxisMap(matrix, outer: outer, inner: inner) }

  /// Σ_k w_k f_k, mode by mode; a scalar if there is one mode.
  func row(_ weights: [Double], of coefficients: Value) -> Value {
    if modeCount == 1 { return sum(coefficients.weighted(by: weights)) }
    let entries = weights.enumerated().filter { $0.element != 0 }
    return apply(
      map(SparseMatrix(columnCount: points, rows: [entries.map { ($0.offset, $0.element) }])),
      coefficients)
  }

  /// Numbers for each mode at all coefficients of even or of odd degree, 0 at the others.
  func spread(_ value: Value, parity: Int, in graph: Graph) -> Value {
    let column = (0..<points).map { $0 % 2 == parity ? 1.0 : 0 }
    if modeCount == 1 { return value * graph.constant(column) }
    return apply(map(SparseMatrix(dense: column.map { [$0] })), value)
  }

  /// Numbers for each mode at all its coefficients.
  func everywhere(_ value: Value, in graph: Graph) -> Value {
    if modeCount == 1 { return value }
    return spread(value, parity: 0, in: graph) + spread(value, parity: 1, in: graph)
  }

  /// 1 for the coefficients of even or of odd degree, else 0.
  func mask(parity: Int) -> [Double] { (0..<points).map { $0 % 2 == parity ? 1 : 0 } }

  /// The mode of constants along the other axes: 1 there, else 0.
  func constantMode(in graph: Graph) -> Value { along.map { graph.constant($0.isNull) } ?? 1 }

  /// What a field on a wall, or a scalar, is in modes.
  func modes(_ data: Value, in graph: Graph) -> Value {
    guard let along else { return data.shape.isScalar ? data : data[0] }
    return along.forward(graph.lift(data, to: .field(wallCount)))
  }

  /// q, mode by mode; a scalar if there is one mode, nil if all are 0.
  func screening(_ screening: Value?, lengths: [Value], in graph: Graph) -> Value? {
    let quarter = square(lengths[axis]) / 4
    guard let along else { return screening.map { quarter * $0 } }
    var sum = graph.lift(screening ?? 0, to: .field(modeCount))
    for (place, other) in others.enumerated() {
      let eigenvalues = along.modes.spread(along.eigenvalues[place], place)
      sum = sum - graph.constant(eigenvalues) / square(lengths[other])
    }
    return quarter * sum
  }

  /// (1 − qJ) φ = r for k ≥ 2, closed by t for the sums of two coefficients of either parity.
  struct System {
    fileprivate let lower, diagonal, upper: Value
    fileprivate let stride: Int

    /// φ, for r and in its first two rows t.
    func solve(_ right: Value) -> Value {
      solveTridiagonal(
        lower: lower, diagonal: diagonal, upper: upper, right, stride: stride)
    }
  }

  /// The system of equations for q.
  func system(_ q: Value, in graph: Graph) -> System {
    let count = points * modeCount
    let table = ModeTable(along: [outer, points, inner].map { Array(0..<$0) })
    let closure = ChebyshevClosure(integrals, outer: outer, inner: inner)
    let rows = apply(closure, [graph.lift(q, to: .field(modeCount))])
    let first = SparseMatrix(rowCount: points, columnCount: 2) { row, entries in
      if row < 2 { entries.add(row, 1) }
    }
    let everywhere = everywhere(q, in: graph)
    func term(_ values: [Double]) -> Value {
      let inside = values.enumerated().map { $0.offset < 2 ? 0 : $0.element }
      return -(everywhere * graph.constant(table.spread(inside, 1)))
    }
    let diagonal =
      graph.constant(equations) + term(integrals.twiceDiagonal)
      + apply(map(first), rows[0..<2 * modeCount])
    let upper =
      term(integrals.twiceAbove) + apply(map(first), rows[2 * modeCount..<4 * modeCount])
    let (stride, lower) = (2 * inner, term(integrals.twiceBelow))
    return System(
      lower: lower[stride..<count], diagonal: diagonal, upper: upper[0..<count - stride],
      stride: stride)
  }

  /// 1 for the coefficients to which an equation belongs, k ≥ 2, else 0.
  var equations: [Double] {
    ModeTable(along: [outer, points, inner].map { Array(0..<$0) })
      .spread((0..<points).map { $0 < 2 ? 0 : 1 }, 1)
  }

  /// The right-hand side r = J σ of a source σ, with t = 0.
  func right(_ source: Value) -> Value { apply(double, source) }
}

/// What a finite difference needs to know of a wall: how the values that it would read behind the
/// wall follow from those before it, from the data, and from ρ near the wall.
///
/// With s the distance from the wall into the grid and φ^(d) the derivatives by s at the wall,
///
///     Dirichlet: φ(−s) = −φ(s) + 2 (φ + s²/2 φ″ + s⁴/24 φ⁗ + …)
///     Neumann:   φ(−s) = φ(s) − 2 (s φ′ + s³/6 φ‴ + …)
///
/// The reflected part makes the matrix one that sine or cosine transforms diagonalise. The rest, a few
/// terms in rows next to the wall, goes to the right-hand side; the derivatives in it are known from the
/// data and, by the equation, from ρ: φ″ = ρ + …, φ‴ = ρ′ + ….
struct WallClosure: Sendable {
  /// The derivatives that enter, lowest first: 0, 2, … at a Dirichlet wall, 1, 3, … at a Neumann wall.
  let derivatives: [Int]
  /// What the discrete second derivative of homogeneous conditions lacks: per derivative a column with the
  /// weight of each point of the axis.
  let corrections: [SparseMatrix]
  /// How derivatives of ρ at the wall are read from its values along the axis, by order of the
  /// derivative; one row each.
  let readings: [Int: SparseMatrix]
  /// The index of the wall's own point, if φ is given there.
  let givenPoint: Int?

  /// The closure at one end of an axis of length 1.
  ///
  /// - Parameters:
  ///   - axis: the axis.
  ///   - isDirichlet: whether φ is given, or else its derivative.
  ///   - side: which end.
  ///   - scheme: a finite difference.
  init(_ axis: Axis, isDirichlet: Bool, side: Side, _ scheme: DiscreteScheme) {
    let points = axis.points
    let order = scheme.order ?? 2
    let spacing = 1 / Double(axis.placement == .nodes ? points - 1 : points)
    let shift = axis.placement == .nodes ? 0 : 0.5
    let lowest = isDirichlet ? 0 : 1
    // With one more at a Dirichlet wall than the order of φ itself needs, so that errors have no kink
    // there and derivatives are of that order too.
    let derivatives = Array(stride(from: lowest, through: order, by: 2))
    self.derivatives = derivatives
    givenPoint = isDirichlet && axis.placement == .nodes ? (side == .lower ? 0 : points - 1) : nil
    func place(_ fromWall: Int) -> Int { side == .lower ? fromWall : points - 1 - fromWall }
    let firstUnknown = givenPoint == nil ? 0 : 1
    let stencil = DifferenceWeights.weights(
      at: 0, from: (-scheme.reach...scheme.reach).map(Double.init), derivative: 2)
    corrections = derivatives.map { derivative in
      var column = [[(column: Int, value: Double)]](repeating: [], count: points)
      for row in firstUnknown..<min(points, firstUnknown + scheme.reach) {
        var weight = 0.0
        for offset in 1...scheme.reach {
          let behind = Double(offset - row) - shift
          guard behind >= 0 else { continue }
          weight +=
            stencil[scheme.reach + offset]
            * WallClosure.excess(derivative, at: behind * spacing) / (spacing * spacing)
          if scheme == .compact4, derivative >= 2 {
            weight -= WallClosure.excess(derivative - 2, at: behind * spacing) / 12
          }
        }
        if weight != 0 { column[place(row)] = [(0, weight)] }
      }
      return SparseMatrix(columnCount: 1, rows: column)
    }
    var readings: [Int: SparseMatrix] = [:]
    for derivative in derivatives.dropLast() {
      let weights = DifferenceWeights.weights(
        at: 0, from: (0..<order + 2).map { Double($0) + shift }, derivative: derivative)
      let scale = (0..<derivative).reduce(1.0) { power, _ in power / spacing }
      readings[derivative] = SparseMatrix(
        columnCount: points, rows: [weights.enumerated().map { (place($0), scale * $1) }])
    }
    self.readings = readings
  }

  /// What a derivative at the wall adds to the reflected value at a distance s behind it: ±2 s^d/d!. At
  /// the wall itself, s = 0, the reflected value is 0 and half of it is right.
  private static func excess(_ derivative: Int, at s: Double) -> Double {
    if s == 0 { return derivative == 0 ? 1 : 0 }
    let term = (0..<derivative).reduce(2.0) { $0 * s / Double($1 + 1) }
    return derivative % 2 == 0 ? term : -term
  }
}

import Fourier
import Glibc

/// The eigenvectors of an axis's second derivative, for an axis of length 1, under homogeneous boundary
/// conditions.
struct AxisModes: Sendable {
  /// What goes from points to modes and back.
  enum Transform: Sendable {
    /// A real transform of FFTW's, for the points whose values are unknown.
    case fast(AxisTransform)
    /// Matrices, which are inverse to each other in mode space.
    case dense(analysis: AxisMatrix, synthesis: AxisMatrix)
  }

  /// What goes from points to modes and back; nil where another way solves equations (`ChebyshevChannel`), for
  /// which eigenvalues only tell of resonances.
  private(set) var transform: Transform?
  /// What the constant part of a field is summed with: weights of the points, together 1.
  let nullWeights: [Double]
  /// The number of each mode, for people: half waves between two walls of one kind, whole waves on
  /// a periodic axis, negative for the sines of halfcomplex spectra.
  let numbers: [Int]
  /// The eigenvalues; −0 counts as 0 and belongs to the constant.
  let eigenvalues: [Double]
  /// What wall terms are multiplied by, mode by mode; nil for 1.
  let filter: [Double]?

  /// Differences on a periodic axis, or its Fourier series.
  init(periodic points: Int, _ scheme: DiscreteScheme) {
    let numbers = (0..<points).map { 2 * $0 <= points ? $0 : $0 - points }
    self.numbers = numbers
    eigenvalues = numbers.map { AxisModes.eigenvalue(periodic: points, $0, scheme) }
    filter = nil
    nullWeights = [Double](repeating: 1 / Double(points), count: points)
    transform = .fast(AxisModes.fourier(points))
  }

  /// Real Fourier series on a ring.
  static func fourier(_ points: Int) -> AxisTransform {
    AxisTransform(
      analysis: .halfcomplex, synthesis: .halfcomplexInverse, unknowns: 0..<points,
      scale: Double(points), pointWeights: [Double](repeating: 1, count: points),
      modeWeights: (0..<points).map { $0 == 0 || 2 * $0 == points ? 1 : 0.5 })
  }

  /// Legendre polynomials between two walls, each Dirichlet or else Neumann, and the weights of their nodes.
  init(_ legendre: LegendreModes, weights: [Double], isDirichletTwice: Bool) {
    numbers = legendre.ranks.map { $0 + (isDirichletTwice ? 1 : 0) }
    // From the length 2 to 1.
    eigenvalues = legendre.eigenvalues.map { 4 * $0 }
    filter = nil
    nullWeights = weights
    transform = .dense(analysis: legendre.analysis, synthesis: legendre.synthesis)
  }

  /// The same where what is taken apart are the integrals ∫ f ℓ_j of a field with the nodes' Lagrange polynomials ℓ_j,
  /// from which ∫ f χ_m are sums with the values of χ_m at the nodes.
  var ofIntegrals: AxisModes {
    guard case .dense(_, let synthesis) = transform else { return self }
    var modes = self
    modes.transform = .dense(analysis: synthesis.transpose, synthesis: synthesis)
    return modes
  }

  /// The sines and cosines between two walls, each Dirichlet or else Neumann, without a discretisation; and the weights of
  /// nodes.
  init(between walls: SpectralWalls, weights: [Double]) {
    let isDirichletTwice = walls.lowerIsDirichlet && walls.upperIsDirichlet
    let half = walls.lowerIsDirichlet == walls.upperIsDirichlet ? 0 : 0.5
    numbers = (0..<walls.points).map { $0 + (isDirichletTwice ? 1 : 0) }
    eigenvalues = numbers.map { number in
      let wavenumber = Double.pi * (Double(number) + half)
      return -wavenumber * wavenumber
    }
    filter = nil
    nullWeights = weights
    transform = nil
  }

  /// The eigenvalue of e^{2πi kx}.
  static func eigenvalue(periodic points: Int, _ k: Int, _ scheme: DiscreteScheme) -> Double {
    if scheme == .spectral {
      let wavenumber = 2 * Double.pi * Double(k)
      return -wavenumber * wavenumber
    }
    let sine = sin(Double.pi * Double(k) / Double(points))
    return Double(points * points) * scheme.eigenvalue(sine * sine)
  }
}

extension AxisModes {
  /// Finite differences between two walls, each Dirichlet or else Neumann: sines and cosines of multiples
  /// of π, of odd multiples of π/2 between walls of different kinds.
  init(
    points: Int, placement: Placement, lowerIsDirichlet: Bool, upperIsDirichlet: Bool,
    _ scheme: DiscreteScheme
  ) {
    let onNodes = placement == .nodes
    let unknowns =
      (onNodes && lowerIsDirichlet ? 1 : 0)..<(onNodes && upperIsDirichlet ? points - 1 : points)
    let intervals = Double(onNodes ? points - 1 : points)
    let first = lowerIsDirichlet && upperIsDirichlet ? 1 : 0
    let numbers = unknowns.indices.map { $0 - unknowns.lowerBound + first }
    let half = lowerIsDirichlet == upperIsDirichlet ? 0 : 0.5
    let sines = numbers.map { number -> Double in
      let sine = sin(0.5 * Double.pi * (Double(number) + half) / intervals)
      return sine * sine
    }
    self.numbers = numbers
    eigenvalues = sines.map { intervals * intervals * scheme.eigenvalue($0) }
    filter = scheme == .compact4 ? sines.map { 1 / (1 - $0 / 3) } : nil
    let kinds = AxisModes.kinds(onNodes, lowerIsDirichlet, upperIsDirichlet)
    var pointWeights = [Double](repeating: 1, count: points)
    if onNodes {
      // The trapezoidal rule.
      if !lowerIsDirichlet { pointWeights[0] = 0.5 }
      if !upperIsDirichlet { pointWeights[points - 1] = 0.5 }
    }
    var modeWeights = [Double](repeating: 1, count: numbers.count)
    if half == 0 {
      if !lowerIsDirichlet { modeWeights[0] = 2 }
      if onNodes != lowerIsDirichlet { modeWeights[numbers.count - 1] *= 2 }
    }
    let total = pointWeights.reduce(into: 0.0) { $0 += $1 }
    nullWeights = pointWeights.map { $0 / total }
    transform = .fast(
      AxisTransform(
        analysis: kinds.analysis, synthesis: kinds.synthesis, unknowns: unknowns,
        scale: 2 * intervals, pointWeights: pointWeights, modeWeights: modeWeights))
  }

  private static func kinds(
    _ onNodes: Bool, _ lowerIsDirichlet: Bool, _ upperIsDirichlet: Bool
  ) -> (analysis: SeparableTransform.Kind, synthesis: SeparableTransform.Kind) {
    switch (lowerIsDirichlet, upperIsDirichlet) {
    case (true, true): onNodes ? (.sine1, .sine1) : (.sine2, .sine3)
    case (false, false): onNodes ? (.cosine1, .cosine1) : (.cosine2, .cosine3)
    case (true, false): onNodes ? (.sine3, .sine2) : (.sine4, .sine4)
    case (false, true): onNodes ? (.cosine3, .cosine2) : (.cosine4, .cosine4)
    }
  }
}

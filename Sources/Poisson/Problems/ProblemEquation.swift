public import Expressions

/// The equation that a problem solves, ∇·(a ∇φ) − κ² φ = ρ + f(φ), and how.
public struct ProblemEquation: Hashable, Sendable {
  /// How it is discretised.
  public var scheme: DiscreteScheme
  /// κ², an expression in the parameters; nil for 0. Below 0 it is a Helmholtz equation.
  public var screening: Expression?
  /// The coefficient a > 0, an expression in the parameters and coordinates; nil for 1.
  public var coefficient: Expression?
  /// f in ∇·(a ∇φ) − κ²φ = ρ + f(φ), an expression in phi, the parameters and coordinates; nil for 0.
  public var reaction: Expression?
  /// The φ to begin with where there is a reaction, an expression in the parameters and coordinates; nil
  /// for 0.
  public var guess: Expression?
  /// What is done with a density for which no potential exists.
  public var compatibility: Compatibility
  /// Which of the potentials that differ by a constant is meant.
  public var gauge: ProblemGauge

  /// Puts an equation together.
  public init(
    scheme: DiscreteScheme = .spectral, screening: Expression? = nil,
    coefficient: Expression? = nil, reaction: Expression? = nil, guess: Expression? = nil,
    compatibility: Compatibility = .error, gauge: ProblemGauge = .mean(nil)
  ) {
    self.scheme = scheme
    self.screening = screening
    self.coefficient = coefficient
    self.reaction = reaction
    self.guess = guess
    self.compatibility = compatibility
    self.gauge = gauge
  }
}

extension ProblemEquation {
  /// What may be added to ∇²φ = ρ, by its name in requests.
  public enum Term: String, CaseIterable, Sendable {
    /// κ².
    case screening
    /// a.
    case coefficient
    /// f.
    case reaction
    /// The φ to begin with.
    case guess
  }

  /// Whether no fast transform solves it.
  public var isIterative: Bool { coefficient != nil || reaction != nil }
}

extension Problem {
  /// About how many operations per point iterations take, beyond what their programs count: some 40 steps
  /// of some 50 operations for the solution, and as many for the gradient of each objective. Along spectral axes between
  /// walls a step has six products with n × n matrices, 12 n operations of which some fifty take the time of one that
  /// waits for memory.
  public var iterationOperations: Int {
    guard let equation, equation.isIterative || hasIteratedRobinWalls else { return 0 }
    // Some 8 of Newton's steps.
    let solutions = equation.reaction == nil ? 1 : 8
    let step = 50 + (equation.isIterative ? matrixPoints / 4 + orthogonalisation : 0)
    return 40 * step * (solutions + (variables.isEmpty ? 0 : objectives.count))
  }

  /// What minimal residuals take beside, where a coefficient goes with differences of higher order between walls: each step's
  /// products with some twenty directions, twice.
  private var orthogonalisation: Int {
    let isHigher = (equation?.scheme.order ?? 0) > 2
    return isHigher && axes.contains { $0.boundary != .periodic } ? 160 : 0
  }

  /// The points of all axes along which an iteration for a coefficient or a reaction has products with matrices.
  private var matrixPoints: Int {
    guard equation?.scheme == .spectral else { return 0 }
    return axes.reduce(0) { $1.boundary == .periodic ? $0 : $0 + $1.points }
  }
}

extension Problem {
  /// Whether Robin conditions need an iteration, as they do on several axes, beside other walls for schemes of
  /// higher order, where α or β vary along a wall, and where the screening may be negative; with spectral schemes and
  /// such walls at one axis only where α or β vary.
  private var hasIteratedRobinWalls: Bool {
    let robin = axes.filter { axis in
      guard case .walls(let lower, let upper) = axis.boundary else { return false }
      return lower.condition == .robin || upper.condition == .robin
    }
    guard let axis = robin.first else { return false }
    let names = Set(axes.map(\.name))
    let varies = robin.contains { axis in
      guard case .walls(let lower, let upper) = axis.boundary else { return false }
      return (lower.coefficients + upper.coefficients).contains {
        !names.isDisjoint(with: $0.freeNames)
      }
    }
    // `ChebyshevChannel` has an equation for these conditions.
    if equation?.scheme == .spectral, robin.count == 1 { return varies }
    if let screening = equation?.screening, (screening.number ?? -1) < 0 { return true }
    let isMixed = (equation?.scheme.order ?? 2) > 2
    return varies || robin.count > 1
      || isMixed && axes.contains { $0.name != axis.name && $0.boundary != .periodic }
  }
}

extension Problem {
  /// About how many operations it takes to read fields where something was measured, for an objective and its
  /// gradient: with spectral schemes every value counts at every place, with others some neighbours do.
  public var readOperations: Double {
    guard let equation else { return 0 }
    let perPlace =
      equation.scheme.order == nil
      ? 2 * Double(pointCount) + axes.reduce(0) { $0 + 10 * Double($1.points) }
      : axes.reduce(100.0) { total, _ in 6 * total }
    let places = fields.reduce(0.0) { total, field in
      if case .sensors(let sensors) = field.support { total + Double(sensors.count) } else { total }
    }
    return places * perPlace * Double(variables.isEmpty ? 1 : 1 + objectives.count)
  }
}

extension ProblemGauge {
  /// The ways to state a gauge, by their names in requests.
  public enum Form: String, CaseIterable, Sendable {
    /// The mean is 0.
    case zeroMean = "zero-mean"
    /// The mean is given.
    case mean
    /// φ vanishes at a point.
    case zero
  }
}

/// Which of the potentials is meant, where all that differ by a constant are solutions.
public enum ProblemGauge: Hashable, Sendable {
  /// That with a given mean, an expression in the parameters; nil for 0.
  case mean(Expression?)
  /// That which vanishes at a point: an expression in the parameters for each axis.
  case zero(at: [Expression])
}

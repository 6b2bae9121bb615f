import Autodiff

/// A stored problem with a name: a row of the catalogue of models.
public struct Model: Sendable {
  /// The name in requests.
  public let name: String
  /// One sentence for people.
  public let summary: String
  /// The equation that is solved, with its sign; nil where nothing is solved.
  public let equation: String?
  /// The field that objectives reduce, as formulas name it.
  public let integrand: String
  /// The parameters, in the order of answers.
  public let parameters: [Parameter]
  /// The first coordinate where none is given.
  public let defaultStart: Double
  /// The number of points where none is given.
  public let defaultPoints: Int
  /// The fewest points, unless the scheme needs more.
  public let minimumPoints: Int
  /// Whether both ends of the axis are nodes, or, on a periodic axis, only the first.
  public let includesEnd: Bool

  /// The model's density at the nodes z = x − μ.
  let density: @Sendable (_ offset: Value, _ parameters: ShapeParameters) -> Value

  /// The parameters of a density besides μ.
  struct ShapeParameters {
    let t: Value
    let sigma: Value
    let n0: Value
  }
}

extension Model {
  /// The second post: I(t) = ∫φ² through a Poisson solve whose exact solution is a Gaussian.
  public static let poissonGaussian = Model(
    name: "poisson-gaussian",
    summary: "phi'' = n0 - sin(t)^2 exp(-z^2/(2 sigma^2)) (sigma^2 - z^2)/sigma^4, z = x - mu",
    equation: "d2phi/dx2 = rho",
    integrand: "phi^2",
    parameters: [
      Parameter("t", 1, "amplitude: the density is proportional to sin(t)^2"),
      Parameter("mu", .pi, "centre of the Gaussian"),
      Parameter("sigma", 0.25, positive: true, "width of the Gaussian"),
      Parameter("n0", 0, "uniform density added: a mean, which no periodic potential has"),
      Parameter("length", 2 * .pi, positive: true, "length of the periodic axis"),
    ],
    defaultStart: 0, defaultPoints: 128, minimumPoints: 3, includesEnd: false
  ) { z, p in
    let u = square(z) * reciprocal(square(p.sigma))
    return square(sin(p.t)) * reciprocal(square(p.sigma)) * (exp(-0.5 * u) * (u - 1)) + p.n0
  }

  /// The first post: N(t) = ∫n of a Gaussian on a background, by the rectangle rule with both ends.
  public static let densityGaussian = Model(
    name: "density-gaussian",
    summary: "n = n0 + sin(t)^2 exp(-z^2/(2 sigma^2)), z = x - mu, summed over nodes",
    equation: nil,
    integrand: "n",
    parameters: [
      Parameter("t", 1, "amplitude: the Gaussian is proportional to sin(t)^2"),
      Parameter("mu", 0, "centre of the Gaussian"),
      Parameter("sigma", 0.2, positive: true, "width of the Gaussian"),
      Parameter("n0", 1, "uniform background density"),
      Parameter("length", 2, positive: true, "length of the axis"),
    ],
    defaultStart: -1, defaultPoints: 201, minimumPoints: 2, includesEnd: true
  ) { z, p in
    let u = square(z) * reciprocal(square(p.sigma))
    return square(sin(p.t)) * exp(-0.5 * u) + p.n0
  }

  /// Every model; the first is the default.
  public static let catalogue = [poissonGaussian, densityGaussian]
}

extension Model: Hashable {
  /// Rows are told apart by name.
  public static func == (a: Model, b: Model) -> Bool { a.name == b.name }

  /// Hashes the name.
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

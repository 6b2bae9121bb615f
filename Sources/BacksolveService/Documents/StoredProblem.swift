import Expressions
import JSON
import Poisson

/// A problem with a name: a document in the same language as the users'. What a request does not say is
/// taken from it.
package final class StoredProblem: Sendable {
  /// The name in requests.
  package let name: String
  /// One sentence for people.
  package let summary: String
  /// The document's text.
  package let text: String
  /// The document.
  let object: JSONObject?

  // What it states, read once and not with every request that states nothing else.
  let axes: [ProblemAxis]
  let equation: ProblemEquation?
  /// Nil where users have to state it.
  let density: Expression?
  let objectives: [ProblemObjective]

  init(_ name: String, _ summary: String, _ text: String) {
    self.name = name
    self.summary = summary
    self.text = text
    object = try? JSONDocument(parsing: Array(text.utf8)).root.object
    var reader = DocumentReader(limits: ServiceLimits(), expressions: ExpressionCache())
    let document = LayeredObject(nil, over: object)
    var parameters = reader.parameters(document)
    axes = reader.axes(document, &parameters)
    equation = reader.equation(document, axes)
    density = reader.density(document)
    objectives = reader.objectives(document)
  }
}

extension StoredProblem {
  /// The second post: I(t) = ∫φ² through a Poisson solve whose exact solution is a Gaussian.
  package static let poissonGaussian = StoredProblem(
    "poisson-gaussian",
    "A density whose potential is the Gaussian sin(t)^2 exp(-(x-mu)^2/(2 sigma^2)) up to a constant.",
    """
    {"density": "n0 + (sin(t)/sigma)^2 * (exp(-((x-mu)/sigma)^2/2) * (((x-mu)/sigma)^2 - 1))",
     "parameters": {"t": 1, "mu": 3.141592653589793, "sigma": 0.25, "n0": 0,
                    "length": 6.283185307179586},
     "domain": {"x": {"start": 0, "length": "length", "points": 128}},
     "objective": "integral(phi^2)"}
    """)

  /// The first post: N(t) = ∫n of a Gaussian on a background, by the rectangle rule with both ends.
  package static let densityGaussian = StoredProblem(
    "density-gaussian",
    "A Gaussian density on a background, integrated by the rectangle rule with both ends counted.",
    """
    {"density": "n0 + sin(t)^2 * exp(-((x-mu)/sigma)^2/2)",
     "parameters": {"t": 1, "mu": 0, "sigma": 0.2, "n0": 1, "length": 2},
     "domain": {"x": {"start": -1, "length": "length", "points": 201}},
     "solver": {"scheme": "rectangle-rule"},
     "objective": "integral(rho)"}
    """)

  /// What is left of the default problem where a user states a density.
  static let blank = StoredProblem(
    "blank", "The periodic axis of length 2 pi.",
    """
    {"domain": {"x": {"start": 0, "length": "2*pi"}}, "objective": "integral(phi^2)"}
    """)

  /// Those that a request can name; the first is the default.
  package static let catalogue = [poissonGaussian, densityGaussian]
}

import HTTPCore
import Poisson

extension Refusal {
  /// Why there is no answer where a divisor of a Robin condition is 0.
  init(_ divisor: RobinDivisor, at point: Int, in document: ProblemDocument) {
    let place: ProblemPlace
    let (expected, found, more): (String, String, String)
    switch divisor.kind {
    case .both:
      place = .robin(axis: divisor.axis, divisor.side)
      (expected, found, more) = ("alpha or beta", "0 and 0", ".")
    case .derivative:
      place = .robinDerivative(axis: divisor.axis, divisor.side)
      (expected, found) = ("a beta", "0")
      more = """
        : with a coefficient or a reaction what flows through the wall is divided by beta, except for differences of \
        order 2 with points at cell centres. Where beta is 0 all along the wall, state `dirichlet`.
        """
    }
    self.init(
      .unprocessableContent, code: "invalid-value",
      """
      Expected \(expected) other than 0 at every point of the wall, found \(found)\(document.describe(point))\(more)
      """,
      pointer: "\(document.pointer(to: place))")
  }
}

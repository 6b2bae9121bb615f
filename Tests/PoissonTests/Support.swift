import Autodiff
import Poisson

/// A relative comparison; both zero counts as close.
func isClose(_ a: Double, _ b: Double, relative: Double) -> Bool {
  Swift.abs(a - b) <= relative * max(Swift.abs(a), Swift.abs(b))
}

/// The Poisson model at one point; parameters not given have the posts' values.
func evaluatePoisson(
  scheme: Scheme, objective: Objective = .integral, points: Int = 128,
  parameters: [String: Double] = [:], variables: [Int] = [0, 1, 2, 3, 4],
  compatibility: Compatibility = .error
) throws -> Evaluation {
  let model = Model.poissonGaussian
  let problem = try Problem(
    model: model, scheme: scheme, start: 0, points: points, objective: objective,
    variables: variables)
  let columns = model.parameters.map {
    SweepColumn.constant(parameters[$0.name] ?? $0.defaultValue)
  }
  return try CompiledProblem(problem).evaluate(columns, count: 1, compatibility: compatibility)
}

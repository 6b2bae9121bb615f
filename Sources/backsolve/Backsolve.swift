import ArgumentParser

/// The command line: the server, and the same computations without one.
@main
struct Backsolve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backsolve",
    abstract: "Differentiates through Poisson solvers, over HTTP or from the command line.",
    discussion: """
      A density rho(x; t, mu, sigma, ...) is given; phi'' = rho is solved on a grid; an objective \
      such as the integral of phi^2 is computed, with its exact gradient in all parameters.

      Start a server and ask it:
        backsolve serve &
        curl localhost:8080/gradient -d '{"t": 1.0}'

      Or ask without a server:
        backsolve gradient --t 1.0
        backsolve gradient --t 0:0.01:6.28 --scheme finite-difference --points 256
      """,
    version: version,
    subcommands: [
      Serve.self, Evaluate.self, Gradient.self, PlanTransforms.self, Bench.self, HealthCheck.self,
    ]
  )
}

/// The version of the service.
let version = "0.1.0"

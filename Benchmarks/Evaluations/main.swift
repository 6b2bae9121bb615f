// Does a number of evaluations and nothing else, for tools that count instructions and allocations:
//
//   evaluations SCHEME POINTS general|rewritten|sweep COUNT
//
// A value with its gradient by t, mu and sigma, without the rewrites that cancel transforms or with
// all; or a sweep over COUNT values of t. There is no concurrency here: under valgrind a main program
// that suspends its thread fails.

import Autodiff
import Expressions
import Glibc
import Poisson

func fail(_ message: String) -> Never {
  print("error: \(message)")
  exit(2)
}

let words = Array(CommandLine.arguments.dropFirst())
guard words.count == 4, let points = Int(words[1]), let count = Int(words[3]),
  let scheme = DiscreteScheme.catalogue.first(where: { $0.name == words[0] }),
  ["general", "rewritten", "sweep"].contains(words[2])
else { fail("evaluations SCHEME POINTS general|rewritten|sweep COUNT") }

/// The second post's problem with its parameters.
func post(isSweep: Bool) throws -> Problem {
  Problem(
    axes: [
      ProblemAxis(
        "x", start: Expression(number: 0), length: try Expression(parsing: "length"),
        points: points)
    ],
    parameters: parameters.map(\.name),
    density: try Expression(
      parsing: "n0 + (sin(t)/sigma)^2 * (exp(-((x-mu)/sigma)^2/2) * (((x-mu)/sigma)^2 - 1))"),
    equation: ProblemEquation(scheme: scheme),
    objectives: [ProblemObjective("value", try Expression(parsing: "sum(phi^2)"))],
    variables: (isSweep ? [0] : [0, 1, 2]).map { .parameter($0) }, swept: isSweep ? [0] : [])
}

let parameters: [(name: String, value: Double)] = [
  ("t", 1), ("mu", .pi), ("sigma", 0.25), ("n0", 0), ("length", 2 * .pi),
]

do {
  if words[2] == "sweep" {
    let columns = parameters.map { name, value in
      name == "t"
        ? SweepColumn.values((0..<count).map { 0.01 * Double($0) }) : SweepColumn.constant(value)
    }
    let compiled = try CompiledProblem(post(isSweep: true), diagnostics: false)
    guard let result = compiled.program.sweep(columns, count: count), result[0].count == count
    else { fail("no result") }
  } else {
    let rewrites = words[2] == "general" ? Simplifications.all.subtracting(.diagonals) : .all
    let compiled = try CompiledProblem(
      post(isSweep: false), simplifications: rewrites, diagnostics: false)
    let workspace = compiled.program.makeWorkspace()
    for (index, parameter) in parameters.enumerated() {
      workspace.setInput(index, to: parameter.value)
    }
    for _ in 0..<count {
      workspace.setInput(0, to: 1)
      workspace.run()
    }
  }
} catch {
  fail("\(error)")
}

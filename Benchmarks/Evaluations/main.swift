// Does a number of evaluations and nothing else, for tools that count instructions and allocations:
//
//   evaluations SCHEME POINTS general|rewritten|sweep COUNT
//
// A value with its gradient by t, mu and sigma, without the rewrites that cancel transforms or with
// all; or a sweep over COUNT values of t. There is no concurrency here: under valgrind a main program
// that suspends its thread fails.

import Autodiff
import Glibc
import Poisson

func fail(_ message: String) -> Never {
  print("error: \(message)")
  exit(2)
}

let words = Array(CommandLine.arguments.dropFirst())
guard words.count == 4, let points = Int(words[1]), let count = Int(words[3]),
  let scheme = Scheme.catalogue.first(where: { $0.name == words[0] }),
  ["general", "rewritten", "sweep"].contains(words[2])
else { fail("evaluations SCHEME POINTS general|rewritten|sweep COUNT") }

let model = Model.poissonGaussian
let isSweep = words[2] == "sweep"
let problem: Problem
do {
  problem = try Problem(
    model: model, scheme: scheme, start: 0, points: points, objective: .sum,
    variables: isSweep ? [0] : [0, 1, 2], swept: isSweep ? [0] : [])
} catch {
  fail("\(error)")
}

if isSweep {
  let columns = model.parameters.indices.map { index in
    index == 0
      ? SweepColumn.values((0..<count).map { 0.01 * Double($0) })
      : .constant(model.parameters[index].defaultValue)
  }
  guard let result = CompiledProblem(problem).program.sweep(columns, count: count),
    result[0].count == count
  else { fail("no result") }
} else {
  let rewrites = words[2] == "general" ? Simplifications.all.subtracting(.diagonals) : .all
  let program = CompiledProblem(problem, simplifications: rewrites).program
  let workspace = program.makeWorkspace()
  for (index, parameter) in model.parameters.enumerated() {
    workspace.setInput(index, to: parameter.defaultValue)
  }
  for _ in 0..<count {
    workspace.setInput(0, to: 1)
    workspace.run()
  }
}

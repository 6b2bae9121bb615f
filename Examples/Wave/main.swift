// How fast does a wave in a swimming pool have to be launched to just reach the edge at the other
// end? Gradient descent through a simulation that is stepped in time, with nothing but the engine.
//
// Memory: the reverse sweep goes back through all steps and needs what each has computed. Value and
// gradient take three to four fields per step, 0.5 MB here; the value alone reuses the fields of one step in
// the next, 0.02 MB. Both are known before the first run, and printed. For longer simulations that
// is the limit: ten thousand steps of these 80 cells take 21 MB.

import Autodiff

let pool = Pool()
let edge = 0.2

let graph = Graph()
let speed = graph.input()
let level = pool.highestLevel(graph, launchSpeed: speed)
let miss = square(level - edge)
let descent = Program(
  graph, inputs: [speed],
  outputs: [level, miss] + gradient(of: miss, withRespectTo: [speed]))
let simulation = Program(graph, inputs: [speed], outputs: [level])
print("\(pool.cells) cells, \(pool.steps) steps; the edge is at \(edge)")
print("memory of the value: \(simulation.workspaceByteCount) bytes")
print("memory of value and gradient: \(descent.workspaceByteCount) bytes")

var launch = 0.02
for iteration in 0..<50 {
  let outputs = descent.run(scalars: [launch])
  print("iteration \(iteration): speed \(launch), highest level \(outputs[0])")
  if outputs[1] < 1e-20 { break }
  launch -= 0.4 * outputs[2]
}
print("answer: \(launch)")

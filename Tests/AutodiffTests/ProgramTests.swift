import Testing
import Workers

@testable import Autodiff

/// What a program accepts and returns.
@Suite("Programs")
struct ProgramTests {
  @Test("inputs that nothing uses, and outputs that use nothing")
  func unused() {
    let graph = Graph()
    let (a, b, c) = (graph.input(), graph.input(.field(9)), graph.input())
    let slopes = gradient(of: a * a, withRespectTo: [a, b, c])
    let program = Program(
      graph, inputs: [a, b, c], outputs: [a * a, Value(7), graph.constant([1, 2])] + slopes)
    let results = program.run([[3], [Double](repeating: 5, count: 9), [4]])
    #expect(results == [[9], [7], [1, 2], [6], [Double](repeating: 0, count: 9), [0]])
    #expect(program.inputShapes == [.scalar, .field(9), .scalar])
    #expect(
      program.outputShapes == [.scalar, .scalar, .field(2), .scalar, .field(9), .scalar])
  }

  @Test("an input that is itself an output, next to what is computed from it")
  func inputAsOutput() {
    let graph = Graph()
    let (t, x) = (graph.input(), graph.input(.field(3)))
    let program = Program(graph, inputs: [t, x], outputs: [x, t, -x, x, x + t])
    let workspace = program.makeWorkspace()
    for _ in 0..<2 {
      let results = program.run([[2], [1, 2, 3]], in: workspace)
      #expect(results == [[1, 2, 3], [2], [-1, -2, -3], [1, 2, 3], [3, 4, 5]])
    }
  }

  @Test("the same output several times")
  func repeatedOutputs() {
    let graph = Graph()
    let x = graph.input(.field(2))
    let y = square(x)
    let program = Program(graph, inputs: [x], outputs: [y, sum(y), y, sum(y)])
    #expect(program.run([[1, 3]]) == [[1, 9], [10], [1, 9], [10]])
  }

  @Test("no outputs, no inputs, nothing at all")
  func empty() {
    let graph = Graph()
    let x = graph.input()
    let silent = Program(graph, inputs: [x], outputs: [])
    #expect(silent.run(scalars: [1]).isEmpty)
    #expect(Program(graph, inputs: [], outputs: [3]).run(scalars: []) == [3])
    #expect(Program(Graph(), inputs: [], outputs: []).run(scalars: []).isEmpty)
  }

  @Test("the gradient by independent inputs is zero, of the input's shape")
  func independent() {
    let graph = Graph()
    let (x, y) = (graph.input(.field(3)), graph.input(.field(4)))
    let slopes = gradient(of: sum(exp(x)), withRespectTo: [y])
    let tangents = pushforward([(y, 1)], to: [x, sum(x)])
    let program = Program(graph, inputs: [x, y], outputs: slopes + tangents)
    #expect(
      program.run([[1, 2, 3], [1, 2, 3, 4]]) == [[0, 0, 0, 0], [0, 0, 0], [0]])
  }

  @Test("derivatives of the inputs themselves")
  func identity() {
    let graph = Graph()
    let (t, x) = (graph.input(), graph.input(.field(2)))
    let outputs =
      gradient(of: t, withRespectTo: [t]) + pushforward([(t, 1), (x, 3)], to: [t, x])
      + pullback([(x, 2), (x, graph.constant([1, 5]))], to: [x])
      + pushforward([(t, 1), (t, 4)], to: [t])
    let program = Program(graph, inputs: [t, x], outputs: outputs)
    #expect(program.run([[1], [1, 2]]) == [[1], [1], [3, 3], [3, 7], [5]])
  }

  @Test("fields of no elements: their sum is 0")
  func noElements() {
    let graph = Graph()
    let (t, x) = (graph.input(), graph.input(.field(0)))
    let outputs = [exp(x), sum(x), sum(square(x)), sum(x * t), t + sum(x)]
    let program = Program(
      graph, inputs: [t, x],
      outputs: outputs + gradient(of: sum(x * t) + t, withRespectTo: [t, x]))
    let workspace = program.makeWorkspace()
    _ = program.run([[.nan], []], in: workspace)
    #expect(program.run([[2], []], in: workspace) == [[], [0], [0], [0], [2], [1], []])

    // Without rewrites the sum takes the place of the scalar, which must not shine through.
    let plain = Graph(simplifications: [])
    let (s, y) = (plain.input(), plain.input(.field(0)))
    let reusing = Program(plain, inputs: [s, y], outputs: [sum(y * exp(s))])
    #expect(reusing.run([[2], []]) == [[0]])
  }

  /// Graphs are lists: neither depth nor number of nodes may exhaust the stack. The chain has a
  /// closed form, and n roundings.
  @Test("chains of 100 000 nodes")
  func longChains() {
    let graph = Graph()
    let t = graph.input()
    var y = t
    for _ in 0..<25_000 { y = 0.5 * y + 1 }
    let slope = gradient(of: y, withRespectTo: [t])
    let program = Program(graph, inputs: [t], outputs: [y] + slope)
    #expect(graph.nodes.count > 50_000)
    #expect(program.run(scalars: [5]) == [2, 0])

    let growing = Graph()
    let (s, x) = (growing.input(), growing.input(.field(3)))
    var z = x
    for _ in 0..<100_000 { z = s * z }
    let total = sum(z)
    #expect(growing.nodes.count > 100_000)
    let second = Program(growing, inputs: [s, x], outputs: [total])
    #expect(second.run([[-1], [1, 2, 4]]) == [[7]])
  }

  @Test("one program on many threads, each with a workspace of its own")
  func concurrentRuns() {
    let random = RandomGraph(seed: 77, lengths: [127, 1500])
    let program = random.compile(random.values + [random.objective])
    let expected = program.run(random.point).bits
    let (point, pool) = (random.point, WorkerPool(workerCount: 8))
    pool.forEach(64) { _ in
      let result = program.withWorkspace { program.run(point, in: $0) }
      #expect(result.bits == expected, "seed 77")
    }
  }

  @Test("a program is freed with its last owner, its workspaces with it")
  func lifetime() {
    weak var freed: Program?
    weak var kept: Program?
    var workspace: Workspace?
    do {
      let graph = Graph()
      let x = graph.input()
      let program = Program(graph, inputs: [x], outputs: [exp(x)])
      _ = program.run(scalars: [1])
      freed = program
      let other = Program(graph, inputs: [x], outputs: [exp(x)])
      workspace = other.makeWorkspace()
      kept = other
    }
    #expect(freed == nil)
    #expect(kept != nil)
    workspace?.setInput(0, to: 0.0)
    workspace?.run()
    #expect(workspace?.scalarOutput(0) == 1)
    workspace = nil
    #expect(kept == nil)
  }

  @Test("memory is known before a run, and reused within it")
  func memory() {
    let graph = Graph()
    let x = graph.input(.field(100_000))
    var y = x
    for _ in 0..<50 { y = sin(y) + 0.5 }
    let program = Program(graph, inputs: [x], outputs: [sum(y)])
    // The input, blocks of 1024 for what lives only within one, and partial sums.
    #expect(program.workspaceByteCount < 8 * (100_000 + 4 * 1_024))
    #expect(program.instructionCount > 100)
  }
}

@Suite("One long field on several threads")
struct SharedPassTests {
  @Test("the same bits", arguments: [1 << 15, 70_001, 300_000])
  func sameBits(_ points: Int) {
    let graph = Graph()
    let t = graph.input()
    let x = graph.constant((0..<points).map { Double($0) / Double(points) })
    // Temporaries that exist block by block, whole fields, sums within and across passes.
    let profile = exp(-square(x - t) * 3) * (1 + sin(x * 40))
    let mean = mean(profile)
    let value = sum(square(profile - mean) * profile) + sum(cos(profile))
    let program = Program(
      graph, inputs: [t], outputs: [value, profile] + gradient(of: value, withRespectTo: [t]))
    let reference = program.makeWorkspace()
    reference.setInput(0, to: 0.4)
    reference.run()
    let expected = (0..<3).map(reference.output)
    for count in [1, 2, 8] {
      let workers = WorkerPool(workerCount: count)
      let workspace = program.makeWorkspace()
      for _ in 0..<5 {
        workspace.setInput(0, to: 0.4)
        workspace.run(sharing: workers)
        #expect((0..<3).map(workspace.output).bits == expected.bits)
      }
    }
  }
}

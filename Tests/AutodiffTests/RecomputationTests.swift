import Synchronization
import Testing

@testable import Autodiff

/// What the compiler of programs does to spare memory changes no bit.
@Suite("Sparing memory")
struct RecomputationTests {
  /// Σ (A g)² by a gradient, A a reversal: the cheap values of the first pass are wanted in the second.
  private func program(_ count: Int, keepsAll: Bool) -> (Program, [[Double]]) {
    let graph = Graph()
    let (x, t) = (graph.input(.field(count)), graph.input())
    let z = t * x - 0.25
    let u = square(z) * t - 1
    let e = exp(-square(z))
    let objective = sum(square(e * reverse(e * u)))
    let outputs = [objective] + gradient(of: objective, withRespectTo: [t])
    let program = Program(graph, inputs: [x, t], outputs: outputs + (keepsAll ? [z, u, e] : []))
    let field = (0..<count).map { Double($0 % 101) / 64 }
    return (program, Array(program.run([field, [1.25]])[0..<2]))
  }

  @Test(
    "values computed again are the same",
    arguments: [1_000, 1 << 14, (1 << 14) + 5, 40_000, 1 << 18])
  func recomputed(_ count: Int) {
    let (spare, results) = program(count, keepsAll: false)
    let (full, expected) = program(count, keepsAll: true)
    #expect(results.bits == expected.bits)
    if count >= Recomputation.shortest {
      // z and u are not stored, nor is e of long fields.
      let fields = count >= Recomputation.long ? 3 : 2
      #expect(full.workspaceByteCount - spare.workspaceByteCount >= fields * 8 * count)
      #expect(spare.instructionCount > full.instructionCount)
    }
  }

  @Test("an operator destroys only what nothing else reads")
  func destroyed() {
    let count = 40
    let graph = Graph()
    let x = graph.input(.field(count))
    let map = DestructiveReversal(count: count)
    let (once, twice) = (square(x), x + 1)
    let k = graph.constant((0..<count).map { Double($0) + 0.5 })
    let outputs = [
      apply(map, once), apply(map, twice), sum(twice * apply(map, twice)), apply(map, x), x,
      sum(k * apply(map, x)),
    ]
    let program = Program(graph, inputs: [x], outputs: outputs)
    let field = (0..<count).map { Double($0) * 0.25 - 3 }
    let shifted = field.map { $0 + 1 }
    let expected = [
      field.map { $0 * $0 }.reversed(), shifted.reversed(),
      [dot(shifted, shifted.reversed())], field.reversed(), field,
      [dot((0..<count).map { Double($0) + 0.5 }, field.reversed())],
    ]
    // A second run finds the inputs as they were.
    let workspace = program.makeWorkspace()
    workspace.setInput(0, to: field)
    for _ in 0..<2 {
      workspace.run()
      for index in outputs.indices {
        #expect(isClose(workspace.output(index), expected[index]), "output \(index)")
      }
    }
    #expect(map.wasAllowedToDestroy)
  }

  private func isClose(_ a: [Double], _ b: [Double]) -> Bool {
    zip(a, b).allSatisfy { Swift.abs($0 - $1) <= 1e-12 * Swift.abs($1) + 1e-12 }
  }
}

/// A reversal that leaves NaN in its input where it may.
private final class DestructiveReversal: LinearOperator {
  let inputCount: Int
  var outputCount: Int { inputCount }
  var scratchCount: Int { 0 }
  var transpose: any LinearOperator { self }
  var canDestroyInput: Bool { true }
  private let destroyed = Flag()

  var wasAllowedToDestroy: Bool { destroyed.isSet }

  init(count: Int) { inputCount = count }

  func apply(
    _ x: Span<Double>, into y: inout MutableSpan<Double>, scratch: inout MutableSpan<Double>
  ) {
    for index in x.indices { y[inputCount - 1 - index] = x[index] }
  }

  func apply(destroying x: inout MutableSpan<Double>, into y: inout MutableSpan<Double>) {
    destroyed.set()
    for index in x.indices {
      y[inputCount - 1 - index] = x[index]
      x[index] = .nan
    }
  }
}

/// Set once, by any thread.
private final class Flag: Sendable {
  private let value = Mutex(false)

  var isSet: Bool { value.withLock { $0 } }

  func set() { value.withLock { $0 = true } }
}

import Synchronization
import Testing
import Workers

@testable import Autodiff

/// What a computation does once nobody waits for it.
@Suite("Cancellation")
struct CancellationTests {
  /// Says yes from a given question on, and counts.
  private final class Patience: Sendable {
    let questions = Atomic(0)
    private let limit: Int

    init(_ limit: Int) { self.limit = limit }

    func isOver() -> Bool { questions.wrappingAdd(1, ordering: .relaxed).newValue > limit }
  }

  /// A chain of linear operators on a field, with a pass between any two.
  private func chain(_ length: Int, points: Int) -> Program {
    let graph = Graph()
    let a = graph.input()
    var field = sin(graph.constant((0..<points).map { Double($0) }) * a)
    for _ in 0..<length { field = sin(apply(RingStencil(count: points), field) + a) }
    return Program(graph, inputs: [a], outputs: [sum(field)])
  }

  @Test("a single long run ends between two steps, and within a pass", arguments: [1, 2])
  func midst(_ workerCount: Int) throws {
    let program = chain(10, points: 1 << 16)
    let pool = WorkerPool(workerCount: workerCount)
    let whole = Patience(.max)
    let result = try #require(
      program.sweep([.constant(0.5)], count: 1, workers: pool) { whole.isOver() })
    let asked = whole.questions.load(ordering: .relaxed)
    // Two steps per link of the chain, and portions of passes.
    #expect(asked >= 30)
    for limit in [0, 1, 2, 7, asked / 2, asked - 1] {
      let patience = Patience(limit)
      #expect(
        program.sweep([.constant(0.5)], count: 1, workers: pool) { patience.isOver() } == nil)
      // Threads may be at the question at once.
      #expect(patience.questions.load(ordering: .relaxed) <= limit + workerCount)
    }
    // Nothing of what was left undone remains.
    let again = try #require(program.sweep([.constant(0.5)], count: 1, workers: pool))
    #expect(again.bits == result.bits)
    #expect(program.sweep([.constant(0.5)], count: 1)?.bits == result.bits)
  }

  @Test("an operator can ask")
  func operators() {
    let graph = Graph()
    let x = graph.input(.field(3))
    let listener = Listener()
    let program = Program(graph, inputs: [x], outputs: [apply(listener, [x])])
    let patience = Patience(.max)
    #expect(
      program.sweep([.field([1, 2, 3])], count: 1) { patience.isOver() }.map(Array.init)
        == [[0, 0, 0]])
    #expect(listener.heard.load(ordering: .relaxed) == 1)
    let workspace = program.makeWorkspace()
    workspace.run()
    #expect(listener.heard.load(ordering: .relaxed) == 1)
  }

  @Test("once cancelled, always cancelled")
  func latch() {
    let questions = Atomic(0)
    let cancellation = Cancellation {
      questions.wrappingAdd(1, ordering: .relaxed).newValue == 2
    }
    #expect([0, 1, 2, 3].map { _ in cancellation.isCancelled } == [false, true, true, true])
    #expect(questions.load(ordering: .relaxed) == 2)
  }

  @Test("what is known is computed while tracing only as long as it takes little memory")
  func budget() throws {
    func value(_ budget: Int) -> (Double, Graph) {
      let graph = Graph()
      graph.constantBudget = budget
      var field = graph.constant((0..<100).map { 0.01 * Double($0) })
      for index in 0..<20 { field = sin(field + Double(index)) }
      let program = Program(graph, inputs: [], outputs: [sum(field * field)])
      return (program.run(scalars: [])[0], graph)
    }
    let (free, all) = value(1 << 20)
    let (bounded, few) = value(500)
    #expect(abs(free - bounded) <= 1e-13 * abs(free))
    #expect(all.constantCount >= 4000)
    #expect(few.constantCount <= 500)
  }
}

/// Zeros; counts how often somebody could be asked.
private final class Listener: DifferentiableOperator {
  let heard = Atomic(0)

  var inputShapes: [Shape] { [.field(3)] }
  var outputShape: Shape { .field(3) }
  func pushforward(operands: [Value], result: Value, tangents: [Value?]) -> Value? { nil }
  func pullback(operands: [Value], result: Value, cotangent: Value) -> [Value?] { [nil] }

  func apply(
    _ operands: borrowing Operands, into y: inout MutableSpan<Double>,
    scratch: inout MutableSpan<Double>
  ) {
    for index in y.indices { y[index] = 0 }
    if operands.cancellation?.isCancelled == false { heard.add(1, ordering: .relaxed) }
  }
}

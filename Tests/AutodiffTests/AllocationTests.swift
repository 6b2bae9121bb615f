import CAllocations
import Testing

@testable import Autodiff

/// Calls of malloc on this thread, counted by a replacement of it in the test program.
private func allocations(in body: () -> Void) -> UInt64 {
  let before = ca_allocation_count()
  body()
  return ca_allocation_count() - before
}

/// A run does not allocate: neither the whole program nor the part that a sweep repeats, with what a
/// sweep does around it. Benchmarks/instructions asserts the same of the optimised code, whole
/// sweeps included.
@Suite("Allocations", .enabled(if: ca_is_counting()))
struct AllocationTests {
  /// The sum over a field of functions of it and of a linear operator's result, with its gradient by
  /// two numbers and by a field: every kind of step.
  private func program(_ points: Int, swept: [Int]?) -> Program {
    let graph = Graph()
    let (a, b) = (graph.input(), graph.input())
    let field = graph.input(.field(points))
    let moved = apply(RingStencil(count: points), exp(-square(field - a)) * b)
    let value = mean(square(moved) + tanh(field)) * sin(b) / a
    let gradient = gradient(of: value, withRespectTo: [a, b, field])
    return Program(
      graph, inputs: [a, b, field], outputs: [value] + gradient, swept: swept)
  }

  @Test("the counter counts what the engine's buffers and Swift's arrays take")
  func counter() {
    #expect(allocations {} == 0)
    #expect(allocations { _ = [Double](repeating: 1, count: 1000) } >= 1)
    #expect(allocations { _ = AlignedBuffer(count: 1000) } >= 1)
    #expect(allocations { _ = Graph() } >= 1)
  }

  @Test("a thousand runs, numbers set and read", arguments: [1, 128, 2501])
  func runs(_ points: Int) {
    let workspace = program(points, swept: nil).makeWorkspace()
    workspace.setInput(2, to: (0..<points).map { 0.01 * Double($0) })
    let step = { (t: Double) in
      workspace.setInput(0, to: 0.5 + t)
      workspace.setInput(1, to: t)
      workspace.run()
      return workspace.scalarOutput(0) + workspace.scalarOutput(1) + workspace.scalarOutput(2)
    }
    var total = step(0.1)
    let runs = points < 1000 ? 1000 : 10
    let count = allocations {
      var index = 0
      while index < runs {
        total += step(0.001 * Double(index))
        index += 1
      }
    }
    #expect(count == 0)
    #expect(total.isFinite)
  }

  @Test("a thousand runs of operators of several fields")
  func operators() {
    let graph = Graph()
    let (a, b) = (graph.input(.field(25)), graph.input(.field(5)))
    let solution = DenseMatrix(a, rows: 5, columns: 5).solve(b)
    let value = sum(
      solveTridiagonal(lower: b[0..<4], diagonal: solution, upper: b[1..<5], solution))
    let slopes = gradient(of: value, withRespectTo: [a, b])
    let program = Program(graph, inputs: [a, b], outputs: [value] + slopes)
    let workspace = program.makeWorkspace()
    workspace.setInput(0, to: (0..<25).map { Double($0 * $0 % 7) })
    workspace.setInput(1, to: [1, 2, 3, 4, 5])
    workspace.run()
    #expect(allocations { for _ in 0..<1000 { workspace.run() } } == 0)
    #expect(workspace.scalarOutput(0).isFinite)
  }

  @Test("the part of a sweep that is repeated, point after point", arguments: [128, 2501])
  func sweptPart(_ points: Int) {
    let workspace = program(points, swept: [1]).makeWorkspace()
    workspace.setInput(0, to: 0.7)
    workspace.setInput(1, to: 0.3)
    workspace.setInput(2, to: (0..<points).map { 0.01 * Double($0) })
    workspace.runInvariant(sharing: nil)
    workspace.runVarying(sharing: nil)
    var total = 0.0
    let count = allocations {
      var index = 0
      while index < 1000 {
        workspace.setInput(1, to: 0.001 * Double(index))
        workspace.runVarying(sharing: nil)
        total += workspace.scalarOutput(0) + workspace.scalarOutput(2)
        index += 1
      }
    }
    #expect(count == 0)
    #expect(total.isFinite)
  }

  @Test("fields that a sweep changes are written from where they are")
  func sweptFields() {
    let workspace = program(128, swept: [2]).makeWorkspace()
    workspace.setInput(0, to: 0.7)
    workspace.setInput(1, to: 0.3)
    let fields = SweptField((0..<1280).map { 0.001 * Double($0) }, size: 128)
    workspace.setInput(2, to: fields, at: 0)
    workspace.run()
    var total = 0.0
    let count = allocations {
      var index = 0
      while index < 1000 {
        workspace.setInput(2, to: fields, at: index)
        workspace.runVarying(sharing: nil)
        total += workspace.scalarOutput(0)
        index += 1
      }
    }
    #expect(count == 0)
    #expect(total.isFinite)
  }
}

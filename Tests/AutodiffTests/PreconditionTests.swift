import Testing

@testable import Autodiff

/// Errors of the program stop it, like an index out of range, instead of giving a wrong number.
@Suite("Preconditions")
struct PreconditionTests {
  @Test("fields of different shapes")
  func shapes() async {
    await #expect(processExitsWith: .failure) {
      let graph = Graph()
      _ = graph.input(.field(2)) + graph.input(.field(3))
    }
  }

  @Test("values of different graphs")
  func graphs() async {
    await #expect(processExitsWith: .failure) { _ = Graph().input() + Graph().input() }
  }

  @Test("a bare number is no field")
  func numbers() async {
    await #expect(processExitsWith: .failure) { _ = broadcast(2, to: .field(3)) }
    await #expect(processExitsWith: .failure) { _ = reverse(2) }
  }

  @Test("a point that a field doesn't have")
  func points() async {
    await #expect(processExitsWith: .failure) { _ = Graph().input(.field(3))[3] }
    await #expect(processExitsWith: .failure) { _ = Graph().input(.field(3))[2..<4] }
  }

  @Test("operands of other shapes than an operator takes")
  func operands() async {
    await #expect(processExitsWith: .failure) {
      let graph = Graph()
      _ = DenseMatrix(graph.input(.field(6)), rows: 2, columns: 3) * graph.input(.field(2))
    }
    await #expect(processExitsWith: .failure) {
      _ = apply(Matrix(2, 2, seed: 1), Graph().input(.field(3)))
    }
    await #expect(processExitsWith: .failure) {
      _ = DenseMatrix(Graph().input(.field(5)), rows: 2, columns: 3)
    }
  }

  @Test("an output that depends on a variable that is no input")
  func unknownVariable() async {
    await #expect(processExitsWith: .failure) {
      let graph = Graph()
      let (x, y) = (graph.input(), graph.input())
      _ = Program(graph, inputs: [x], outputs: [x + y])
    }
  }
}

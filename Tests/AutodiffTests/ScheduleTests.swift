import Testing

@testable import Autodiff

@Suite("The order of computation")
struct ScheduleTests {
  /// The passes over fields that the outputs take.
  private func passes(_ graph: Graph, _ outputs: [Value]) -> Int {
    let needed = graph.needed(for: outputs.map(graph.node(of:)))
    return Schedule(graph, needed: needed).blocks.count {
      if case .fields = $0 { true } else { false }
    }
  }

  /// Σ|x − m| could follow the mean m at once, but a pass over x comes later anyway.
  @Test("a sum waits for a pass that there is anyway")
  func sumsWait() {
    let graph = Graph()
    let x = graph.input(.field(5))
    let y = exp(x)
    let spread = sum(abs(y - mean(y)))
    let z = apply(Matrix(5, 5, seed: 1), y)
    #expect(passes(graph, [spread]) == 2)
    // exp x, and z² with the spread
    #expect(passes(graph, [sum(square(z))]) == 2)
    #expect(passes(graph, [spread, sum(square(z))]) == 2)
  }

  @Test("a sum that another waits for does not wait itself")
  func sumsThatAreNeeded() {
    let graph = Graph()
    let x = graph.input(.field(5))
    let mean = mean(x)
    let variance = Autodiff.mean(square(x - mean))
    let skewness = Autodiff.mean(square(x - variance) * x)
    #expect(passes(graph, [skewness]) == 3)
    #expect(passes(graph, [mean, variance, skewness]) == 3)
  }

  @Test("values are the same wherever sums are placed", arguments: [1, 5, 1_500])
  func values(_ count: Int) {
    let graph = Graph()
    let x = graph.input(.field(count))
    let y = exp(x)
    let z = reverse(y) + 1
    let outputs = [sum(abs(y - mean(y))), sum(square(z)), sum(y)]
    let field = (0..<count).map { Double($0 % 7) / 7 }
    let together = Program(graph, inputs: [x], outputs: outputs).run([field])
    for (output, value) in zip(outputs, together) {
      #expect(Program(graph, inputs: [x], outputs: [output]).run([field])[0] == value)
    }
  }
}

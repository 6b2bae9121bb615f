import Testing

@testable import Autodiff

/// What was decided for the largest, the smallest and the norm of a field.
@Suite("Reductions")
struct ReductionTests {
  /// f, its gradient and its tangent along v.
  private func derivatives(
    _ f: (Value) -> Value, at x: [Double], along v: [Double]
  ) -> [[Double]] {
    let graph = Graph()
    let input = graph.input(.field(x.count))
    let value = f(input)
    let derivatives =
      gradient(of: value, withRespectTo: [input])
      + pushforward([(input, graph.constant(v))], to: [value])
    return Program(graph, inputs: [input], outputs: [value] + derivatives).run([x])
  }

  @Test("ties share the derivative equally")
  func ties() {
    let v = [8.0, 4, 2, 1]
    #expect(derivatives({ max($0) }, at: [1, 3, 2, 0], along: v) == [[3], [0, 1, 0, 0], [4]])
    let third = 1.0 / 3
    let three = derivatives({ max($0) }, at: [3, 3, 2, 3], along: v)
    #expect(three == [[3], [third, third, 0, third], [13 * third]])
    #expect(derivatives({ min($0) }, at: [1, 1, 2, 3], along: v) == [[1], [0.5, 0.5, 0, 0], [6]])
    #expect(derivatives({ max($0) }, at: [0, -0.0], along: [1, 3]) == [[0], [0.5, 0.5], [2]])
  }

  @Test("what is not the largest has no effect, whatever its derivative is")
  func masks() {
    let result = derivatives({ max(sqrt($0)) }, at: [0, 4, 1], along: [1, 1, 1])
    #expect(result == [[2], [0, 0.25, 0], [0.25]])
    let part = derivatives({ max($0[1..<3] * sqrt($0[1..<3])) }, at: [-1, 4, 0], along: [1, 1, 1])
    #expect(part == [[8], [0, 3, 0], [3]])
  }

  @Test("infinities, NaN, no points and a single number")
  func edges() {
    let graph = Graph()
    let (x, t) = (graph.input(.field(3)), graph.input())
    let program = Program(
      graph, inputs: [x, t], outputs: [max(x), min(x), norm(x), max(t), norm(t)])
    let (infinity, nan) = (Double.infinity, Double.nan)
    for (x, expected) in [
      ([1, infinity, 2], [infinity, 1, infinity, -3, 3]),
      ([-infinity, -infinity, -infinity], [-infinity, -infinity, infinity, -3, 3]),
      ([1, nan, 2], [nan, nan, nan, -3, 3]), ([nan, 1, infinity], [nan, nan, nan, -3, 3]),
    ] {
      #expect(program.run([x, [-3]]).joined().elementsEqual(expected) { ulps($0, $1) == 0 })
    }
    #expect(derivatives({ max($0) }, at: [], along: []) == [[-infinity], [], [0]])
    #expect(derivatives({ min($0) }, at: [], along: []) == [[infinity], [], [0]])
    #expect(derivatives({ norm($0) }, at: [], along: []) == [[0], [], [0]])
  }

  @Test("norms of any size", arguments: [1, 3, 4, 5, 9])
  func norms(_ count: Int) {
    let ones = [Double](repeating: 1, count: count)
    let length = Double(count).squareRoot()
    for size in [1e-300, 1e-150, 1, 1e150, 1e300] {
      let x = ones.map { size * $0 }
      let result = derivatives({ norm($0) }, at: x, along: ones)
      #expect(isClose(result[0][0], length * size, relative: 1e-15), "size \(size)")
      #expect(distance(result[1], ones.map { $0 / length }) < 1e-15, "size \(size)")
      #expect(isClose(result[2][0], length, relative: 1e-15), "size \(size)")
    }
    let zeros = ones.map { _ in 0.0 }
    #expect(derivatives({ norm($0) }, at: zeros, along: ones) == [[0], zeros, [0]])
  }

  @Test("a pole in a part that is not read has no effect")
  func unreadPoints() {
    for count in [3, 9, 1025] {
      let x = [4.0, 1] + [Double](repeating: 0, count: count - 2)
      let v = [Double](repeating: 1, count: count)
      let first = derivatives({ sqrt($0)[0] }, at: x, along: v)
      let rest = [Double](repeating: 0, count: count - 2)
      #expect(first[1] == [0.25, 0] + rest)
      let both = derivatives({ sum(log($0)[0..<2]) + sqrt($0)[1] }, at: x, along: v)
      #expect(both[1] == [0.25, 1.5] + rest)
      // Forward mode knows no more than the pole itself, of a value that nothing depends on.
      #expect(first[2] == [0.25])
      #expect(both[2] == [1.75])
    }
  }
}

import Autodiff
import Testing

@testable import Poisson

/// Circulant matrices against dense ones of the same entries, to second order, and the laws of the
/// operations on spectra.
@Suite("Circulant matrices")
struct CirculantTests {
  private static func field(_ count: Int, seed: UInt64) -> [Double] {
    var state = seed
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / Double(UInt64(1) << 53) - 0.5
    }
  }

  /// The dense matrix of a first column.
  private static func dense(_ c: Value) -> Autodiff.DenseMatrix {
    let count = c.shape.count
    let entries = (0..<count).flatMap { i in (0..<count).map { j in c[(i - j + count) % count] } }
    return Autodiff.DenseMatrix(concatenate(entries), rows: count, columns: count)
  }

  @Test(
    "products, solutions, gradients and Hessians are those of dense matrices",
    arguments: [1, 2, 3, 7, 8, 9])
  func againstDense(_ count: Int) {
    let graph = Graph()
    let (c, b) = (graph.input(.field(count)), graph.input(.field(count)))
    // Diagonally dominant.
    let column = c.replacing(0, with: c[0] + Double(count))
    let circulant = Circulant(firstColumn: column)
    let matrix = Self.dense(column)
    func derivatives(_ y: Value) -> [Value] {
      let value = sum(y * y * y)
      let slopes = gradient(of: value, withRespectTo: [c, b])
      let directions = [c, b].map { sin(3 * $0) }
      return [y] + slopes
        + hessianProduct(
          of: value, along: [(c, direction: directions[0]), (b, direction: directions[1])])
        + pushforward([(c, tangent: directions[0])], to: [y])
    }
    let outputs =
      derivatives(circulant * b) + derivatives(matrix * b)
      + derivatives(circulant.solve(b)) + derivatives(matrix.solve(b))
    let workspace = Program(graph, inputs: [c, b], outputs: outputs).makeWorkspace()
    workspace.setInput(0, to: Self.field(count, seed: 1))
    workspace.setInput(1, to: Self.field(count, seed: 2))
    workspace.run()
    let results = outputs.indices.map(workspace.output)
    for start in [0, 12] {
      for index in start..<start + 6 {
        let (fast, exact) = (results[index], results[index + 6])
        let scale = exact.reduce(1) { Swift.max($0, $1.magnitude) }
        let worst = zip(fast, exact).reduce(0) { Swift.max($0, ($1.0 - $1.1).magnitude) }
        #expect(worst <= 1e-12 * scale, "output \(index), seeds 1 and 2")
      }
    }
  }

  @Test("the laws of products and quotients of spectra", arguments: [false, true])
  func laws(_ isConjugated: Bool) {
    let maps: [any DifferentiableOperator] = [
      SpectralProduct(count: 8, isConjugated: isConjugated),
      SpectralQuotient(count: 8, isConjugated: isConjugated),
    ]
    for map in maps {
      let x = [Self.field(8, seed: 3).map { $0 + 1 }, Self.field(8, seed: 4)]
      let v = [Self.field(8, seed: 5), Self.field(8, seed: 6)]
      let w = Self.field(8, seed: 7)
      #expect(map.dotProductDefect(at: x, along: v, cotangent: w) < 1e-14, "seeds 3 to 7")
      #expect(map.tangentDefect(at: x, along: v) < 1e-9, "seeds 3 to 6")
    }
  }

  @Test("a singular matrix has NaN for a solution")
  func singular() {
    let graph = Graph()
    let c = graph.input(.field(4))
    let x = Circulant(firstColumn: c).solve(graph.constant([1, 2, 3, 4]))
    let workspace = Program(graph, inputs: [c], outputs: [x]).makeWorkspace()
    workspace.setInput(0, to: [1, -1, 1, -1])
    workspace.run()
    let areNaN = workspace.output(0).allSatisfy(\.isNaN)
    #expect(areNaN)
  }
}

import Testing

@testable import Autodiff

/// What tracing records: equal nodes once, and nothing that a rewrite makes superfluous.
@Suite("Graphs")
struct GraphTests {
  @Test("equal expressions are one node, also with operands of + and × exchanged")
  func commonSubexpressions() {
    let graph = Graph()
    let (x, y) = (graph.input(), graph.input(.field(3)))
    #expect((sin(x) + y * 3).isSame(as: sin(x) + y * 3))
    #expect((x + y).isSame(as: y + x))
    #expect((x * y).isSame(as: y * x))
    #expect(!(x - y).isSame(as: y - x))
    #expect(!(x / y).isSame(as: y / x))
    #expect(!sin(x).isSame(as: sin(y)))
    let count = graph.nodes.count
    _ = sin(x) + y * 3
    #expect(graph.nodes.count == count)
  }

  @Test("each input is a variable of its own")
  func inputs() {
    let graph = Graph()
    #expect(!graph.input().isSame(as: graph.input()))
    #expect(!graph.constant([1, 2]).isSame(as: graph.constant([1, 2])))
  }

  @Test("0 and −0 are different constants")
  func signedZero() {
    let graph = Graph()
    #expect(graph.constant(0.0) != graph.constant(-0.0))
    #expect(graph.constant(.nan) == graph.constant(.nan))
  }

  @Test("shapes")
  func shapes() {
    let graph = Graph()
    let (t, x) = (graph.input(), graph.input(.field(4)))
    #expect(Value(2).shape == .scalar)
    #expect((t + 1).shape == .scalar)
    #expect((t + x).shape == .field(4))
    #expect((x / t).shape == .field(4))
    #expect(sum(x).shape == .scalar)
    #expect(broadcast(t, to: .field(2)).shape == .field(2))
    #expect(apply(Matrix(3, 4, seed: 1), x).shape == .field(3))
    #expect(Shape.scalar.count == 1)
    #expect(Shape.field(0).count == 0)
    #expect(!Shape.field(1).isScalar)
  }

  /// What each rewrite does, and that it is done only when it is switched on.
  @Test("rewrites, one by one")
  func rewrites() {
    func same(
      _ simplifications: Simplifications, _ f: (_ t: Value, _ x: Value) -> (Value, Value)
    ) -> Bool {
      let graph = Graph(simplifications: simplifications)
      let (a, b) = f(graph.input(), graph.input(.field(3)))
      return a.isSame(as: b)
    }
    let map = Matrix(3, 3, seed: 1)
    let neutral: [(Value, Value) -> (Value, Value)] = [
      { _, x in (x + 0, x) }, { _, x in (0 + x, x) }, { _, x in (x - 0, x) },
      { _, x in (x * 1, x) }, { _, x in (1 * x, x) }, { _, x in (x / 1, x) },
    ]
    let signs: [(Value, Value) -> (Value, Value)] = [
      { _, x in (x * -1, -x) }, { _, x in (-1 * x, -x) }, { _, x in (-(-x), x) },
      { t, x in (t + -x, t - x) }, { t, x in (-x + t, t - x) }, { t, x in (t - -x, t + x) },
      { _, x in (0 - x, -x) },
    ]
    let squares: [(Value, Value) -> (Value, Value)] = [
      { t, _ in (t * t, square(t)) }, { _, x in (x * x, square(x)) },
    ]
    let linearity: [(Value, Value) -> (Value, Value)] = [
      { t, x in (sum(t * x), t * sum(x)) }, { t, x in (sum(x * t), t * sum(x)) },
      { _, x in (sum(-x), -sum(x)) },
      { t, x in (apply(map, t * x), t * apply(map, x)) },
      { t, x in (apply(map, -(t * x)), -(t * apply(map, x))) },
    ]
    let scalarFactors: [(Value, Value) -> (Value, Value)] = [
      { t, x in (x / t, reciprocal(t) * x) }, { t, x in (exp(x) * (t * x), t * (exp(x) * x)) },
      { t, x in (t * (exp(t) * x), (t * exp(t)) * x) },
      { t, x in (t * x + t * exp(x), t * (x + exp(x))) },
      { t, x in (t * x - t * exp(x), t * (x - exp(x))) },
      { t, x in (square(t * x), square(t) * square(x)) },
      { t, x in ((t * x) / exp(x), t * (x / exp(x))) }, { t, x in (-(t * x), -t * x) },
    ]
    for (rule, examples) in [
      (Simplifications.neutralElements, neutral), (.signs, signs), (.squares, squares),
      (.linearity, linearity), (.scalarFactors, scalarFactors),
    ] {
      for (index, example) in examples.enumerated() {
        #expect(same(rule, example), "example \(index) of rule \(rule.rawValue)")
        #expect(same(.all, example), "example \(index) of rule \(rule.rawValue), all rules")
        #expect(
          !same(.all.subtracting(rule), example), "example \(index) without \(rule.rawValue)")
      }
    }
  }

  /// A rewrite must not turn a field into a scalar.
  @Test("neutral elements keep shapes")
  func shapesSurvive() {
    let graph = Graph()
    let x = graph.input(.field(3))
    let zero = broadcast(Value(graph, graph.constant(0)), to: .field(3))
    #expect((zero + 0 * x).shape == .field(3))
    #expect((0 / x).shape == .field(3))
    #expect((0 * x).shape == .field(3))
  }
}

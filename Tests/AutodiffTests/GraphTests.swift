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
  }

  @Test("equal known fields are one, but for the sign of a zero")
  func knownFields() {
    let graph = Graph()
    #expect(graph.constant([1, 0]).isSame(as: graph.constant([1, 0])))
    #expect(!graph.constant([1, 0]).isSame(as: graph.constant([1, -0.0])))
    #expect(!graph.constant([1, 0]).isSame(as: graph.constant([1, 0, 0])))
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
      { t, x in
        let (f, g, h) = (exp(x), sin(x), cos(x))
        return (sum(f * (t * g - t * t * h)), t * sum(f * g) + -(t * t) * sum(f * h))
      },
      { _, x in (apply(Deviation(), x), x - x[0]) },
      { t, x in (apply(Deviation(), t * exp(x)), t * (exp(x) - exp(x)[0])) },
    ]
    let scalarFactors: [(Value, Value) -> (Value, Value)] = [
      { t, x in (x / t, reciprocal(t) * x) }, { t, x in (exp(x) * (t * x), t * (exp(x) * x)) },
      { t, x in (t * (exp(t) * x), (t * exp(t)) * x) },
      { t, x in (t * x + t * exp(x), t * (x + exp(x))) },
      { t, x in (t * x - t * exp(x), t * (x - exp(x))) },
      { t, x in (square(t * x), square(t) * square(x)) },
      { t, x in ((t * x) / exp(x), t * (x / exp(x))) }, { t, x in (-(t * x), -t * x) },
      { t, x in (abs(t * x), abs(t) * abs(x)) },
    ]
    let constants: [(Value, Value) -> (Value, Value)] = [
      { _, x in (square(known([1, 2, 4], x)) * x, known([1, 4, 16], x) * x) },
      { _, x in
        (known([1, 2, 4], x) * (x * known([3, 1, 2], x)), known([3, 2, 8], x) * x)
      },
      { _, x in (square(exp(x) * known([3, 1, 2], x)), known([9, 1, 4], x) * square(exp(x))) },
      { t, x in (sum(known([1, 2, 4], x)) * t, 7 * t) },
      { _, x in (apply(map, known([1, 0, 0], x)) * x, known(map([1, 0, 0]), x) * x) },
      { t, x in
        let (c, d) = (known([1, 2, 4], x), known([3, 1, 0], x))
        return (c * (exp(x) + t * d), c * exp(x) + c * (t * d))
      },
      { t, _ in (t / 8, t * 0.125) }, { t, _ in (t / -0x1p300, t * -0x1p-300) },
    ]
    let transform = Rotation()
    let diagonals: [(Value, Value) -> (Value, Value)] = [
      { _, x in (apply(Rotation(), apply(transform, exp(x))), known([4, 4, 4], x) * exp(x)) },
      { _, x in
        (sum(square(apply(transform, exp(x)))), sum(known([4, 4, 4], x) * (exp(x) * exp(x))))
      },
    ]
    for (rule, examples) in [
      (Simplifications.neutralElements, neutral), (.signs, signs), (.squares, squares),
      (.linearity, linearity), (.scalarFactors, scalarFactors), (.constants, constants),
      (.diagonals, diagonals),
    ] {
      for (index, example) in examples.enumerated() {
        #expect(same(rule, example), "example \(index) of rule \(rule.rawValue)")
        #expect(same(.all, example), "example \(index) of rule \(rule.rawValue), all rules")
        #expect(
          !same(.all.subtracting(rule), example), "example \(index) without \(rule.rawValue)")
      }
    }
  }

  @Test("permutations of equal parameters are one")
  func permutations() {
    let graph = Graph()
    let x = graph.input(.field(5))
    #expect(reverse(x).isSame(as: reverse(x)))
    #expect(circularShift(x, by: 2).isSame(as: circularShift(x, by: -3)))
    #expect(!circularShift(x, by: 2).isSame(as: circularShift(x, by: 3)))
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

/// A known field, in the graph of another value.
private func known(_ field: [Double], _ x: Value) -> Value {
  guard let graph = x.graph else { preconditionFailure("x belongs to a graph") }
  return graph.constant(field)
}

/// x ↦ 2 (x₁, x₀, x₂): twice an involution, so that its square and its Gram matrix are 4.
private final class Rotation: LinearOperator {
  var inputCount: Int { 3 }
  var outputCount: Int { 3 }
  var scratchCount: Int { 0 }
  var transpose: any LinearOperator { self }
  var gramDiagonal: [Double]? { [4, 4, 4] }

  func apply(
    _ x: Span<Double>, into y: inout MutableSpan<Double>, scratch: inout MutableSpan<Double>
  ) {
    y[0] = 2 * x[1]
    y[1] = 2 * x[0]
    y[2] = 2 * x[2]
  }

  func diagonal(ofProductWith inner: any LinearOperator) -> [Double]? {
    inner is Rotation ? [4, 4, 4] : nil
  }
}

/// What is left of a field without its first value, in operations of the graph.
private final class Deviation: LinearOperator {
  var inputCount: Int { 3 }
  var outputCount: Int { 3 }
  var scratchCount: Int { 0 }
  var transpose: any LinearOperator { self }
  var imageOfOnes: [Double]? { [0, 0, 0] }

  func expansion(of x: Value) -> Value? { x - x[0] }

  func apply(
    _ x: Span<Double>, into y: inout MutableSpan<Double>, scratch: inout MutableSpan<Double>
  ) {
    for i in 0..<3 { y[i] = x[i] - x[0] }
  }
}

import Testing

@testable import Autodiff

/// Every operation on fields without a point. Those with one are among the laws of operations; what
/// needs a point says so (`PreconditionTests`), and the largest of none is infinite (`ReductionTests`).
@Suite("Fields without a point")
struct SmallFieldTests {
  /// What takes an element, or makes one up, in the cases of the laws.
  private static let needsPoint: Set = [
    "element", "replacing", "max", "min", "a traced operator", "a tridiagonal solution",
  ]

  static let cases = OperationCase.all.filter { tested in
    tested.shapes.contains { $0.shape(0).count == 0 } && !needsPoint.contains(tested.name)
  }

  /// Sums over nothing are 0, and the mean 0/0.
  private static let numbers = ["sum": 0.0, "dot": 0, "norm": 0, "mean": Double.nan]

  /// w · J v = Jᵀ w · v exactly, as there is at most one addend; the same for second derivatives.
  @Test("values and derivatives of both modes and orders", arguments: cases)
  func empty(_ tested: OperationCase) {
    let traced = TracedCase(tested, length: 0, seed: 1)
    let slopes = gradient(of: traced.objective, withRespectTo: traced.x)
    let program = traced.compile(
      [traced.result, traced.tangent] + slopes
        + traced.pushforward(along: traced.v, of: slopes)
        + traced.pushforward(along: traced.u, of: slopes))
    let outputs = traced.run(program, in: program.makeWorkspace())
    let arity = traced.x.count
    #expect(outputs.map(\.count) == program.outputShapes.map(\.count))
    if let number = Self.numbers[tested.name] {
      #expect(ulps(outputs[0][0], number) == 0)
      return
    }
    let areFinite = outputs.joined().allSatisfy(\.isFinite)
    #expect(areFinite)
    let (u, v) = (traced.values.u, traced.values.v)
    let slope = Array(outputs[2..<2 + arity])
    #expect(dot(traced.values.w, outputs[1]) == dot(slope, v), "seed 1")
    let hv = Array(outputs[(2 + arity)..<(2 + 2 * arity)])
    let hu = Array(outputs[(2 + 2 * arity)...])
    #expect(dot(u, hv) == dot(v, hu), "seed 1")
    if outputs[0].isEmpty {
      #expect(slope.joined().allSatisfy { $0 == 0 }, "nothing depends on any number")
    }
  }

  @Test("the cases are of every kind")
  func coverage() {
    #expect(Self.cases.count > Elementwise.table.count)
    for name in ["sum", "broadcast", "slice", "concatenate", "pad", "reverse", "circularShift"] {
      #expect(Self.cases.contains { $0.name == name }, "\(name)")
    }
    for name in ["a matrix", "a dense product", "outer", "a dense solution"] {
      #expect(Self.cases.contains { $0.name == name }, "\(name)")
    }
  }

  /// Lengths that the cases of the laws can't have: the diagonals beside the main one are one shorter.
  @Test("a tridiagonal solution of one equation and of none, in both modes", arguments: [0, 1])
  func tridiagonal(_ count: Int) {
    let graph = Graph()
    let lower = graph.input(.field(0))
    let (diagonal, b) = (graph.input(.field(count)), graph.input(.field(count)))
    let upper = graph.input(.field(0))
    let x = solveTridiagonal(lower: lower, diagonal: diagonal, upper: upper, b)
    let all = [lower, diagonal, upper, b]
    let slopes = gradient(of: sum(square(x)), withRespectTo: all)
    let tangent = pushforward([(diagonal, 1), (b, 1)], to: [x])
    let program = Program(graph, inputs: all, outputs: [x] + slopes + tangent)
    let (d, right) = ([4.0].prefix(count), [2.0].prefix(count))
    // x = b/d: Σx² has the derivatives −2 b²/d³ and 2 b/d², and x changes by 1/d − b/d².
    let results = program.run([[], Array(d), [], Array(right)])
    let expected = [[0.5], [], [-0.125], [], [0.25], [0.125]].map { Array($0.prefix(count)) }
    #expect(results == expected)
  }
}

import Testing

@testable import Autodiff

/// The laws that every operation obeys. The cases of elementwise functions come from their table: a
/// new row is tested as soon as it is there.
@Suite("Laws of operations")
struct OperationLawsTests {
  /// Several points per case, taken together: at a single one the leading term of a remainder may
  /// happen to vanish.
  static func seeds(length: Int) -> Range<UInt64> { length > 100 ? 1..<4 : 1..<7 }

  /// Remainders of the models of f of orders 1, 2 and 3 by forward mode, of orders 1 and 2 of w · f by
  /// reverse mode. The asymptotic orders are 2, 3 and 4; 0.1 less allows for the next term at ε = 0.01.
  ///
  /// Values are of the order of 10 at most and come from functions good to an ulp: 1e-14 per root of
  /// the number of values added is above round-off, and far below a second-order remainder (1e-10).
  @Test("Taylor remainders", arguments: OperationCase.all)
  func taylor(_ tested: OperationCase) throws {
    for length in tested.lengths {
      let seeds = Self.seeds(length: length)
      let runs = seeds.map { seed in
        TaylorRun(TracedCase(tested, length: length, seed: seed))
      }
      let place: Comment = "length \(length), seeds \(seeds)"
      try #require(
        runs.allSatisfy { $0.start.allSatisfy { largest($0).isFinite } },
        "not finite at \(place): does the row want a SamplingDomain?")
      let scale = 1e-14 * Double(runs.count * length).squareRoot()
      let floor = scale * max(1, runs.map { norm($0.start[0]) }.max() ?? 1)
      for order in 1...3 {
        let forward = observedOrder(floor: floor) { epsilon in
          norm(runs.map { $0.forwardRemainder(epsilon, order: order) })
        }
        #expect(forward >= Double(order) + 0.9, "forward mode, order \(order), \(place)")
      }
      for order in 1...2 {
        let reverse = observedOrder(floor: floor) { epsilon in
          norm(runs.map { $0.reverseRemainder(epsilon, order: order) })
        }
        #expect(reverse >= Double(order) + 0.9, "reverse mode, order \(order), \(place)")
      }
    }
  }

  /// w · J v = Jᵀ w · v. Both sides add the same products in another order: round-off, to which
  /// 1e-12 of the vectors' sizes leaves a margin of a thousand.
  @Test("dot product: forward against reverse mode", arguments: OperationCase.all)
  func dotProduct(_ tested: OperationCase) {
    for length in tested.lengths {
      let traced = TracedCase(tested, length: length, seed: 11)
      let cotangents = pullback([(traced.result, traced.w)], to: traced.x)
      let program = traced.compile([traced.tangent] + cotangents)
      let outputs = traced.run(program, in: program.makeWorkspace())
      let (v, w) = (traced.values.v, traced.values.w)
      let forward = dot(w, outputs[0])
      let reverse = dot(Array(outputs[1...]), v)
      let scale = norm(w) * norm(outputs[0]) + norm(Array(outputs[1...])) * norm(v)
      #expect(Swift.abs(forward - reverse) <= 1e-12 * scale, "length \(length), seed 11")
      #expect(scale > 0 || tested.isPiecewiseConstant, "length \(length), seed 11")
    }
  }

  /// u · H v = v · H u for the Hessian H of w · f; forward over reverse mode gives the same H v
  /// as reverse over reverse, and as differences of gradients: of fourth order with steps of 1e-3 on
  /// functions that vary on the scale of 0.1 or more, which are good to 1e-7.
  @Test(
    "the Hessian is symmetric, and the derivative of the gradient", arguments: OperationCase.all)
  func hessian(_ tested: OperationCase) {
    for length in tested.lengths {
      let traced = TracedCase(tested, length: length, seed: 21)
      let slope = gradient(of: traced.objective, withRespectTo: traced.x)
      let alongV = zip(slope, traced.v).reduce(Value(0)) { $0 + sum($1.0 * $1.1) }
      let program = traced.compile(
        traced.pushforward(along: traced.v, of: slope)
          + traced.pushforward(along: traced.u, of: slope)
          + gradient(of: alongV, withRespectTo: traced.x) + slope)
      let workspace = program.makeWorkspace()
      let arity = traced.x.count
      let outputs = traced.run(program, in: workspace)
      let hv = Array(outputs[..<arity])
      let hu = Array(outputs[arity..<2 * arity])
      let reverse = Array(outputs[2 * arity..<3 * arity])
      let (u, v) = (traced.values.u, traced.values.v)
      let scale = norm(u) * norm(hv) + norm(v) * norm(hu)
      #expect(Swift.abs(dot(u, hv) - dot(v, hu)) <= 1e-12 * scale, "length \(length), seed 21")
      #expect(
        norm(moved(hv, by: -1, along: reverse)) <= 1e-12 * norm(hv), "length \(length), seed 21")

      func slopes(at epsilon: Double) -> [[Double]] {
        Array(traced.run(program, at: epsilon, in: workspace)[(3 * arity)...])
      }
      let step = 1e-3
      let near = moved(slopes(at: step), by: -1, along: slopes(at: -step))
      let far = moved(slopes(at: 2 * step), by: -1, along: slopes(at: -2 * step))
      let zero = hv.map { [Double](repeating: 0, count: $0.count) }
      let differences = moved(
        moved(zero, by: 8 / (12 * step), along: near), by: -1 / (12 * step), along: far)
      let size = norm(hv) + norm(Array(outputs[(3 * arity)...]))
      #expect(
        norm(moved(hv, by: -1, along: differences)) <= 1e-7 * size, "length \(length), seed 21")
    }
  }
}

/// An operation's values along a line, and their derivatives at its start.
private struct TaylorRun {
  let v: [[Double]]
  /// f, its first three derivatives, w · f, its gradient and H v.
  let start: [[Double]]
  /// f and w · f at points of the line, by ε.
  let ends: [Double: (field: [Double], objective: Double)]

  init(_ traced: TracedCase) {
    v = traced.values.v
    let gradient = gradient(of: traced.objective, withRespectTo: traced.x)
    let second = traced.pushforward(along: traced.v, of: [traced.tangent] + gradient)
    let third = traced.pushforward(along: traced.v, of: [second[0]])
    let derivatives = traced.compile(
      [traced.result, traced.tangent, second[0], third[0], traced.objective]
        + gradient + second[1...])
    start = traced.run(derivatives, in: derivatives.makeWorkspace())
    let values = traced.compile([traced.result, traced.objective])
    let workspace = values.makeWorkspace()
    ends = Dictionary(
      uniqueKeysWithValues: taylorSteps.map { epsilon in
        let end = traced.run(values, at: epsilon, in: workspace)
        return (epsilon, (end[0], end[1][0]))
      })
  }

  /// f(x + ε v) less its model.
  func forwardRemainder(_ epsilon: Double, order: Int) -> [Double] {
    let factors = [1, epsilon, epsilon * epsilon / 2, epsilon * epsilon * epsilon / 6]
    return (0...order).reduce([ends[epsilon]?.field ?? []]) {
      moved($0, by: -factors[$1], along: [start[$1]])
    }[0]
  }

  /// w · f(x + ε v) less its model.
  func reverseRemainder(_ epsilon: Double, order: Int) -> [Double] {
    let slope = dot(Array(start[5..<5 + v.count]), v)
    let curvature = order == 2 ? dot(Array(start[(5 + v.count)...]), v) : 0
    let value = ends[epsilon]?.objective ?? .nan
    return [value - start[4][0] - epsilon * slope - epsilon * epsilon / 2 * curvature]
  }
}

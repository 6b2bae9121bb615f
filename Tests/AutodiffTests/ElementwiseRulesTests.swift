import Testing

@testable import Autodiff

/// The laws that every row of the table of elementwise functions obeys. The cases come from the
/// table: a new row is tested as soon as it is there.
@Suite("Rules of elementwise functions")
struct ElementwiseRulesTests {
  /// The rows whose derivative is 0.
  static let piecewiseConstant: Set<Elementwise> = [
    .sign, .floor, .less, .lessOrEqual, .equal, .notEqual, .step,
  ]

  /// Several points per case, taken together: at a single one the leading term of a remainder may
  /// happen to vanish.
  static func seeds(length: Int) -> Range<UInt64> { length > 128 ? 1..<3 : 1..<7 }

  /// Remainders of the first- and second-order models of f by forward mode, of w · f by reverse
  /// mode. The asymptotic orders are 2 and 3; 1.9 and 2.9 allow for the next term at ε = 0.01.
  ///
  /// Values are of the order of 10 at most and come from functions good to an ulp: 1e-14 per root of
  /// the number of values added is above round-off, and far below a second-order remainder (1e-10).
  @Test("Taylor remainders", arguments: ElementwiseCase.all)
  func taylor(_ parts: ElementwiseCase) throws {
    for length in parts.lengths {
      let cases = Self.seeds(length: length).map { TracedCase(parts, length: length, seed: $0) }
      let runs = cases.map { traced in
        let gradient = gradient(of: traced.objective, withRespectTo: traced.x)
        let second = traced.pushforward(along: traced.v, of: [traced.tangent] + gradient)
        let program = traced.compile(
          [traced.result, traced.tangent, second[0], traced.objective] + gradient + second[1...])
        let workspace = program.makeWorkspace()
        let start = traced.run(program, in: workspace)
        let arity = parts.row.arity
        let v = traced.values.v
        return (
          start: start, slope: dot(Array(start[4..<4 + arity]), v),
          curvature: dot(Array(start[(4 + arity)...]), v),
          at: { (epsilon: Double) in traced.run(program, at: epsilon, in: workspace) }
        )
      }
      try #require(
        runs.allSatisfy { $0.start.joined().allSatisfy(\.isFinite) },
        "not finite at length \(length): does the row want a SamplingDomain?")
      let scale = 1e-14 * Double(runs.count * length).squareRoot()
      let floor = scale * max(1, runs.map { norm($0.start[0]) }.max() ?? 1)

      /// The remainders of f and of w · f, with the second-order term or without.
      func remainder(_ epsilon: Double, order: Int) -> (field: Double, objective: Double) {
        let half = order == 2 ? 0.5 * epsilon * epsilon : 0
        var fields: [Double] = []
        var objectives: [Double] = []
        for run in runs {
          let end = run.at(epsilon)
          for index in end[0].indices {
            fields.append(
              end[0][index] - run.start[0][index] - epsilon * run.start[1][index]
                - half * run.start[2][index])
          }
          objectives.append(
            end[3][0] - run.start[3][0] - epsilon * run.slope - half * run.curvature)
        }
        return (norm(fields), norm(objectives))
      }
      for (order, least) in [(1, 1.9), (2, 2.9)] {
        let forward = observedOrder(floor: floor) { remainder($0, order: order).field }
        let reverse = observedOrder(floor: floor) { remainder($0, order: order).objective }
        #expect(forward >= least, "forward mode, model of order \(order), length \(length)")
        #expect(reverse >= least, "reverse mode, model of order \(order), length \(length)")
      }
    }
  }

  /// w · J v = Jᵀ w · v. Both sides add the same products in another order: round-off, to which
  /// 1e-12 of the vectors' sizes leaves a margin of a thousand.
  @Test("dot product: forward against reverse mode", arguments: ElementwiseCase.all)
  func dotProduct(_ parts: ElementwiseCase) {
    for length in parts.lengths {
      let traced = TracedCase(parts, length: length, seed: 11)
      let cotangents = pullback([(traced.result, traced.w)], to: traced.x)
      let program = traced.compile([traced.tangent] + cotangents)
      let outputs = traced.run(program, in: program.makeWorkspace())
      let (v, w) = (traced.values.v, traced.values.w)
      let forward = dot(w, outputs[0])
      let reverse = dot(Array(outputs[1...]), v)
      let scale = norm(w) * norm(outputs[0]) + norm(Array(outputs[1...])) * norm(v)
      #expect(Swift.abs(forward - reverse) <= 1e-12 * scale, "length \(length)")
      #expect(scale > 0 || Self.piecewiseConstant.contains(parts.row), "length \(length)")
    }
  }

  /// u · H v = v · H u for the Hessian H of w · f, and forward over reverse mode gives the same H v
  /// as reverse over reverse.
  @Test("the Hessian is symmetric", arguments: ElementwiseCase.all)
  func hessian(_ parts: ElementwiseCase) {
    for length in parts.lengths {
      let traced = TracedCase(parts, length: length, seed: 21)
      let slope = gradient(of: traced.objective, withRespectTo: traced.x)
      let alongV = zip(slope, traced.v).reduce(Value(0)) { $0 + sum($1.0 * $1.1) }
      let program = traced.compile(
        traced.pushforward(along: traced.v, of: slope)
          + traced.pushforward(along: traced.u, of: slope)
          + gradient(of: alongV, withRespectTo: traced.x))
      let outputs = traced.run(program, in: program.makeWorkspace())
      let arity = parts.row.arity
      let hv = Array(outputs[..<arity])
      let hu = Array(outputs[arity..<2 * arity])
      let reverse = Array(outputs[(2 * arity)...])
      let (u, v) = (traced.values.u, traced.values.v)
      let scale = norm(u) * norm(hv) + norm(v) * norm(hu)
      #expect(Swift.abs(dot(u, hv) - dot(v, hu)) <= 1e-12 * scale, "length \(length)")
      #expect(norm(moved(hv, by: -1, along: reverse)) <= 1e-12 * norm(hv), "length \(length)")
    }
  }
}

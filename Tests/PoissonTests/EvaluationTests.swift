import Autodiff
import Expressions
import Poisson
import Testing
import Workers

@Suite("Evaluations")
struct EvaluationTests {
  @Test("a density that is no number is an error, never an answer", arguments: Scheme.catalogue)
  func nonFiniteDensity(_ scheme: Scheme) {
    for parameters in [["sigma": 1e-200], ["t": .nan], ["t": .infinity], ["mu": .nan]] {
      for compatibility in Compatibility.allCases {
        let error = #expect(throws: EvaluationError.self) {
          try evaluatePoisson(
            scheme: scheme, parameters: parameters, compatibility: compatibility)
        }
        guard case .nonFiniteDensity(let culprit?, point: 0) = error else {
          Issue.record("\(String(describing: error))")
          continue
        }
        #expect(!culprit.cause.part.value.isFinite)
      }
    }
  }

  @Test("results that overflow are errors, and say which")
  func overflow() {
    #expect(throws: EvaluationError.nonFinite(.value("value"), point: 1)) {
      try evaluate(
        .densityGaussian, objective: .sum, points: 3,
        columns: ["n0": .values([1, .greatestFiniteMagnitude])], count: 2)
    }
    // √t is 0 at t = 0, and its derivative infinite.
    #expect(throws: EvaluationError.nonFinite(.derivative(of: "value", by: "t"), point: 0)) {
      var problem = try Model.densityGaussian.problem(variables: [0])
      problem.density = try Expression(parsing: "n0 + sqrt(t)")
      problem.parameters = ["t", "n0", "length"]
      _ = try CompiledProblem(problem).evaluate(
        [.constant(0), .constant(1), .constant(2)], count: 1)
    }
  }

  /// Whatever the parameters: finite answers, or an error.
  @Test("extreme parameters", arguments: Scheme.catalogue.map(Optional.some) + [nil])
  func extremes(_ scheme: Scheme?) throws {
    let model = scheme == nil ? Model.densityGaussian : .poissonGaussian
    let magnitudes = [
      .leastNonzeroMagnitude, 1e-300, 1e-160, 1e-80, 1e-8, 1, 1e3, 1e8, 1e80, 1e154, 1e160, 1e300,
      .greatestFiniteMagnitude,
    ]
    let compiled = try Compatibility.allCases.map { compatibility in
      try CompiledProblem(
        model.problem(scheme: scheme, start: 0, points: 16, compatibility: compatibility))
    }
    for parameter in model.parameters.indices {
      for magnitude in magnitudes {
        for value in model.parameters[parameter].mustBePositive
          ? [magnitude] : [magnitude, -magnitude]
        {
          var columns = model.parameters.map { SweepColumn.constant($0.defaultValue) }
          columns[parameter] = .constant(value)
          for compiled in compiled {
            guard let result = try? compiled.evaluate(columns, count: 1) else { continue }
            #expect(result.value[0].isFinite)
            #expect(result.slopes.allSatisfy { $0.isFinite })
            #expect(result.removedMean?[0].isFinite ?? true)
          }
        }
      }
    }
  }

  @Test("any number of threads gives the same bits", arguments: Scheme.catalogue)
  func threads(_ scheme: Scheme) throws {
    let columns = ["t": SweepColumn.values((0..<629).map { 0.01 * Double($0) })]
    func bits(_ workers: Int?) throws -> [[UInt64]] {
      try evaluate(
        .poissonGaussian, scheme: scheme, columns: columns, count: 629,
        workers: workers.map { WorkerPool(workerCount: $0) }
      ).bits
    }
    let alone = try bits(nil)
    #expect(alone.map(\.count) == [Int](repeating: 629, count: 7))
    for workers in [1, 2, 8] { try #expect(bits(workers) == alone) }
  }

  @Test("a sweep over another parameter, and a point of it alone")
  func otherSweep() throws {
    let widths = (0..<50).map { 0.2 + 0.005 * Double($0) }
    let sweep = try evaluate(.poissonGaussian, columns: ["sigma": .values(widths)], count: 50)
    let single = try evaluatePoisson(scheme: .spectral, parameters: ["sigma": widths[17]])
    #expect(single.value[0] == sweep.value[17])
    #expect(single.slopes == sweep.gradient.map { $0[17] })
  }

  @Test("no points, and a cancelled evaluation")
  func degenerate() throws {
    let empty = try evaluate(.poissonGaussian, columns: ["t": .values([])], count: 0)
    #expect(empty.value.isEmpty)
    #expect(empty.gradient.allSatisfy { $0.isEmpty })
    let model = Model.poissonGaussian
    let compiled = try CompiledProblem(model.problem(points: 16, variables: [0]))
    let columns = model.parameters.map {
      SweepColumn.constant($0.defaultValue)
    }
    #expect(throws: EvaluationError.cancelled) {
      try compiled.evaluate(columns, count: 10, isCancelled: { true })
    }
  }
}

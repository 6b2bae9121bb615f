import Autodiff
import HTTPCore
import JSON
import Poisson
import Workers

/// What a document asks for: from the problem to the answer.
struct Computation {
  let document: ProblemDocument
  let purpose: ProblemDocument.Purpose
  let core: ServiceCore
  var timing: ServerTiming
  let isCancelled: @Sendable () -> Bool

  /// Compiles what is not in the cache, computes with the help of idle workers, and encodes.
  mutating func answer() throws(Refusal) -> HTTPResponse {
    try document.checkCost(core.limits)
    return try answer(try compiled(document.problem), workers: core.workers)
  }

  /// Computes and encodes.
  mutating func answer(
    _ compiled: CompiledProblem, workers: WorkerPool?
  ) throws(Refusal) -> HTTPResponse {
    try document.check(costOf: compiled, core.limits)
    let inputs = document.columns()
    let evaluation = try evaluate(compiled, inputs, workers)
    var answer = EvaluationAnswer(
      document: document, parameters: Array(inputs.prefix(document.problem.parameters.count)),
      evaluation: evaluation, includesGradient: purpose == .gradient)
    if document.form.wantsErrorEstimate { try estimateErrors(of: &answer, inputs) }
    do throws(JSONError) {
      let body = try timing.measure(.encode) { () throws(JSONError) in try answer.encoded() }
      var response = HTTPResponse(.ok, json: body)
      response.headers.append("Server-Timing", timing.description)
      core.metrics.countComputation(
        gradient: purpose == .gradient, points: document.sweep.count, timing)
      return response
    } catch {
      throw Refusal(.internalServerError, code: "\(error.code)", error.message)
    }
  }

  /// Estimates errors by a coarser grid, whose own are no reason to refuse the answer.
  private mutating func estimateErrors(
    of answer: inout EvaluationAnswer, _ inputs: [SweepColumn]
  ) throws(Refusal) {
    guard let coarser = document.problem.coarsened else { return }
    do throws(Refusal) {
      let coarse = try evaluate(try compiled(coarser), inputs, core.workers)
      answer.errors = document.problem.errorEstimate(fine: answer.evaluation, coarse: coarse)
    } catch {
      if error.isCancellation { throw error }
      answer.failedEstimate = error.errors.first?.message
    }
  }

  private mutating func compiled(_ problem: Problem) throws(Refusal) -> CompiledProblem {
    let (core, document, isCancelled) = (core, document, isCancelled)
    return try timing.measure(.compile) { () throws(Refusal) in
      do throws(ProblemErrors) {
        return try core.cache.compiled(problem, isCancelled: isCancelled)
      } catch {
        throw Refusal(error, in: document)
      }
    }
  }

  private mutating func evaluate(
    _ compiled: CompiledProblem, _ inputs: [SweepColumn], _ workers: WorkerPool?
  ) throws(Refusal) -> Evaluation {
    let (document, isCancelled) = (document, isCancelled)
    do throws(EvaluationError) {
      return try timing.measure(.compute) { () throws(EvaluationError) in
        try compiled.evaluate(
          inputs, count: document.sweep.count, workers: workers,
          density: document.problem.density, isCancelled: isCancelled)
      }
    } catch {
      throw Refusal(error, in: document)
    }
  }
}

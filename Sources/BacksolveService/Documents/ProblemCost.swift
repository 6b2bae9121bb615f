import Autodiff
import HTTPCore
import JSON
package import Poisson

extension ProblemDocument {
  /// Refuses a computation that takes too many operations whatever compiling it would tell.
  package func checkCost(_ limits: ServiceLimits) throws(Refusal) {
    let reading = problem.readOperations * Double(sweep.count)
    guard reading <= Double(limits.operations) else {
      throw refusal(
        "at most \(limits.operations) operations",
        "some \(Int(min(reading, 0x1p62))) to read fields where something was measured")
    }
    try checkOperations(perPoint: problem.iterationOperations, limits)
  }

  /// Refuses a computation whose cost, known once it is compiled, is beyond the limits: before memory is
  /// taken for it.
  package func check(costOf compiled: CompiledProblem, _ limits: ServiceLimits) throws(Refusal) {
    let bytes = compiled.workspaceByteCount
    guard bytes <= limits.workspaceBytes else {
      throw refusal("at most \(limits.workspaceBytes) bytes of memory per thread", "\(bytes)")
    }
    try checkOperations(
      perPoint: compiled.program.instructionCount + problem.iterationOperations, limits)
    let numbers = compiled.program.outputShapes.reduce(0) { $0 + $1.count }
    guard Double(numbers) * Double(sweep.count) <= Double(limits.results) else {
      throw refusal(
        "at most \(limits.results) numbers in an answer",
        "\(numbers) for each of \(sweep.count) points of the sweep")
    }
  }

  private func checkOperations(perPoint: Int, _ limits: ServiceLimits) throws(Refusal) {
    let operations = Double(perPoint) * Double(problem.pointCount) * Double(sweep.count)
    guard operations + problem.readOperations * Double(sweep.count) <= Double(limits.operations)
    else {
      throw refusal(
        "at most \(limits.operations) operations",
        """
        \(perPoint) operations x \(problem.pointCount) points x \(sweep.count) points of the sweep
        """)
    }
  }

  private func refusal(_ expected: String, _ found: String) -> Refusal {
    let error = JSONError(
      .limitExceeded, at: .root, expected: .init(expected), found: found)
    return Refusal(.unprocessableContent, [Refusal.Detail(error)])
  }
}

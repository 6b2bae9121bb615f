import Autodiff
import HTTPCore
import JSON
package import Poisson

extension ProblemDocument {
  /// Refuses a computation whose cost, known once it is compiled, is beyond the limits: before memory is
  /// taken for it.
  package func check(costOf compiled: CompiledProblem, _ limits: ServiceLimits) throws(Refusal) {
    let bytes = compiled.workspaceByteCount
    guard bytes <= limits.workspaceBytes else {
      throw refusal("at most \(limits.workspaceBytes) bytes of memory per thread", "\(bytes)")
    }
    let operations =
      Double(compiled.program.instructionCount + problem.iterationOperations)
      * Double(problem.pointCount) * Double(sweep.count)
    let reading = problem.readOperations * Double(sweep.count)
    guard reading <= Double(limits.operations) else {
      throw refusal(
        "at most \(limits.operations) operations",
        "some \(Int(min(reading, 0x1p62))) to read fields where something was measured")
    }
    guard operations + reading <= Double(limits.operations) else {
      throw refusal(
        "at most \(limits.operations) operations",
        """
        \(compiled.program.instructionCount + problem.iterationOperations) operations x \(problem.pointCount) points x \
        \(sweep.count) points of the sweep
        """)
    }
    let numbers = compiled.program.outputShapes.reduce(0) { $0 + $1.count }
    guard Double(numbers) * Double(sweep.count) <= Double(limits.results) else {
      throw refusal(
        "at most \(limits.results) numbers in an answer",
        "\(numbers) for each of \(sweep.count) points of the sweep")
    }
  }

  private func refusal(_ expected: String, _ found: String) -> Refusal {
    let error = JSONError(
      .limitExceeded, at: .root, expected: .init(expected), found: found)
    return Refusal(.unprocessableContent, [Refusal.Detail(error)])
  }
}

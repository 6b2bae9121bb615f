import Autodiff
import CAllocations
import Poisson
import Testing

/// The solvers within a program allocate nothing either: neither FFTW's transforms nor the sums.
///
/// An exception is FFTW's own: its transforms of real sequences of odd length, beyond short ones, take
/// a buffer at each execution and give it back.
@Suite("Allocations of solvers", .enabled(if: ca_is_counting()))
struct AllocationTests {
  @Test("a hundred values with gradients", arguments: Scheme.catalogue, [127, 128, 250])
  func runs(_ scheme: Scheme, points: Int) throws {
    let model = Model.poissonGaussian
    let problem = try model.problem(scheme: scheme, points: points, variables: [0, 1, 2])
    // The others are sums, or transforms of even length.
    let isFourier = scheme != .finiteDifference2 && scheme != .pinned
    let isFourierOfOddLength = isFourier && points % 2 == 1
    for simplifications in [Simplifications.all, []] {
      let program = try CompiledProblem(
        problem, simplifications: simplifications, diagnostics: false
      ).program
      let workspace = program.makeWorkspace()
      for (index, parameter) in model.parameters.enumerated() {
        workspace.setInput(index, to: parameter.defaultValue)
      }
      workspace.run()
      let before = ca_allocation_count()
      var index = 0
      while index < 100 {
        workspace.setInput(0, to: 0.01 * Double(index))
        workspace.run()
        index += 1
      }
      let count = ca_allocation_count() - before
      #expect(isFourierOfOddLength ? count % 100 == 0 && count > 0 : count == 0)
      #expect(workspace.scalarOutput(0) > 0)
    }
  }
}

import ArgumentParser
import FoundationEssentials
import Fourier

/// `backsolve plan`: measured plans for the transforms of a problem.
struct PlanTransforms: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Measure which ways to compute a problem's transforms are fastest here.",
    discussion: """
      The server plans transforms by an estimate, in a millisecond. What measuring finds is faster, by \
      a few percent for 128 points and by 15 to 30 from about a thousand on, but takes a second for a \
      thousand points and minutes for a million. So it is done once, on the machine that will serve, \
      and kept in a file:

        backsolve plan --points 1024 --wisdom plans.fftw
        backsolve serve --wisdom plans.fftw

      The file grows by the transforms of each problem it is called for. Results with and without it \
      differ by round-off.
      """)

  @Option(help: ArgumentHelp("File to add to; made if it isn't there.", valueName: "file"))
  var wisdom: String

  @Flag(help: "Try many more ways, which takes about ten times as long.")
  var patient = false

  @OptionGroup var problem: ProblemOptions
  @OptionGroup var computation: ComputationOptions

  func run() throws {
    let file = WisdomFile(path: wisdom)
    if FileManager.default.fileExists(atPath: wisdom) { try file.load() }
    Wisdom.learn(patient ? .patient : .measure)
    // Transforms are planned when a problem is compiled.
    _ = try computation.response("/gradient", try problem.body())
    try file.save()
  }
}

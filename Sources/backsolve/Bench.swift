import ArgumentParser
import Autodiff
import JSON
import Poisson

/// `backsolve bench`: how long a value and its gradient take on this machine.
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure how long a value with its gradient takes.",
    discussion: """
      The problem is that of the posts: I = sum(phi^2) at t = 1, differentiated by t, mu and sigma, \
      on one thread, and where fields are long on all. A sample is the mean over as many \
      evaluations as fill a millisecond. On a machine that does other work too, the minimum is the \
      figure to look at.

      Compile time is that from the text of a request to the program, which a server keeps for \
      the requests that follow. The sweep computes I and dI/dt for t = 0, 0.01, ... on one thread, \
      and on all; there is none in several dimensions, where the density is that of a Gaussian \
      potential, and none for solutions.
      """)

  @Option(help: ArgumentHelp("Grids, such as 128,1024,512x512,64x64x64.", valueName: "list"))
  var points: GridList = [[128], [1024]]

  @Option(help: ArgumentHelp("Schemes, such as spectral,pinned.", valueName: "list"))
  var scheme: SchemeList = [.spectral, .finiteDifference(.second)]

  @Option(help: "What holds at both ends of every axis: periodic, dirichlet or neumann.")
  var boundary = BenchBoundary.periodic

  @Option(
    help: ArgumentHelp(
      "Rewrites of the computation to switch off, to see what they bring: "
        + RewriteList.names.map(\.name).joined(separator: ", ") + ", all.", valueName: "list"))
  var without: RewriteList?

  @Flag(
    help: "Measure a solution, by the sum of its magnitudes, instead of a value and its gradient.")
  var solve = false

  @Option(help: ArgumentHelp("Points of the sweep; 0 for none.", valueName: "n"))
  var sweep = 629

  @Option(help: ArgumentHelp("Time for each figure.", valueName: "seconds"))
  var seconds = 0.3

  @OptionGroup var wisdom: WisdomOption

  @Flag(help: "Print JSON; times are in seconds.")
  var json = false

  func validate() throws {
    guard (0.001...600).contains(seconds) else {
      throw ValidationError("--seconds has to be between 0.001 and 600.")
    }
    guard (0...1_000_000).contains(sweep) else {
      throw ValidationError("--sweep has to be between 0 and 1000000.")
    }
  }

  func run() throws {
    try wisdom.load()
    let subjects = scheme.elements.flatMap { scheme in
      points.elements.map { extents in
        BenchSubject(
          scheme: scheme, extents: extents, boundary: boundary, isSolution: solve,
          simplifications: Simplifications.all.subtracting(without?.simplifications ?? []))
      }
    }
    var results: [BenchResult] = []
    for subject in subjects {
      let result = try subject.measure(sweep: sweep, seconds: seconds)
      if !json { print(result.text) }
      results.append(result)
    }
    if json { print(try BenchResult.json(results)) }
  }
}

/// What holds at both ends of every axis.
enum BenchBoundary: String, ExpressibleByArgument, CaseIterable {
  case periodic, dirichlet, neumann
}

/// Grids of one to three axes, separated by commas.
struct GridList: ExpressibleByArgument, ExpressibleByArrayLiteral {
  /// The number of points along each axis.
  let elements: [[Int]]

  init(arrayLiteral elements: [Int]...) { self.elements = elements }

  init?(argument: String) {
    let words = argument.split(separator: ",", omittingEmptySubsequences: false)
    elements = words.compactMap { word in
      let axes = word.split(separator: "x", omittingEmptySubsequences: false)
      let extents = axes.compactMap { Int($0) }.filter { $0 > 0 }
      return extents.count == axes.count && extents.count <= 3 ? extents : nil
    }
    guard elements.count == words.count else { return nil }
  }

  var defaultValueDescription: String {
    elements.map { $0.map(String.init).joined(separator: "x") }.joined(separator: ",")
  }
}

/// Schemes by name, separated by commas.
struct SchemeList: ExpressibleByArgument, ExpressibleByArrayLiteral {
  let elements: [DiscreteScheme]

  init(arrayLiteral elements: DiscreteScheme...) { self.elements = elements }

  init?(argument: String) {
    let names = argument.split(separator: ",", omittingEmptySubsequences: false)
    elements = names.compactMap { name in DiscreteScheme.catalogue.first { $0.name == name } }
    guard elements.count == names.count else { return nil }
  }

  var defaultValueDescription: String { elements.map(\.name).joined(separator: ",") }
}

/// Rewrites by name, separated by commas.
struct RewriteList: ExpressibleByArgument {
  static let names: [(name: String, simplifications: Simplifications)] = [
    ("neutral-elements", .neutralElements), ("signs", .signs), ("squares", .squares),
    ("linearity", .linearity), ("scalar-factors", .scalarFactors), ("constants", .constants),
    ("diagonals", .diagonals), ("axes", .axes),
  ]

  let simplifications: Simplifications

  init?(argument: String) {
    let known = Self.names + [("all", .all)]
    let names = argument.split(separator: ",", omittingEmptySubsequences: false)
    let found = names.compactMap { name in known.first { $0.name == name }?.simplifications }
    guard found.count == names.count else { return nil }
    simplifications = Simplifications(found)
  }
}

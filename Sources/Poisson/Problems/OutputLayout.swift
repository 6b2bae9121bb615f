import Autodiff

/// Which output of a program is what.
struct OutputLayout: Sendable {
  private(set) var values: [Int] = []
  private(set) var gradients: [[Int]] = []
  private(set) var lengths: [Int] = []
  private(set) var reads: [(key: ProblemDomain.Reads.Key, lower: Int, upper: Int)] = []
  private(set) var finite: [(place: ProblemPlace, output: Int)] = []
  private(set) var divisors: [(divisor: RobinDivisor, output: Int)] = []
  private(set) var screening: Int?
  private(set) var hasKnownEigenvalues = true
  private(set) var margin: (least: Int, place: Int)?
  private(set) var removedMean: Int?
  private(set) var magnitude: Int?
  private(set) var residual: Int?
  private(set) var unresolvedShare: Int?
  private(set) var iteration: Iteration?

  /// What is told of an iteration.
  struct Iteration {
    let count: Int
    let newtonSteps: Int?
    let residual: Int
    let status: Int
    let coefficientRange: (least: Int, greatest: Int)?
  }

  /// Puts outputs in a row.
  ///
  /// - Returns: the layout, and the row.
  static func lay(
    out outputs: ProblemTrace.Outputs, diagnostics: Bool
  ) -> (OutputLayout, [Value]) {
    var layout = OutputLayout()
    var row: [Value] = []
    func place(_ value: Value) -> Int {
      row.append(value)
      return row.count - 1
    }
    layout.values = outputs.values.map(place)
    layout.gradients = outputs.gradients.map { $0.map(place) }
    layout.lengths = outputs.lengths.map(place)
    layout.reads = outputs.reads.map { ($0.key, place($0.lower), place($0.upper)) }
    layout.finite = outputs.finite.map { ($0.place, place($0.value)) }
    layout.divisors = outputs.divisors.map { ($0.divisor, place($0.least)) }
    if let solve = outputs.diagnostics {
      layout.screening = solve.screening.map(place)
      layout.hasKnownEigenvalues = solve.hasKnownEigenvalues
      if let margins = solve.margins, let graph = margins.graph {
        let least = min(margins)
        let places = graph.constant((0..<margins.shape.count).map(Double.init))
        let behind = Value(Double(margins.shape.count))
        layout.margin = (
          place(least), place(min(`where`(isGreater(margins, least), behind, places)))
        )
      }
      layout.removedMean = solve.removedMean.map(place)
      layout.magnitude = place(solve.magnitude)
      layout.iteration = solve.iteration.map {
        Iteration(
          count: place($0.count), newtonSteps: $0.newtonSteps.map(place),
          residual: place($0.residual), status: place($0.status),
          coefficientRange: $0.coefficientRange.map { (place($0.least), place($0.greatest)) })
      }
      if diagnostics {
        layout.residual = place(solve.residual)
        layout.unresolvedShare = place(solve.unresolvedShare)
      }
    }
    return (layout, row)
  }
}

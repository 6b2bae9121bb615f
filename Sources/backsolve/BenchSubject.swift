import ArgumentParser
import Autodiff
import BacksolveService
import Fourier
import JSON
import Poisson
import Workers

/// What is measured: the posts' problem with one scheme on one grid, or its like on a plane or in space.
struct BenchSubject {
  let scheme: DiscreteScheme
  /// The number of points along each axis.
  let extents: [Int]
  /// What holds at both ends of every axis, as documents have it.
  let boundary: BenchBoundary
  /// Whether φ alone is wanted, not an objective with its gradient.
  let isSolution: Bool
  let simplifications: Simplifications

  /// The number of points in all.
  var points: Int { extents.reduce(1, *) }

  /// The grid as it is written on the command line.
  var grid: String { extents.map(String.init).joined(separator: "x") }

  /// Takes `seconds` for each figure.
  func measure(sweep count: Int, seconds: Double) throws -> BenchResult {
    let text = request()
    let clock = ContinuousClock()
    let start = clock.now
    let (compiled, points) = try compile(text)
    let firstCompilation = (clock.now - start) / .seconds(1)
    let compilation = Timing(seconds: seconds) { _ = try? compile(text) }

    let workspace = compiled.program.makeWorkspace()
    workspace.setParameters(points.columns())
    let evaluation = Timing(seconds: seconds) { workspace.evaluate() }
    let shared = measureShared(workspace, seconds: seconds)
    return BenchResult(
      subject: self, value: workspace.scalarOutput(0),
      gradient: isSolution ? [] : (1...3).map(workspace.scalarOutput),
      workspaceByteCount: compiled.workspaceByteCount, evaluation: evaluation,
      shared: shared, firstCompilation: firstCompilation, compilation: compilation,
      sweeps: count == 0 || isSolution || extents.count > 1
        ? [] : try measureSweeps(count, seconds: seconds))
  }

  /// The same evaluation with all processors at work on its fields; nil where these are too short, or
  /// there is one processor only.
  private func measureShared(_ workspace: Workspace, seconds: Double) -> BenchResult.Shared? {
    let threads = processorCount()
    guard threads > 1, points >= 1 << 15 else { return nil }
    let workers = WorkerPool(workerCount: threads)
    TransformWorkers.use(workers)
    defer { TransformWorkers.use(nil) }
    return BenchResult.Shared(
      threads: threads,
      timing: Timing(seconds: seconds) { workspace.evaluate(sharing: workers) })
  }

  /// The sweep on one thread and on all processors.
  private func measureSweeps(_ count: Int, seconds: Double) throws -> [BenchResult.Sweep] {
    let (problem, sweep) = try compile(request(sweep: count))
    let columns = sweep.columns()
    return try Set([1, processorCount()]).sorted().map { threads in
      let workers = WorkerPool(workerCount: threads)
      let evaluate = { () throws(EvaluationError) in
        try problem.evaluate(columns, count: sweep.count, workers: workers)
      }
      _ = try evaluate()
      return BenchResult.Sweep(
        count: sweep.count, threads: threads,
        timing: Timing(seconds: seconds) { _ = try? evaluate() })
    }
  }

  /// What a server does with a document that it has not seen before.
  private func compile(_ text: [UInt8]) throws -> (problem: CompiledProblem, sweep: Sweep) {
    var limits = ServiceLimits()
    limits.points = Int(Int32.max)  // FFTW counts points with 32 bits.
    limits.work = .max
    let root = try JSONDocument(parsing: text).root
    let document: ProblemDocument
    do throws(Refusal) {
      document = try ProblemDocument(
        root, for: isSolution ? .value : .gradient, limits: limits, expressions: ExpressionCache())
    } catch {
      throw ValidationError(error.errors.map(\.message).joined(separator: "; "))
    }
    let compiled = try CompiledProblem(
      document.problem, simplifications: simplifications, diagnostics: false)
    return (compiled, document.sweep)
  }

  /// The document: at one point with three derivatives, or a sweep over t with one.
  private func request(sweep count: Int? = nil) -> [UInt8] {
    let t =
      count.map { #"{"start": 0, "stop": \#(0.01 * Double($0 - 1)), "count": \#($0)}"# } ?? "1"
    let wrt = count == nil ? #""wrt": ["t", "mu", "sigma"],"# : #""wrt": ["t"],"#
    let document = """
      {"t": \(t), \(isSolution ? "" : wrt) \(density)
       "domain": {\(axes)}, "solver": {"scheme": "\(scheme.name)"},
       "objective": "\(isSolution ? "sum(abs(phi))" : "sum")"}
      """
    return Array(document.utf8)
  }

  /// The axes, each of length 2π.
  private var axes: String {
    zip(["x", "y", "z"], extents).map { name, count in
      let length = name == "x" ? "" : #""length": "2*pi", "#
      return #""\#(name)": {\#(length)"points": \#(count), "boundary": "\#(boundary.rawValue)"}"#
    }.joined(separator: ", ")
  }

  /// ∇² of a Gaussian in several dimensions; in one it is what the default problem has.
  private var density: String {
    guard extents.count > 1 else { return "" }
    let square = ["x", "y", "z"].prefix(extents.count).map { "(\($0) - mu)^2" }
      .joined(separator: " + ")
    return """
      "density": "let r = (\(square)) / sigma^2; (sin(t)/sigma)^2 * exp(-r/2) * (r - \(extents.count))",
      "parameters": {"mu": 3.141592653589793, "sigma": 0.25},
      """
  }
}

extension Workspace {
  /// Sets the parameters.
  fileprivate func setParameters(_ columns: [SweepColumn]) {
    for (index, column) in columns.enumerated() { setInput(index, to: column[0]) }
  }

  /// One evaluation as an optimiser does it: t is set anew.
  fileprivate func evaluate(sharing workers: WorkerPool? = nil) {
    setInput(0, to: 1)
    run(sharing: workers)
  }
}

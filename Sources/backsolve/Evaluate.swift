import ArgumentParser
import BacksolveService
import Fourier
import HTTPCore
import JSON
import Workers

/// `backsolve evaluate`: what POST /evaluate does.
struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compute the objective, like POST /evaluate.")

  @OptionGroup var problem: ProblemOptions
  @OptionGroup var computation: ComputationOptions
  @OptionGroup var wisdom: WisdomOption

  func run() throws {
    try wisdom.load()
    try computation.answer("/evaluate", try problem.body())
  }
}

/// `backsolve gradient`: what POST /gradient does.
struct Gradient: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compute the objective and its gradient, like POST /gradient.")

  @OptionGroup var problem: ProblemOptions
  @OptionGroup var computation: ComputationOptions
  @OptionGroup var wisdom: WisdomOption

  func run() throws {
    try wisdom.load()
    try computation.answer("/gradient", try problem.body())
  }
}

/// What the commands that compute share.
struct ComputationOptions: ParsableArguments {
  @Option(help: "Number of threads; by default the processors this process may use.")
  var workers: Int?

  func validate() throws {
    if let workers, !(1...1024).contains(workers) {
      throw ValidationError("--workers has to be between 1 and 1024.")
    }
  }

  /// Prints the service's answer.
  func answer(_ path: String, _ body: [UInt8]) throws {
    print(String(decoding: try response(path, body), as: UTF8.self))
  }

  /// The service's answer; what it refuses goes to standard error and ends with failure.
  func response(_ path: String, _ body: [UInt8]) throws -> [UInt8] {
    let pool = workers.map { WorkerPool(workerCount: $0) } ?? WorkerPool()
    TransformWorkers.use(pool)
    let service = Service(ServiceCore(workers: pool))
    let response = service.respond(to: HTTPRequest(.post, path, body: body))
    guard response.status == .ok else {
      for line in try refusalLines(response.body) { StandardError.print(line) }
      throw response.status.code < 500 ? ExitCode.dataError : ExitCode.failure
    }
    return response.body
  }

  /// A line per error: code, place and sentence.
  private func refusalLines(_ body: [UInt8]) throws -> [String] {
    let problem = try JSONDocument(parsing: body).root.object
    guard let errors = problem["errors"] else { return [try line(problem)] }
    return try errors.array.map { try line(try $0.object) }
  }

  private func line(_ error: JSONObject) throws -> String {
    let place = try error["pointer"].map { try $0.string } ?? ""
    let detail = try error.required("detail").string
    let code = try error.required("code").string
    return "error: \(code)\(place.isEmpty ? "" : " at \(place)"): \(detail)"
  }
}

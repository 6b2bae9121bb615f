import ArgumentParser
import BacksolveService
import Dispatch
import FoundationEssentials
import Fourier
import HTTPCore
import HTTPTransport
import Workers

/// `backsolve serve`: the server.
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Start the server.",
    discussion: """
      Ends on SIGTERM or SIGINT (Ctrl-C): /readyz answers 503, requests are still served during the \
      drain delay, then the listener closes and what is under way is finished. A second signal ends \
      it at once.
      """)

  @Option(
    help: ArgumentHelp(
      "IPv4 or IPv6 address to listen on; 0.0.0.0 or :: for all.", valueName: "address"))
  var host = "127.0.0.1"

  @Option(
    help: ArgumentHelp(
      "Port; 0 for a free one. Default: the environment variable PORT, or 8080.",
      valueName: "port"))
  var port: Int?

  @Option(help: "Number of threads that compute; by default the processors it may use.")
  var workers: Int?

  @Option(help: "Computations that may wait for a worker before requests are refused with 503.")
  var backlog = 4096

  @Option(help: ArgumentHelp("Most grid points of a problem.", valueName: "n"))
  var maxPoints = ServiceLimits().points

  @Option(help: ArgumentHelp("Most points of a sweep.", valueName: "n"))
  var maxSweep = ServiceLimits().sweep

  @Option(help: ArgumentHelp("Most grid points times points of the sweep.", valueName: "n"))
  var maxWork = ServiceLimits().work

  @Option(help: ArgumentHelp("Most bytes of a request's body.", valueName: "bytes"))
  var maxBody = ServiceLimits().documentBytes

  @Option(help: ArgumentHelp("Most connections at one time.", valueName: "n"))
  var maxConnections = HTTPServerConfiguration().connectionLimit

  @Option(
    help: ArgumentHelp(
      "Origin of web pages that may use the service, such as https://lab.example; repeatable.",
      valueName: "origin"))
  var allowOrigin: [String] = []

  @Option(help: ArgumentHelp("Seconds to go on serving after a signal.", valueName: "seconds"))
  var drainDelay = 0.0

  @Option(
    help: ArgumentHelp("Seconds to finish what is under way after that.", valueName: "seconds"))
  var drainTimeout = 30.0

  func validate() throws {
    let positive = [
      ("workers", workers ?? 1), ("backlog", backlog), ("max-points", maxPoints),
      ("max-sweep", maxSweep), ("max-work", maxWork), ("max-body", maxBody),
      ("max-connections", maxConnections),
    ]
    for (name, value) in positive where value < 1 {
      throw ValidationError("--\(name) has to be at least 1.")
    }
    if let workers, workers > 1024 { throw ValidationError("--workers can be 1024 at most.") }
    // FFTW counts points with 32 bits.
    if maxPoints > Int32.max { throw ValidationError("--max-points can be 2147483647 at most.") }
    for (name, seconds) in [("drain-delay", drainDelay), ("drain-timeout", drainTimeout)]
    where !(0...86_400).contains(seconds) {
      throw ValidationError("--\(name) has to be between 0 and 86400 seconds.")
    }
  }

  func run() async throws {
    // Before the listener: as process 1 of a container a process has no default action for SIGTERM.
    let signals = Signals()
    let pool = WorkerPool(workerCount: workers ?? processorCount(), backlog: backlog)
    TransformWorkers.use(pool)
    let service = Service(
      ServiceCore(
        limits: serviceLimits,
        workers: pool,
        allowedOrigins: Set(allowOrigin)))
    let server = HTTPServer(configuration: try serverConfiguration()) { request, responder in
      service.serve(request, responder)
    }
    do throws(HTTPServerError) {
      let port = try server.start()
      let address = host.contains(":") ? "[\(host)]" : host
      StandardError.print(
        "backsolve \(version) listens on http://\(address):\(port) "
          + "(\(service.core.workers.workerCount) workers)")
    } catch {
      StandardError.print("error: \(error)")
      throw ExitCode.failure
    }
    await signals.first()
    StandardError.print("backsolve is draining")
    service.core.beginDrain()
    server.beginDrain()
    try await Task.sleep(for: .seconds(drainDelay))
    await server.shutdown(gracePeriod: .seconds(drainTimeout))
  }

  private var serviceLimits: ServiceLimits {
    var limits = ServiceLimits()
    limits.points = maxPoints
    limits.sweep = maxSweep
    limits.work = maxWork
    limits.documentBytes = maxBody
    return limits
  }

  private func serverConfiguration() throws -> HTTPServerConfiguration {
    var configuration = HTTPServerConfiguration()
    configuration.host = host
    configuration.port = try port ?? environmentPort() ?? 8080
    configuration.connectionLimit = maxConnections
    configuration.limits.bodyBytes = maxBody
    return configuration
  }

  private func environmentPort() throws -> Int? {
    guard let text = ProcessInfo.processInfo.environment["PORT"], !text.isEmpty else { return nil }
    guard let port = Int(text) else {
      throw ValidationError("The environment variable PORT is '\(text)', which is no number.")
    }
    return port
  }
}

extension Service {
  /// Answers at once what takes no time, and hands the rest to the workers.
  fileprivate func serve(_ request: HTTPRequest, _ responder: HTTPResponder) {
    carryOut(plan(request), responder)
  }

  /// Connections are served alike, whatever each asks for.
  private func carryOut(_ plan: Plan, _ responder: HTTPResponder) {
    switch plan {
    case .answer(let response):
      responder.respond(response)
    case .work(let work, let cost):
      let isAccepted = core.workers.submit(client: responder.connection, cost: cost) {
        guard !responder.isCancelled else { return }
        responder.begin()
        guard !responder.lacksMemory else {
          responder.respond(HTTPResponder.outOfMemory)
          return
        }
        let next = self.advance(work) { responder.isCancelled }
        self.carryOut(next, responder)
      }
      if !isAccepted { responder.respond(overloaded) }
    }
  }
}

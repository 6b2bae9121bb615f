import ArgumentParser
import BacksolveService
import CLinux
import Fourier
import HTTPCore
import HTTPTransport
import Logging
import Operations
import Workers

/// `backsolve serve`: the server.
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Start the server.",
    discussion: """
      Each option can also be given by the environment variable that is named with it, or by a \
      member of the configuration file, a JSON object such as {"port": 9000, "max-points": 4096}. \
      The option goes before the variable, the variable before the file. In a variable a list is \
      separated by commas; in the file it is an array.

      The log goes to standard output, a JSON object per line for each request; health checks and \
      /metrics only at the level debug.

      Ends on SIGTERM or SIGINT (Ctrl-C): /readyz answers 503 and all answers announce the end of \
      their connections, requests are still served during the drain delay, then the listener closes \
      and what is under way is finished. A second signal ends it at once. The exit status is 0; 64 \
      if the command line was wrong, 69 if the address can't be had, 71 if the system refused \
      something, 77 if it takes more rights, 78 if the environment, the configuration file or a file \
      that a setting names was wrong or can't be read.
      """)

  @Option(help: .setting("config", "Configuration file.", "file"))
  var config: String?

  @Option(
    help: .setting(
      "host", "IPv4 or IPv6 address to listen on; 0.0.0.0 or :: for all. Default: 127.0.0.1.",
      "address"))
  var host: String?

  @Option(
    help: .setting("port", "Port; 0 for a free one. Default: the variable PORT, or 8080.", "port"))
  var port: Int?

  @Option(
    help: .setting(
      "workers", "Number of threads that compute. Default: the processors it may use.", "n"))
  var workers: Int?

  @Option(
    help: .setting(
      "backlog", "Computations that may wait before requests are refused with 503. Default: 4096.",
      "n"))
  var backlog: Int?

  @Option(
    help: .setting(
      "wisdom", "File of measured plans for the transforms, as `backsolve plan` writes it.", "file")
  )
  var wisdom: String?

  @Option(help: .setting("max-points", "Most grid points of a problem. Default: 2097152.", "n"))
  var maxPoints: Int?

  @Option(help: .setting("max-sweep", "Most points of a sweep. Default: 1000000.", "n"))
  var maxSweep: Int?

  @Option(
    help: .setting(
      "max-work", "Most grid points times points of the sweep. Default: 268435456.", "n"))
  var maxWork: Int?

  @Option(help: .setting("max-body", "Most bytes of a request's body. Default: 16777216.", "bytes"))
  var maxBody: Int?

  @Option(help: .setting("max-connections", "Most connections at one time. Default: 10240.", "n"))
  var maxConnections: Int?

  @OptionGroup(title: "What problems may ask for")
  var problems: ProblemLimitOptions

  @OptionGroup(title: "What clients may cost")
  var transport: TransportOptions

  @Option(
    help: .setting(
      "allow-origin",
      "Origin of web pages that may use the service, such as https://lab.example; repeatable.",
      "origin"))
  var allowOrigin: [String] = []

  @Option(
    help: .setting(
      "host-name",
      "Name under which the service is reached, besides addresses and localhost; repeatable.",
      "name"))
  var hostName: [String] = []

  @Option(
    help: .setting(
      "token-file",
      "File of bearer tokens, one a line, as TOKEN or NAME:TOKEN; requests then have to show one.",
      "file"))
  var tokenFile: String?

  @Flag(
    help: .setting("known-hosts-only", "Refuse requests for names that are none of these."))
  var knownHostsOnly = false

  @Flag(help: .setting("public-metrics", "Tell /metrics without a token."))
  var publicMetrics = false

  @Option(
    help: .setting("log-level", "Least level that is logged, or off. Default: info.", "level"))
  var logLevel: LogLevel?

  @Option(
    help: .setting(
      "drain-delay", "Seconds to go on serving after a signal. Default: 0.", "seconds"))
  var drainDelay: Double?

  @Option(
    help: .setting(
      "drain-timeout", "Seconds to finish what is under way after that. Default: 30.", "seconds"))
  var drainTimeout: Double?

  func run() async throws {
    let settings: ServerSettings
    do {
      settings = try ServerSettings(self)
    } catch let error as SettingsError {
      throw error.tell()
    }
    try await serve(settings)
  }
}

extension ArgumentHelp {
  /// The help of a setting, with the variable that gives it too.
  static func setting(
    _ name: String, _ text: String, _ valueName: String? = nil
  ) -> ArgumentHelp {
    ArgumentHelp("\(text) [\(Settings.variable(name))]", valueName: valueName)
  }
}

/// Serves until a signal.
private func serve(_ settings: ServerSettings) async throws {
  // Fields of large grids are many such blocks. What is freed among them would stay with the process, since
  // small blocks that live on lie between them.
  clinux_return_blocks_of(4 << 20)
  // Of answers of some hundred kilobytes every one would take its memory from the system anew, page by page.
  clinux_keep_free(1 << 20)
  // Before the listener: as process 1 of a container a process has no default action for SIGTERM.
  let signals = Signals()
  let pool = WorkerPool(workerCount: settings.workers, backlog: settings.backlog)
  TransformWorkers.use(pool)
  try settings.wisdom?.load(orEndWith: .configuration)
  let service = Service(
    ServiceCore(limits: settings.limits, workers: pool, access: settings.access))
  let log = ServerLog(settings.logLevel)
  let exchanges = ExchangeLog(service: service, logger: log.logger)
  var configuration = settings.configuration
  configuration.onExchange = { exchanges.note($0) }
  configuration.judge = { service.judge($0) }
  configuration.refusal = { service.refusal($0, $1) }
  let server = HTTPServer(configuration: configuration) { request, responder in
    service.serve(request, responder)
  }
  service.core.metrics.add(server, log.queue)
  do throws(HTTPServerError) {
    let port = try server.start()
    let host = configuration.host
    let address = host.contains(":") ? "[\(host)]" : host
    StandardError.print(
      "backsolve \(version) listens on http://\(address):\(port) (\(pool.workerCount) workers)")
  } catch {
    StandardError.print("error: \(error)")
    throw error.exitCode
  }
  await signals.first()
  StandardError.print("backsolve is draining")
  service.core.beginDrain()
  server.beginDrain()
  try await Task.sleep(for: .seconds(settings.drainDelay))
  await server.shutdown(gracePeriod: .seconds(settings.drainTimeout))
  log.close()
}

extension Service {
  /// Answers at once what takes no time, and hands the rest to the workers.
  fileprivate func serve(_ request: HTTPRequest, _ responder: HTTPResponder) {
    let call = receive(request)
    carryOut(call.plan, of: call, request, responder)
  }

  /// Connections are served alike, whatever each asks for.
  private func carryOut(
    _ plan: Plan, of call: Call, _ request: HTTPRequest, _ responder: HTTPResponder
  ) {
    switch plan {
    case .answer(let response):
      responder.respond(response)
    case .work(let work, let cost):
      let isAccepted = core.workers.submit(client: responder.connection, cost: cost) {
        guard !responder.isCancelled else { return }
        responder.begin()
        guard responder.makeRoom() else {
          responder.respond(self.outOfMemory(call, request))
          return
        }
        let next = self.advance(work) { responder.isCancelled }
        self.carryOut(next, of: call, request, responder)
      }
      if !isAccepted { responder.respond(overloaded(call, request)) }
    }
  }
}

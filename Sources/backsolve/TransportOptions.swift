import ArgumentParser
import HTTPCore
import HTTPTransport
import Operations

/// What clients may cost: sizes, times and numbers that the server holds them to.
struct TransportOptions: ParsableArguments {
  @Option(
    help: .setting(
      "max-connections-per-address",
      "Most connections at one time from one IPv4 address or IPv6 /64 network. Default: 0, no limit, "
        + "since behind a balancer all clients share its address.", "n"))
  var maxConnectionsPerAddress: Int?

  @Option(
    help: .setting(
      "max-pipelined", "Requests of a connection that may wait for their answers. Default: 16.",
      "n"))
  var maxPipelined: Int?

  @Option(
    help: .setting(
      "max-request-line", "Most bytes of a request line, beyond which 414. Default: 8192.", "bytes")
  )
  var maxRequestLine: Int?

  @Option(
    help: .setting(
      "max-header-line", "Most bytes of a header line, beyond which 431. Default: 8192.", "bytes"))
  var maxHeaderLine: Int?

  @Option(help: .setting("max-headers", "Most header lines, beyond which 431. Default: 100.", "n"))
  var maxHeaders: Int?

  @Option(
    help: .setting(
      "max-header-bytes", "Most bytes of all header lines, beyond which 431. Default: 32768.",
      "bytes"))
  var maxHeaderBytes: Int?

  @Option(
    help: .setting(
      "request-memory",
      "Bytes that requests may take on all connections, beyond which 503. Default: 268435456.",
      "bytes"))
  var requestMemory: Int?

  @Option(
    help: .setting(
      "answer-memory",
      "Bytes that unsent answers may take on all connections: beyond it clients that read nothing "
        + "are cut off, and others get 503. Default: 536870912.", "bytes"))
  var answerMemory: Int?

  @Option(
    help: .setting(
      "head-timeout", "Seconds for a request's head, beyond which 408. Default: 10.", "seconds"))
  var headTimeout: Double?

  @Option(
    help: .setting(
      "body-timeout",
      "Seconds that a body may stand still, or take beside what --min-rate grants, beyond which 408. "
        + "Default: 20.", "seconds"))
  var bodyTimeout: Double?

  @Option(
    help: .setting(
      "write-timeout", "The same for the reading of answers, beyond which the end. Default: 20.",
      "seconds"))
  var writeTimeout: Double?

  @Option(
    help: .setting(
      "min-rate", "Bytes per second that clients have to send and read. Default: 16384.", "bytes"))
  var minRate: Int?

  @Option(
    help: .setting(
      "idle-timeout", "Seconds between an answer and the next request. Default: 60.", "seconds"))
  var idleTimeout: Double?

  @Option(
    help: .setting(
      "request-timeout",
      "Seconds from a request to its answer, beyond which 503 if it was not begun, else 504. "
        + "Default: 120.", "seconds"))
  var requestTimeout: Double?

  /// The names of these settings.
  static let names = [
    "max-connections-per-address", "max-pipelined", "max-request-line", "max-header-line",
    "max-headers", "max-header-bytes", "request-memory", "answer-memory", "head-timeout",
    "body-timeout", "write-timeout", "min-rate", "idle-timeout", "request-timeout",
  ]
}

extension HTTPServerConfiguration {
  /// Takes over what the options say, completed by the other places.
  mutating func take(_ options: TransportOptions, from settings: inout Settings) {
    let many = 1...(1 << 40)
    let perAddress = settings.integer(
      "max-connections-per-address", options.maxConnectionsPerAddress, default: 0,
      in: 0...(1 << 40))
    connectionLimitPerAddress = perAddress == 0 ? nil : perAddress
    limits.pipelinedRequests = settings.integer(
      "max-pipelined", options.maxPipelined, default: limits.pipelinedRequests, in: 1...10_000)
    limits.requestLineBytes = settings.integer(
      "max-request-line", options.maxRequestLine, default: limits.requestLineBytes,
      in: 64...1_048_576)
    limits.headerLineBytes = settings.integer(
      "max-header-line", options.maxHeaderLine, default: limits.headerLineBytes, in: 64...1_048_576)
    limits.headerCount = settings.integer(
      "max-headers", options.maxHeaders, default: limits.headerCount, in: 1...10_000)
    limits.headerBytes = settings.integer(
      "max-header-bytes", options.maxHeaderBytes, default: limits.headerBytes, in: 64...(16 << 20))
    requestMemory = settings.integer(
      "request-memory", options.requestMemory, default: requestMemory, in: many)
    answerMemory = settings.integer(
      "answer-memory", options.answerMemory, default: answerMemory, in: many)
    times.take(options, from: &settings)
  }
}

extension HTTPTimeLimits {
  fileprivate mutating func take(_ options: TransportOptions, from settings: inout Settings) {
    bytesPerSecond = settings.integer(
      "min-rate", options.minRate, default: bytesPerSecond, in: 1...(1 << 30))
    head = settings.milliseconds("head-timeout", options.headTimeout, default: head)
    body = settings.milliseconds("body-timeout", options.bodyTimeout, default: body)
    write = settings.milliseconds("write-timeout", options.writeTimeout, default: write)
    idle = settings.milliseconds("idle-timeout", options.idleTimeout, default: idle)
    answer = settings.milliseconds("request-timeout", options.requestTimeout, default: answer)
  }
}

extension Settings {
  /// A time of up to a day, given in seconds.
  fileprivate mutating func milliseconds(
    _ name: String, _ flag: Double?, default fallback: Int
  ) -> Int {
    let seconds = seconds(name, flag, default: Double(fallback) / 1_000, in: 0.05...86_400)
    return Int(seconds * 1_000)
  }
}

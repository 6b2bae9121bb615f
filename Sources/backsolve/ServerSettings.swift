import ArgumentParser
import BacksolveService
import FoundationEssentials
import HTTPCore
import HTTPTransport
import Logging
import Operations
import Workers

/// What the log tells.
enum LogLevel: String, CaseIterable, ExpressibleByArgument {
  case debug
  case info
  case warning
  case error
  case off

  /// The level of the logging package; nil for no log at all.
  var level: Logger.Level? { Logger.Level(rawValue: rawValue) }
}

/// The settings of the server, complete and within their ranges.
struct ServerSettings {
  /// The names of all settings, which their options, variables and members of the file share.
  static let names =
    [
      "host", "port", "workers", "backlog", "wisdom", "max-points", "max-sweep", "max-work",
      "max-body", "max-connections", "allow-origin", "host-name", "known-hosts-only",
      "token-file", "public-metrics", "log-level", "drain-delay", "drain-timeout",
    ] + ProblemLimitOptions.names + TransportOptions.names

  var configuration = HTTPServerConfiguration()
  var limits = ServiceLimits()
  var access = AccessRules()
  var workers: Int
  var backlog: Int
  var wisdom: WisdomFile?
  var logLevel: LogLevel
  var drainDelay: Double
  var drainTimeout: Double

  /// Completes what the command line says.
  init(_ options: Serve) throws {
    var settings = try Settings.ofServer(file: options.config)
    let many = 1...(1 << 40)
    configuration.host =
      settings.text("host", options.host) ?? configuration.host
    configuration.port = settings.integer(
      "port", options.port, default: configuration.port, in: 0...65_535)
    workers = settings.integer(
      "workers", options.workers, default: processorCount(), in: 1...1024)
    backlog = settings.integer("backlog", options.backlog, default: 4096, in: many)
    wisdom = settings.text("wisdom", options.wisdom).map(WisdomFile.init(path:))
    // FFTW counts points with 32 bits.
    limits.points = settings.integer(
      "max-points", options.maxPoints, default: limits.points, in: 1...Int(Int32.max))
    limits.sweep = settings.integer(
      "max-sweep", options.maxSweep, default: limits.sweep, in: many)
    limits.work = settings.integer("max-work", options.maxWork, default: limits.work, in: many)
    limits.documentBytes = settings.integer(
      "max-body", options.maxBody, default: limits.documentBytes, in: many)
    limits.take(options.problems, from: &settings)
    configuration.limits.bodyBytes = limits.documentBytes
    configuration.connectionLimit = settings.integer(
      "max-connections", options.maxConnections, default: configuration.connectionLimit, in: many)
    configuration.take(options.transport, from: &settings)
    let origins = settings.list(
      "allow-origin", options.allowOrigin, of: "an origin such as https://lab.example",
      where: \.isOrigin)
    access.allowedOrigins = Set(origins.map { $0.lowercased() })
    let names = settings.list(
      "host-name", options.hostName, of: "a name without a port", where: \.isHostName)
    access.hostNames = Set(names.map { $0.lowercased() })
    access.refusesUnknownHosts = settings.boolean(
      "known-hosts-only", options.knownHostsOnly ? true : nil)
    access.metricsArePublic = settings.boolean(
      "public-metrics", options.publicMetrics ? true : nil)
    logLevel = settings.word("log-level", options.logLevel, default: .info)
    let day = 0.0...86_400
    drainDelay = settings.seconds("drain-delay", options.drainDelay, default: 0, in: day)
    drainTimeout = settings.seconds("drain-timeout", options.drainTimeout, default: 30, in: day)
    let tokenFile = settings.text("token-file", options.tokenFile)
    try settings.check()
    access.tokens = try tokenFile.map(BearerTokens.init(file:))
  }
}

extension String {
  /// Whether a browser can call itself so in Origin: a scheme and a host, perhaps a port, and nothing behind
  /// (RFC 6454 §6.1). What is no such text would never be one's origin; `null` is everybody's.
  fileprivate var isOrigin: Bool {
    guard let mark = firstRange(of: "://"), mark.lowerBound > startIndex else { return false }
    let host = self[mark.upperBound...]
    return !host.isEmpty && !host.contains { "/?#@*,".contains($0) || $0.isWhitespace }
  }

  /// Whether it can be the host of a request's Host without its port.
  fileprivate var isHostName: Bool {
    !isEmpty && !contains { "/?#@*,:".contains($0) || $0.isWhitespace }
  }
}

extension Settings {
  /// The settings of a server besides its command line: the environment, and the file that the
  /// command line or BACKSOLVE_CONFIG names.
  static func ofServer(file: String?) throws -> Settings {
    let environment = ProcessInfo.processInfo.environment
    let variable = environment[Settings.variable(Settings.fileName)] ?? ""
    let path = file ?? (variable.isEmpty ? nil : variable)
    return Settings(
      names: ServerSettings.names, environment: environment, aliases: ["port": "PORT"],
      file: try path.map { try File(path: $0, text: try contents(of: $0)) })
  }
}

extension BearerTokens {
  /// Reads the tokens of a file.
  fileprivate init(file path: String) throws {
    let text = String(decoding: try contents(of: path), as: UTF8.self)
    do throws(Problem) {
      try self.init(text)
    } catch {
      let reason =
        switch error {
        case .invalidToken(let line):
          "line \(line) is neither a token (letters, digits and -._~+/) nor a name, a colon and one"
        case .none: "it holds no token"
        }
      throw SettingsError(isUsage: false, messages: ["\(path): \(reason)"])
    }
  }
}

private func contents(of path: String) throws -> [UInt8] {
  do {
    return [UInt8](try Data(contentsOf: URL(filePath: path)))
  } catch {
    throw SettingsError(isUsage: false, messages: ["the file '\(path)' can't be read"])
  }
}

import ArgumentParser
import HTTPTransport
import Operations

/// `backsolve healthcheck`: for a container, which need not have curl.
struct HealthCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "healthcheck",
    abstract: "Ask a running server for /livez; ends with failure unless it answers 200.")

  @Option(
    help: ArgumentHelp(
      "IPv4 or IPv6 address of the server. Default: as the server would take it.",
      valueName: "address"))
  var host: String?

  @Option(
    help: ArgumentHelp("Port. Default: as the server would take it.", valueName: "port"))
  var port: Int?

  @Option(
    help: ArgumentHelp(
      "Configuration file of the server. Default: the variable BACKSOLVE_CONFIG.",
      valueName: "file"))
  var config: String?

  @Option(help: ArgumentHelp("The path to ask for.", valueName: "path"))
  var path = "/livez"

  @Option(help: ArgumentHelp("Seconds to wait at most.", valueName: "seconds"))
  var timeout = 2.0

  func validate() throws {
    guard (0.001...3600).contains(timeout) else {
      throw ValidationError("--timeout has to be between 0.001 and 3600 seconds.")
    }
  }

  func run() throws {
    let probe = try probe()
    let status: Int
    do throws(HTTPServerError) {
      status = try probe.status(of: path)
    } catch {
      StandardError.print("error: \(error)")
      throw ExitCode.failure
    }
    guard status == 200 else {
      StandardError.print("error: \(path) answers \(status)")
      throw ExitCode.failure
    }
  }

  /// Asks where the server listens, by its own settings: a container's check has the same environment.
  private func probe() throws -> HTTPProbe {
    do {
      var settings = try Settings.ofServer(file: config)
      let listened = settings.text("host", host) ?? "127.0.0.1"
      let port = settings.integer("port", port, default: 8080, in: 0...65_535)
      try settings.check()
      let loopback = ["0.0.0.0": "127.0.0.1", "::": "::1"]
      return HTTPProbe(
        host: loopback[listened] ?? listened, port: port,
        timeout: .milliseconds(Int(timeout * 1000)))
    } catch let error as SettingsError {
      throw error.tell()
    }
  }
}

import ArgumentParser
import FoundationEssentials
import HTTPTransport

/// `backsolve healthcheck`: for a container, which need not have curl.
struct HealthCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "healthcheck",
    abstract: "Ask a running server for /livez; ends with failure unless it answers 200.")

  @Option(help: ArgumentHelp("IPv4 or IPv6 address of the server.", valueName: "address"))
  var host = "127.0.0.1"

  @Option(
    help: ArgumentHelp(
      "Port. Default: the environment variable PORT, or 8080.", valueName: "port"))
  var port: Int?

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
    let environment = ProcessInfo.processInfo.environment["PORT"].flatMap { Int($0) }
    let probe = HTTPProbe(
      host: host, port: port ?? environment ?? 8080,
      timeout: .milliseconds(Int(timeout * 1000)))
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
}

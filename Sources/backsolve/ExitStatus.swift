import ArgumentParser
import Glibc
import HTTPTransport
import Operations

/// The statuses that the commands end with, as sysexits.h names them, so that scripts can tell them
/// apart: 64 for a wrong command line, which the argument parser takes by itself, and these.
extension ExitCode {
  /// A document that was refused.
  static let dataError = ExitCode(EX_DATAERR)
  /// A file that can't be read.
  static let noInput = ExitCode(EX_NOINPUT)
  /// A file that can't be written.
  static let cannotCreate = ExitCode(EX_CANTCREAT)
  /// The address or the port can't be had.
  static let unavailable = ExitCode(EX_UNAVAILABLE)
  /// The system refused something.
  static let systemError = ExitCode(EX_OSERR)
  /// Not allowed.
  static let noPermission = ExitCode(EX_NOPERM)
  /// The environment or the file of settings is wrong.
  static let configuration = ExitCode(EX_CONFIG)
}

extension HTTPServerError {
  /// The status that tells it.
  var exitCode: ExitCode {
    switch self {
    case .addressInUse, .addressNotAvailable: .unavailable
    case .permissionDenied: .noPermission
    case .invalidAddress: .validationFailure
    default: .systemError
    }
  }
}

extension SettingsError {
  /// Tells what is wrong, a line each, and returns the status that goes with it.
  func tell() -> ExitCode {
    for message in messages { StandardError.print("error: \(message)") }
    return isUsage ? .validationFailure : .configuration
  }
}

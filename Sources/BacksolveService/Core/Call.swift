import HTTPCore

/// A request as the service has taken it: how it will be answered, and what a log says of it.
package struct Call: Sendable {
  /// The id, which the answer tells too.
  package let id: String
  /// The path of the route; `unmatched` for paths that lead nowhere.
  package internal(set) var route = "unmatched"
  /// The name of the token that the client has shown, where tokens are asked for.
  package internal(set) var client: String?
  /// How it is answered.
  package internal(set) var plan: Plan

  /// Whether it is one of those that watch over the service, so frequent that logs leave them out.
  package var isProbe: Bool { OperationsFrontEnd.probes.contains(route) }
}

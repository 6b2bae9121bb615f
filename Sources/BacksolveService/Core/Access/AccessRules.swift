/// Who may use the service.
package struct AccessRules: Sendable {
  /// Web pages' origins that may use it, besides its own.
  package var allowedOrigins: Set<String> = []
  /// Names under which it is reached, besides addresses and `localhost`; in lower case, no port.
  package var hostNames: Set<String> = []
  /// Whether requests for other hosts are refused, to keep out pages that have let their own name point to
  /// this machine.
  package var refusesUnknownHosts = false
  /// What a client has to show; nil lets everybody in.
  package var tokens: BearerTokens?
  /// Whether /metrics is told without a token, like health.
  package var metricsArePublic = false

  /// Everybody but the pages of foreign origins.
  package init() {}
}

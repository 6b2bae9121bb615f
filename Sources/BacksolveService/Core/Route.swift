package import HTTPCore

/// How a request is answered: at once, or by work that may take a while.
package enum Plan: Sendable {
  /// The work; it asks now and then whether anybody still waits. It yields the answer, or more work
  /// of which only now is known how much it is.
  package typealias Work =
    @Sendable (_ isCancelled: @escaping @Sendable () -> Bool) throws(Refusal) -> Plan

  /// The answer.
  case answer(HTTPResponse)
  /// To be done on a worker; it is about as much as `cost` nodes of a grid at one point of a sweep.
  case work(Work, cost: Int)
}

/// What a method on a path does.
struct Route: Sendable {
  let method: HTTPMethod
  let path: String
  /// The media type of its answers, without parameters; held against a request's Accept.
  let produces: String
  let plan: @Sendable (HTTPRequest) throws(Refusal) -> Plan

  /// Whether a request's content matters: that of a POST does.
  var takesContent: Bool { method == .post }

  init(
    _ method: HTTPMethod, _ path: String, produces: String = "application/json",
    plan: @escaping @Sendable (HTTPRequest) throws(Refusal) -> Plan
  ) {
    self.method = method
    self.path = path
    self.produces = produces
    self.plan = plan
  }
}

/// A dialect that the service speaks: its routes, and nothing that another dialect needs.
protocol FrontEnd {
  var routes: [Route] { get }
}

/// What the service has decided about a request by its head alone: what answers it, or why nothing does.
final class Judgement: Sendable {
  let route: Result<Route, Refusal>

  init(_ route: Result<Route, Refusal>) {
    self.route = route
  }
}

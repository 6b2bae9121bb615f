/// A request as the service has taken it.
package struct Call: Sendable {
  /// The id, which the answer tells too.
  package let id: String
  /// How it is answered.
  package let plan: Plan
}

package import Expressions
import Synchronization

/// The expressions that were read last, by their text: a text that comes again is not parsed again.
package final class ExpressionCache: Sendable {
  private let limits: ExpressionLimits
  private let capacity: Int
  private let known = Mutex<[String: Expression]>([:])
  private let parsed = Atomic(0)

  /// An empty cache.
  package init(limits: ExpressionLimits = ExpressionLimits(), capacity: Int = 1024) {
    self.limits = limits
    self.capacity = capacity
  }

  /// How many texts have been parsed.
  package var parsedCount: Int { parsed.load(ordering: .relaxed) }

  /// The expression that a text means.
  package func expression(_ text: String) throws(ExpressionError) -> Expression {
    if let expression = known.withLock({ $0[text] }) { return expression }
    parsed.wrappingAdd(1, ordering: .relaxed)
    let expression = try Expression(parsing: text, limits: limits)
    known.withLock { known in
      // Emptied at once when it is full: those in use return at their next request.
      if known.count >= capacity { known.removeAll(keepingCapacity: true) }
      known[text] = expression
    }
    return expression
  }
}

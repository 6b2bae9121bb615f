import Synchronization
package import Workers

/// What all front ends share.
package final class ServiceCore: Sendable {
  /// What a request may ask for.
  package let limits: ServiceLimits
  /// Who computes.
  package let workers: WorkerPool
  /// The problems compiled so far.
  package let cache: ProblemCache
  /// The forms of documents read so far.
  package let forms = KnownForms()
  /// The expressions read so far.
  package let expressions: ExpressionCache
  /// Who may ask.
  package let access: AccessRules
  /// What is counted.
  package let metrics = ServiceMetrics()

  private let draining = Atomic(false)

  /// Puts the parts together.
  package init(
    limits: ServiceLimits = ServiceLimits(), workers: WorkerPool = WorkerPool(),
    cache: ProblemCache = ProblemCache(), access: AccessRules = AccessRules()
  ) {
    self.limits = limits
    self.workers = workers
    self.cache = cache
    self.access = access
    expressions = ExpressionCache(limits: limits.expressions)
  }

  /// Whether the service is about to end: it still answers, but wants no new clients.
  package var isDraining: Bool { draining.load(ordering: .relaxed) }

  /// Announces that the service is about to end.
  package func beginDrain() { draining.store(true, ordering: .relaxed) }
}

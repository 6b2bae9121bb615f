/// What a request may ask for. Checked before memory is taken.
package struct ServiceLimits: Sendable, Equatable {
  /// Nodes of a grid.
  package var points = 1 << 21
  /// Points of a sweep.
  package var sweep = 1_000_000
  /// Nodes times points of the sweep: the size of the computation.
  package var work = 1 << 28
  /// Bytes of a request's document.
  package var documentBytes = 16 << 20
  /// Nodes times points up to which a request is computed on the thread that read it.
  package var inlineWork = 1 << 14
  /// As how many nodes the reading of a byte counts, where the size of the work is not known yet.
  package var readingCost = 8
  /// Bytes up to which a document is read on the thread that received it.
  package var inlineBytes = 1 << 14

  /// The defaults.
  package init() {}
}

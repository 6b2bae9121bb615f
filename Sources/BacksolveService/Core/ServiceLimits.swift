package import Expressions

/// What a request may ask for. Checked before memory is taken.
package struct ServiceLimits: Sendable, Equatable {
  /// Nodes of a grid.
  package var points = 1 << 21
  /// Points of a sweep.
  package var sweep = 1_000_000
  /// Nodes times points of the sweep: the size of the computation.
  package var work = 1 << 28
  /// Operations on numbers, all together: the cost of the computation.
  package var operations = 1 << 37
  /// Bytes that one thread's computation may take.
  package var workspaceBytes = 2 << 30
  /// Numbers in an answer.
  package var results = 1 << 24
  /// Parameters of a problem.
  package var parameters = 64
  /// Arrays of a problem: fields, and sets of data.
  package var fields = 16
  /// Numbers in the arrays of a document, all together.
  package var fieldValues = 1 << 24
  /// Measurements in one set of data; what they cost is counted among the operations.
  package var sensors = 100_000
  /// Objectives of a problem.
  package var objectives = 16
  /// The size of expressions.
  package var expressions = ExpressionLimits()
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

extension ServiceLimits {
  /// What a document may ask for, by the names in answers.
  static var catalogue: [(name: String, limit: KeyPath<ServiceLimits, Int>)] {
    [
      ("points", \.points), ("sweep", \.sweep), ("work", \.work), ("operations", \.operations),
      ("workspaceBytes", \.workspaceBytes), ("results", \.results), ("parameters", \.parameters),
      ("fields", \.fields), ("fieldValues", \.fieldValues), ("sensors", \.sensors),
      ("objectives", \.objectives), ("documentBytes", \.documentBytes),
      ("expressionCharacters", \.expressions.characters),
      ("expressionDepth", \.expressions.depth), ("expressionNodes", \.expressions.nodes),
    ]
  }
}

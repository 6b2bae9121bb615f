import Expressions
import HTTPCore
import JSON
import Poisson

// Why an equation that is solved by iteration has no answer at a point of a sweep.
extension Refusal {
  /// The coefficient is not above 0.
  init(coefficient culprit: CoefficientValue?, at point: Int, in document: ProblemDocument) {
    let found = culprit.map { culprit in
      let node = culprit.node.map(String.init).joined(separator: ", ")
      return " is \(culprit.value) at node \(node);"
    }
    let between = ", as the scheme interpolates it, is not above 0 between the points of the grid;"
    self.init(
      .unprocessableContent, code: "invalid-coefficient",
      "The coefficient\(document.describe(point))\(found ?? between) it has to be above 0 everywhere.",
      pointer: document.pointer(to: point, or: .coefficient),
      numbers: culprit.map { [("coefficient", $0.value)] } ?? [])
  }

  /// The iteration was given up.
  init(iterations: Int, residual: Double, at point: Int, in document: ProblemDocument) {
    let isForWalls = document.problem.equation?.isIterative == false
    self.init(
      .unprocessableContent, code: "not-converged",
      """
      The iteration\(document.describe(point)) was given up after \(iterations) steps, with a relative \
      residual of \(residual).\(isForWalls
        ? " It is for the Robin conditions: they may be near a resonance." : "")
      """,
      pointer: document.pointer(to: point, or: .equation),
      numbers: [("iterations", Double(iterations))]
        + (residual.isFinite ? [("residual", residual)] : []))
  }

  /// Newton's method has nothing to begin with.
  init(nonFiniteReactionAt point: Int, in document: ProblemDocument) {
    self.init(
      .unprocessableContent, code: "non-finite",
      """
      The reaction\(document.describe(point)), or its derivative by phi, is not finite for the guess, \
      which is \(document.problem.equation?.guess?.text ?? "0")\(document.problem.givesPotential
        ? ", or for the data at the walls" : "").
      """,
      pointer: document.pointer(to: point, or: .reaction))
  }

  /// The matrix is not positive definite.
  init(notEllipticAt point: Int, in document: ProblemDocument) {
    self.init(
      .unprocessableContent, code: "not-elliptic",
      """
      The equation\(document.describe(point)) is not elliptic: \
      \(document.problem.ellipticityConditions.joined(separator: "; ")).
      """,
      pointer: document.pointer(to: point, or: .equation))
  }
}

extension Problem {
  /// Whether φ is given at some wall.
  fileprivate var givesPotential: Bool {
    axes.contains { axis in
      guard case .walls(let lower, let upper) = axis.boundary else { return false }
      return lower.condition == .dirichlet || upper.condition == .dirichlet
    }
  }

  /// What makes an equation that is solved by iteration elliptic, clause by clause.
  fileprivate var ellipticityConditions: [String] {
    let reaction = equation?.reaction == nil ? "" : " plus the reaction's derivative by phi"
    let guess = equation?.guess?.text ?? "0"
    // Where there is no solution, steps go where a derivative vanishes that does not anywhere else.
    let beginning =
      reaction.isEmpty
      ? "" : ", for the guess either, which is \(guess), or for an iterate of Newton's method"
    var conditions = [
      """
      with a coefficient or a reaction, the screening\(reaction) must not be below 0, nor 0 everywhere where nothing \
      else fixes the constant\(beginning)
      """
    ]
    if equation?.coefficient != nil {
      conditions.append("the coefficient must be above 0 between the points of the grid, too")
    }
    let hasRobin = axes.contains { axis in
      guard case .walls(let lower, let upper) = axis.boundary else { return false }
      return lower.condition == .robin || upper.condition == .robin
    }
    if hasRobin { conditions.append("alpha/beta at walls must not be below 0") }
    return conditions
  }
}

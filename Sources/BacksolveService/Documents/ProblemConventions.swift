import Expressions
import JSON
import Poisson

extension ProblemDocument {
  /// The lengths of the nested arrays that a field's numbers form.
  func extents(of field: ProblemField) -> [Int] {
    if case .sensors(let sensors) = field.support {
      [sensors.count]
    } else {
      problem.axes.map(\.points)
    }
  }
}

/// A problem's statements and conventions, as answers tell them.
extension Problem {
  /// The equation solved, with its signs; nil where nothing is solved.
  var equationText: String? {
    guard let equation else { return nil }
    let names = axes.map(\.name)
    var left = names.map { "d2phi/d\($0)2" }.joined(separator: " + ")
    if let coefficient = equation.coefficient {
      left = names.map { "d/d\($0)((\(coefficient.text)) dphi/d\($0))" }.joined(separator: " + ")
    }
    if let screening = equation.screening { left += " - (\(screening.text)) phi" }
    return left + " = rho" + (equation.reaction.map { " + (\($0.text))" } ?? "")
  }

  /// The density and the objectives.
  func writeStatements(to writer: inout JSONWriter, hasSingleObjective: Bool) {
    writer.member("density", density.text)
    if hasSingleObjective, let objective = objectives.first {
      writer.member("objective", objective.expression.text)
      return
    }
    writer.object("objective") { writer in
      for objective in objectives { writer.member(objective.name, objective.expression.text) }
    }
  }

  /// Domain, equation, scheme and gauge.
  func writeConventions(to writer: inout JSONWriter) {
    writer.object("domain") { writer in
      for axis in axes {
        writer.object(axis.name) { write(axis, to: &$0) }
      }
    }
    guard let equation, let text = equationText else {
      writer.member("scheme", "rectangle-rule")
      return
    }
    writer.member("equation", text)
    writer.member("scheme", equation.scheme.name)
    if let order = equation.scheme.orderName {
      if let number = Int(order) {
        writer.member("order", number)
      } else {
        writer.member("order", order)
      }
    }
    guard isSingular else { return }
    write(equation.gauge, to: &writer)
    writer.member("compatibility", equation.compatibility.rawValue)
  }

  private func write(_ axis: ProblemAxis, to writer: inout JSONWriter) {
    writer.member("start", expression: axis.start)
    writer.member("length", expression: axis.length)
    writer.member("points", axis.points)
    guard let equation else {
      writer.member("spacing", "length/(points - 1)")
      return
    }
    switch axis.boundary {
    case .periodic: writer.member("boundary", "periodic")
    case .walls(let lower, let upper):
      writer.object("boundary") { writer in
        write("lower", lower, to: &writer)
        write("upper", upper, to: &writer)
      }
    }
    writer.member("placement", axis.placement.name)
    writer.member("spacing", axis.spacing(equation.scheme))
  }

  private func write(_ side: String, _ wall: ProblemWall, to writer: inout JSONWriter) {
    writer.object(side) { writer in
      switch wall.statement {
      case .dirichlet: writer.member("dirichlet", expression: wall.data)
      case .neumann: writer.member("neumann", expression: wall.data)
      case .robin(let value, let derivative):
        writer.object("robin") { writer in
          writer.member("alpha", expression: value)
          writer.member("beta", expression: derivative)
          writer.member("value", expression: wall.data)
        }
      }
    }
  }

  private func write(_ gauge: ProblemGauge, to writer: inout JSONWriter) {
    switch gauge {
    case .mean(nil): writer.member("gauge", "zero-mean")
    case .mean(let mean?):
      writer.object("gauge") { $0.member("mean", expression: mean) }
    case .zero(let point):
      writer.object("gauge") { writer in
        writer.object("zero") { writer in
          for (axis, coordinate) in zip(axes, point) {
            writer.member(axis.name, expression: coordinate)
          }
        }
      }
    }
  }

  /// Whether a potential plus a constant solves the equation as well.
  private var isSingular: Bool {
    equation?.screening == nil && equation?.reaction == nil
      && axes.allSatisfy { axis in
        guard case .walls(let lower, let upper) = axis.boundary else { return true }
        return [lower, upper].allSatisfy { $0.condition == .neumann }
      }
  }
}

extension Placement {
  /// The name in requests.
  package var name: String {
    switch self {
    case .nodes: "nodes"
    case .cellCentres: "centres"
    }
  }
}

extension ProblemAxis {
  /// The distance of neighbours, as a formula.
  fileprivate func spacing(_ scheme: DiscreteScheme) -> String {
    if boundary == .periodic || placement == .cellCentres { return "length/points" }
    return scheme == .spectral ? "Chebyshev-Lobatto nodes" : "length/(points - 1)"
  }
}

extension JSONWriter {
  /// Writes a member that is an expression: a number, or its text.
  fileprivate mutating func member(_ name: String, expression: Expression) {
    if let number = expression.number, number.isFinite {
      try? member(name, number)
    } else {
      member(name, expression.text)
    }
  }
}

import Expressions
import JSON
import Poisson

/// The answer to /capabilities: what a document may contain, told by the catalogues themselves.
struct Capabilities {
  let limits: ServiceLimits

  /// The JSON document.
  func encoded() -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("equation", "div(coefficient grad(phi)) - screening phi = rho + reaction")
      writer.array("models") { writer in
        for model in StoredProblem.catalogue { writer.object { write(model, to: &$0) } }
      }
      writer.array("schemes") { writer in
        for scheme in DiscreteScheme.catalogue { writer.object { write(scheme, to: &$0) } }
        writer.object { writer in
          writer.member("scheme", "rectangle-rule")
          writer.member("summary", "nothing is solved; all points count alike, both ends too")
        }
      }
      writer.strings("operators", ProblemEquation.Term.allCases.map(\.rawValue))
      writer.strings("boundaries", ["periodic"] + Condition.Kind.allCases.map(\.rawValue))
      writer.strings("placements", Placement.allCases.map(\.name))
      writer.strings("compatibility", Compatibility.allCases.map(\.rawValue))
      writer.strings("gauges", ProblemGauge.Form.allCases.map(\.rawValue))
      writer.strings("sweeps", Sweep.Combination.allCases.map(\.rawValue))
      writer.object("expressions") { writer in
        writer.strings("functions", Expression.signatures)
        writer.strings("constants", Expression.constants)
        writer.strings("reductions", Problem.reductions)
        writer.strings("fields", Problem.fieldNames)
      }
      writer.object("limits") { writer in
        for (name, limit) in ServiceLimits.catalogue { writer.member(name, limits[keyPath: limit]) }
      }
    }
    return writer.finish()
  }

  private func write(_ model: StoredProblem, to writer: inout JSONWriter) {
    writer.member("model", model.name)
    writer.member("summary", model.summary)
    writer.member("document", model.text)
  }

  private func write(_ scheme: DiscreteScheme, to writer: inout JSONWriter) {
    writer.member("scheme", scheme.name)
    if let order = scheme.orderName {
      if let number = Int(order) {
        writer.member("order", number)
      } else {
        writer.member("order", order)
      }
    }
    writer.member("summary", scheme.summary)
  }
}

extension JSONWriter {
  fileprivate mutating func strings(_ name: String, _ values: [String]) {
    array(name) { writer in
      for value in values { writer.write(value) }
    }
  }
}

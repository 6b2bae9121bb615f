/// A page of metrics in the text format of Prometheus, version 0.0.4.
///
/// A family's samples stand together below its HELP and TYPE, which the format demands.
package struct PrometheusText {
  /// The media type of the page.
  package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  /// What distinguishes the samples of a family.
  package typealias Labels = [(name: String, value: String)]

  private(set) var text = ""

  /// An empty page.
  package init() {}

  /// The page as bytes.
  package var bytes: [UInt8] { Array(text.utf8) }

  /// A family of values that only grow; its name ends in `_total`.
  package mutating func counters(
    _ name: String, _ help: String, _ samples: [(labels: Labels, value: Double)]
  ) {
    family(name, "counter", help)
    for sample in samples { line(name, sample.labels, sample.value) }
  }

  /// A value that only grows.
  package mutating func counter(_ name: String, _ help: String, _ value: Double) {
    counters(name, help, [([], value)])
  }

  /// A value that goes up and down.
  package mutating func gauge(
    _ name: String, _ help: String, _ value: Double, labels: Labels = []
  ) {
    family(name, "gauge", help)
    line(name, labels, value)
  }

  /// A family of histograms.
  package mutating func histograms(
    _ name: String, _ help: String, _ samples: [(labels: Labels, histogram: DurationHistogram)]
  ) {
    family(name, "histogram", help)
    for (labels, histogram) in samples {
      let (cumulative, seconds) = histogram.snapshot
      for (bound, count) in zip(DurationHistogram.bounds, cumulative) {
        line("\(name)_bucket", labels + [("le", "\(bound)")], Double(count))
      }
      let count = Double(cumulative.last ?? 0)
      line("\(name)_bucket", labels + [("le", "+Inf")], count)
      line("\(name)_sum", labels, seconds)
      line("\(name)_count", labels, count)
    }
  }

  private mutating func family(_ name: String, _ type: String, _ help: String) {
    text += "# HELP \(name) \(escaped(help, quotes: false))\n# TYPE \(name) \(type)\n"
  }

  private mutating func line(_ name: String, _ labels: Labels, _ value: Double) {
    text += name
    if !labels.isEmpty {
      let pairs = labels.map { "\($0.name)=\"\(escaped($0.value, quotes: true))\"" }
      text += "{" + pairs.joined(separator: ",") + "}"
    }
    let isWhole = value == value.rounded() && abs(value) < 1e15
    text += " " + (isWhole ? "\(Int(value))" : "\(value)") + "\n"
  }

  /// A text with the characters escaped that would end it.
  private func escaped(_ text: String, quotes: Bool) -> String {
    var result = ""
    for character in text.unicodeScalars {
      switch character {
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\"" where quotes: result += "\\\""
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }
}

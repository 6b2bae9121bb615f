import JSON
import Poisson

/// What was measured, for people and for machines.
struct BenchResult {
  /// A sweep over t on a number of threads.
  struct Sweep {
    let count: Int
    let threads: Int
    let timing: Timing

    /// The shortest time per value of t.
    var minimumPerPoint: Double { timing.minimum / Double(count) }
  }

  /// An evaluation on a number of threads.
  struct Shared {
    let threads: Int
    let timing: Timing
  }

  let subject: BenchSubject
  let value: Double
  let gradient: [Double]
  let workspaceByteCount: Int
  let evaluation: Timing
  let shared: Shared?
  let firstCompilation: Double
  let compilation: Timing
  let sweeps: [Sweep]

  /// A block of lines.
  var text: String {
    var lines = [
      "\(subject.scheme.name), \(subject.grid) points: "
        + (subject.isSolution
          ? "sum of |phi| = \(value)" : "I = \(value), gradient by t, mu, sigma = \(gradient)"),
      row("memory:", "\(workspaceByteCount) bytes in a workspace"),
      row(
        "compile time:",
        "\(microseconds(compilation.minimum)), \(microseconds(firstCompilation)) the first time"),
      "  --------------",
      row("minimum time:", microseconds(evaluation.minimum)),
      row("median time:", microseconds(evaluation.median)),
      row("mean time:", microseconds(evaluation.mean)),
      row("maximum time:", microseconds(evaluation.maximum)),
      "  --------------",
      row("samples:", "\(evaluation.samples.count)"),
      row("evals/sample:", "\(evaluation.evaluations)"),
    ]
    if let shared {
      lines.append("  --------------")
      lines.append(row("on \(shared.threads) threads:", microseconds(shared.timing.minimum)))
    }
    if !sweeps.isEmpty { lines.append("  --------------") }
    for sweep in sweeps {
      let threads = sweep.threads == 1 ? "1 thread" : "\(sweep.threads) threads"
      lines.append(
        row(
          "sweep of \(sweep.count) t:",
          "\(microseconds(sweep.minimumPerPoint)) per t on \(threads)"))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// All results as one document.
  static func json(_ results: [BenchResult]) throws -> String {
    var writer = JSONWriter()
    try writer.object { writer in
      writer.member("version", version)
      try writer.array("results") { writer in
        for result in results { try writer.object { writer in try result.write(to: &writer) } }
      }
    }
    return String(decoding: writer.finish(), as: UTF8.self)
  }

  private func write(to writer: inout JSONWriter) throws {
    writer.member("scheme", subject.scheme.name)
    writer.member("grid", subject.grid)
    writer.member("points", subject.points)
    try writer.member("value", value)
    if !subject.isSolution {
      try writer.object("gradient") { writer in
        for (name, derivative) in zip(["t", "mu", "sigma"], gradient) {
          try writer.member(name, derivative)
        }
      }
    }
    writer.member("workspaceBytes", workspaceByteCount)
    try writer.object("compile") { writer in
      try writer.member("first", firstCompilation)
      try compilation.write(to: &writer)
    }
    try writer.object("time") { writer in try evaluation.write(to: &writer) }
    if let shared {
      try writer.object("shared") { writer in
        writer.member("threads", shared.threads)
        try writer.object("time") { writer in try shared.timing.write(to: &writer) }
      }
    }
    try writer.array("sweeps") { writer in
      for sweep in sweeps {
        try writer.object { writer in
          writer.member("points", sweep.count)
          writer.member("threads", sweep.threads)
          try writer.member("minimumPerPoint", sweep.minimumPerPoint)
          try writer.object("time") { writer in try sweep.timing.write(to: &writer) }
        }
      }
    }
  }
}

extension Timing {
  fileprivate func write(to writer: inout JSONWriter) throws {
    try writer.member("minimum", minimum)
    try writer.member("median", median)
    try writer.member("mean", mean)
    try writer.member("maximum", maximum)
    writer.member("samples", samples.count)
    writer.member("evaluations", evaluations)
  }
}

private func row(_ name: String, _ value: String) -> String {
  let indented = "  " + name
  return indented + String(repeating: " ", count: max(1, 22 - indented.count)) + value
}

/// A time with the unit that suits it, to four digits or so.
private func microseconds(_ seconds: Double) -> String {
  let (scaled, unit) = seconds < 1e-3 ? (seconds * 1e6, "us") : (seconds * 1e3, "ms")
  let thousandths = Int((scaled * 1000).rounded())
  let fraction = String(thousandths % 1000 + 1000).dropFirst()
  return "\(thousandths / 1000).\(fraction) \(unit)"
}

import Foundation
import Testing

/// That figures are there and make sense; how large they are is the machine's affair.
@Suite("backsolve bench")
struct BenchTests {
  private struct Report: Decodable {
    struct Times: Decodable {
      let minimum: Double
      let median: Double
      let mean: Double
      let maximum: Double
      let samples: Int
      let evaluations: Int

      var areOrdered: Bool {
        minimum > 0 && minimum <= median && median <= maximum && minimum <= mean
          && mean <= maximum && samples >= 5 && evaluations >= 1
      }
    }

    struct Sweep: Decodable {
      let points: Int
      let threads: Int
      let minimumPerPoint: Double
      let time: Times
    }

    struct Result: Decodable {
      let scheme: String
      let points: Int
      let value: Double
      let gradient: [String: Double]
      let workspaceBytes: Int
      let compile: Times
      let time: Times
      let sweeps: [Sweep]
    }

    let version: String
    let results: [Result]
  }

  @Test("JSON for machines")
  func json() throws {
    let finished = try Command.run(
      Command.backsolve,
      ["bench", "--points", "64,127", "--seconds", "0.005", "--sweep", "629", "--json"])
    #expect(finished.status == 0)
    let report = try JSONDecoder().decode(Report.self, from: Data(finished.output.utf8))
    #expect(
      report.results.map { "\($0.scheme) \($0.points)" } == [
        "spectral 64", "spectral 127", "finite-difference 64", "finite-difference 127",
      ])
    for result in report.results {
      #expect(result.time.areOrdered && result.compile.areOrdered)
      #expect(result.workspaceBytes > 8 * result.points)
      #expect(result.sweeps.first?.threads == 1)
      for sweep in result.sweeps {
        #expect(sweep.points == 629 && sweep.time.areOrdered)
        #expect(abs(sweep.minimumPerPoint * 629 / sweep.time.minimum - 1) < 1e-12)
      }
    }
    // What the posts' problem has at t = 1, in units of points/(2 π).
    let spectral = report.results[1]
    #expect(abs(spectral.value / 127 * 2 * .pi - 0.190827397512) < 1e-9)
    #expect(abs((spectral.gradient["t"] ?? 0) / 127 * 2 * .pi - 0.490115451442) < 1e-9)
  }

  @Test("a table for people, and what one rewrite brings")
  func text() throws {
    let finished = try Command.run(
      Command.backsolve,
      [
        "bench", "--points", "32", "--scheme", "spectral", "--seconds", "0.002",
        "--without", "diagonals,signs", "--sweep", "0",
      ])
    #expect(finished.status == 0)
    #expect(finished.output.hasPrefix("spectral, 32 points: I = "))
    for row in [
      "memory:", "compile time:", "minimum time:", "median time:", "mean time:",
      "maximum time:", "samples:", "evals/sample:",
    ] {
      #expect(finished.output.contains("\n  \(row) "))
    }
    #expect(!finished.output.contains("sweep"))
  }

  @Test(
    "what makes no sense is refused",
    arguments: [
      ["--points", "0"], ["--points", "128,"], ["--points", "8x8x8x8"], ["--points", "8x"],
      ["--points", "2"], ["--scheme", "thomas"],
      ["--without", "everything"], ["--boundary", "robin"], ["--seconds", "0"], ["--sweep", "-1"],
    ])
  func refusals(_ arguments: [String]) throws {
    let finished = try Command.run(Command.backsolve, ["bench"] + arguments)
    #expect(finished.status != 0 && finished.output.isEmpty && !finished.errors.isEmpty)
  }

  @Test("between walls")
  func boundaries() throws {
    let results = try ["dirichlet", "neumann"].map { boundary in
      try Command.run(
        Command.backsolve,
        [
          "bench", "--points", "20x24", "--scheme", "spectral", "--seconds", "0.002", "--solve",
          "--boundary", boundary,
        ])
    }
    #expect(results.allSatisfy { $0.status == 0 })
    let values = results.map { $0.output.split(separator: "\n").first }
    #expect(values.allSatisfy { $0?.contains("20x24 points: sum of |phi| = ") == true })
    #expect(values[0] != values[1])
  }

  @Test("planes and space, and solutions alone")
  func dimensions() throws {
    let gradient = try Command.run(
      Command.backsolve,
      ["bench", "--points", "32x40,16x18x20", "--scheme", "spectral", "--seconds", "0.002"])
    #expect(gradient.status == 0)
    #expect(gradient.output.contains("spectral, 32x40 points: I = "))
    #expect(gradient.output.contains("spectral, 16x18x20 points: I = "))
    #expect(!gradient.output.contains("sweep"))
    let solution = try Command.run(
      Command.backsolve,
      ["bench", "--points", "64", "--scheme", "spectral", "--seconds", "0.002", "--solve"])
    #expect(solution.output.hasPrefix("spectral, 64 points: sum of |phi| = "))
    #expect(!solution.output.contains("gradient"))
  }
}

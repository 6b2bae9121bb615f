import Foundation
import Testing

@Suite("backsolve plan")
struct PlanTests {
  private func backsolve(_ arguments: String...) throws -> Finished {
    try Command.run(Command.backsolve, arguments)
  }

  /// The findings in a file, without the line that says of which FFTW it is.
  private func lines(_ wisdom: String) -> Set<Substring> {
    Set(wisdom.split(separator: "\n").filter { $0.hasPrefix("  ") })
  }

  private func value(_ finished: Finished) throws -> Double {
    struct Answer: Decodable { let value: Double }
    return try JSONDecoder().decode(Answer.self, from: Data(finished.output.utf8)).value
  }

  @Test("plans that are measured once serve from then on, with the same bits every time")
  func plans() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).fftw")
    defer { try? FileManager.default.removeItem(at: file) }
    let planned = try backsolve("plan", "--points", "240", "--wisdom", file.path)
    #expect(planned.status == 0 && planned.output.isEmpty && planned.errors.isEmpty)
    let first = try String(contentsOf: file, encoding: .utf8)
    #expect(first.hasPrefix("(fftw-"))

    let estimated = try backsolve("gradient", "--points", "240")
    let measured = try backsolve("gradient", "--points", "240", "--wisdom", file.path)
    #expect(measured.status == 0 && measured.errors.isEmpty)
    let error = try value(measured) - value(estimated)
    #expect(abs(error) <= 1e-13 * abs(try value(estimated)))
    for _ in 0..<3 {
      let again = try backsolve("gradient", "--points", "240", "--wisdom", file.path)
      #expect(again.output == measured.output)
    }

    // A second problem is added to the first.
    #expect(try backsolve("plan", "--points", "250", "--wisdom", file.path).status == 0)
    let second = try String(contentsOf: file, encoding: .utf8)
    let (before, after) = (lines(first), lines(second))
    #expect(before.isStrictSubset(of: after))

    let server = try RunningServer(["--wisdom", file.path])
    let answer = try Command.run(
      "curl", ["-s", server.base + "/gradient", "-d", #"{"domain": {"x": {"points": 240}}}"#])
    #expect(answer.output == measured.output.trimmingCharacters(in: .newlines))
  }

  @Test("files that can't be used")
  func unusable() throws {
    let missing = try backsolve("gradient", "--wisdom", "/no/such/file")
    #expect(missing.status == 66 && missing.errors.contains("can't be read"))
    let place = try backsolve("plan", "--points", "64", "--wisdom", "/no/such/place")
    #expect(place.status == 73 && place.errors.contains("can't be written"))
    let document = try backsolve("plan", "--points", "0", "--wisdom", "/no/such/place")
    #expect(document.status == 65 && document.errors.contains("/domain/x/points"))
    // Plans are a matter of speed: without them everything works.
    let stale = try backsolve("gradient", "--wisdom", #filePath)
    #expect(stale.status == 0 && stale.errors.contains("not wisdom of this version of FFTW"))
    #expect(stale.output == (try backsolve("gradient")).output)
  }
}

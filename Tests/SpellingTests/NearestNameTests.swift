import Spelling
import Testing

@Suite("The nearest name")
struct NearestNameTests {
  static let names = ["t", "parameters", "domain", "solver", "gauge", "sigma", "mu", "wrt"]

  @Test(
    "A slip is recognised",
    arguments: [
      ("paramters", "parameters"), ("Sigma", "sigma"), ("sgima", "sigma"), ("domains", "domain"),
      ("guage", "gauge"), ("MU", "mu"), ("wtr", "wrt"), ("solvr", "solver"), ("T", "t"),
    ])
  func slips(_ word: String, _ name: String) {
    #expect(nearestName(to: word, among: Self.names) == name)
  }

  @Test("What resembles nothing has no suggestion", arguments: ["x", "", "temperature", "zz"])
  func strangers(_ word: String) {
    #expect(nearestName(to: word, among: Self.names) == nil)
  }

  @Test("A very long word costs nothing")
  func long() {
    #expect(nearestName(to: String(repeating: "s", count: 1 << 20), among: Self.names) == nil)
  }
}

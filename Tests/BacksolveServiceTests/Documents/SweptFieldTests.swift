import BacksolveService
import Glibc
import JSON
import Randomness
import Testing
import Workers

/// Arrays with one level more than the grid has axes: a column of a sweep.
@Suite("Swept fields")
struct SweptFieldTests {
  private func list(_ values: [Double]) -> String {
    "[" + values.map { "\($0)" }.joined(separator: ",") + "]"
  }

  private func lists(_ values: [[Double]]) -> String {
    "[" + values.map(list).joined(separator: ",") + "]"
  }

  private func random(_ shape: (Int, Int), seed: UInt64) -> [[Double]] {
    var generator = SeededGenerator(seed: seed)
    return (0..<shape.0).map { _ in
      (0..<shape.1).map { _ in Double.random(in: -1...1, using: &generator) }
    }
  }

  private let rest = """
    "density": "a*s*cos(x)", "wrt": ["s", "a"], "domain": {"x": {"points": 16}},
    "compatibility": "project"
    """

  @Test("each field gives what it gives alone, with the parameter of the same place")
  func together() throws {
    let fields = random((5, 16), seed: 11)
    let factors = [0.5, 1, 2, -1, 3]
    let all = post(
      "/gradient",
      #"{\#(rest), "parameters": {"a": \#(list(factors))}, "fields": {"s": \#(lists(fields))}}"#)
    #expect(all.status == 200, "\(all.text)")
    let values = try all.column("value")
    let byField = try all.node("gradient", "s").array.map { try $0.doubles() }
    let byFactor = try all.column("gradient", "a")
    #expect(byField.map(\.count) == [16, 16, 16, 16, 16])
    for (index, field) in fields.enumerated() {
      let one = post(
        "/gradient",
        #"{\#(rest), "parameters": {"a": \#(factors[index])}, "fields": {"s": \#(list(field))}}"#)
      #expect(isClose(try one.number("value"), values[index], relative: 1e-13))
      #expect(isClose(try one.number("gradient", "a"), byFactor[index], relative: 1e-13))
      for (single, swept) in zip(try one.column("gradient", "s"), byField[index]) {
        #expect(abs(single - swept) < 1e-14)
      }
    }
  }

  @Test("in a grid every field goes with every parameter, the field fastest")
  func grid() throws {
    let fields = random((3, 16), seed: 12)
    let parameters = #""parameters": {"a": [1, 2]}, "sweep": "grid""#
    let all = post("/evaluate", #"{\#(rest), \#(parameters), "fields": {"s": \#(lists(fields))}}"#)
    let values = try all.column("value")
    #expect(values.count == 6, "\(all.text)")
    for (index, field) in fields.enumerated() {
      let one = try post(
        "/evaluate", #"{\#(rest), "parameters": {"a": 1}, "fields": {"s": \#(list(field))}}"#
      ).number("value")
      #expect(isClose(values[index], one, relative: 1e-13))
      // The square of a factor 2.
      #expect(isClose(values[3 + index], 4 * one, relative: 1e-13))
    }
  }

  @Test("any number of workers gives the same text")
  func threads() throws {
    let fields = random((200, 16), seed: 13)
    let document = #"{\#(rest), "parameters": {"a": 1}, "fields": {"s": \#(lists(fields))}}"#
    let texts = [1, 2, 8].map { count in
      let service = Service(ServiceCore(workers: WorkerPool(workerCount: count)))
      return post("/gradient", document, to: service).text
    }
    #expect(texts[0] == texts[1] && texts[0] == texts[2])
  }

  @Test("on a plane: three levels, flat where there is one level less than axes")
  func plane() throws {
    let rows = random((8, 8), seed: 14)
    let rest = """
      "density": "s", "wrt": ["s"], "compatibility": "project",
      "domain": {"x": {"points": 8}, "y": {"points": 8}}
      """
    let one = post("/gradient", #"{\#(rest), "fields": {"s": \#(lists(rows))}}"#)
    let two = post("/gradient", #"{\#(rest), "fields": {"s": [\#(lists(rows)), \#(lists(rows))]}}"#)
    let value = try one.number("value")
    #expect(try two.column("value") == [value, value], "\(two.text)")
    let gradient = try two.node("gradient", "s").array.map { try $0.array.map { try $0.doubles() } }
    #expect(
      gradient.map { $0.map(\.count) } == [
        [Int](repeating: 8, count: 8), [Int](repeating: 8, count: 8),
      ])
  }

  @Test("measured values are swept like any field")
  func measurements() throws {
    // φ = −cos x; the misfit is Σ (φ(xᵢ) − dᵢ)².
    let document = """
      {"density": "cos(x)", "data": {"d": {"x": [1, 2], "values": [[0, 0], [0.5, -0.5], [1, 2]]}},
       "objective": "misfit(d)", "wrt": ["d"]}
      """
    let answer = post("/gradient", document)
    #expect(answer.status == 200, "\(answer.text)")
    let values = try answer.column("value")
    let gradient = try answer.node("gradient", "d").array.map { try $0.doubles() }
    for (index, data) in [[0, 0], [0.5, -0.5], [1, 2]].enumerated() {
      let rests = zip([1.0, 2.0], data).map { -cos($0) - $1 }
      #expect(isClose(values[index], rests[0] * rests[0] + rests[1] * rests[1], relative: 1e-12))
      for (one, rest) in zip(gradient[index], rests) { #expect(abs(one + 2 * rest) < 1e-12) }
    }
  }

  @Test(
    "what does not fit is refused with its place",
    arguments: [
      (
        #""parameters": {"a": [1, 2, 3]}, "fields": {"s": [[1], [2]]}"#, "length-mismatch",
        "/fields/s"
      ),
      (
        #""parameters": {"a": 1}, "fields": {"s": [[1, 1], [2]]}"#, "length-mismatch", "/fields/s/1"
      ),
      (#""parameters": {"a": 1}, "fields": {"s": [[1, 1], 2]}"#, "wrong-type", "/fields/s/1"),
      (#""parameters": {"a": 1}, "fields": {"s": [[[1], [1]]]}"#, "wrong-type", "/fields/s/0/0"),
    ])
  func misfits(_ members: String, _ code: String, _ pointer: String) throws {
    let points = members.contains("[1], [2]]}") ? 1 : 2
    let document = """
      {"density": "a*s", "compatibility": "project", "domain": {"x": {"points": \(points)}}, \(members)}
      """
    let answer = post("/evaluate", document)
    #expect(try answer.string("code") == code, "\(answer.text)")
    #expect(try answer.string("pointer") == pointer)
  }

  @Test("numbers are counted before they are read")
  func limit() throws {
    var limits = ServiceLimits()
    limits.fieldValues = 31
    let small = Service(ServiceCore(limits: limits))
    let fields = random((2, 16), seed: 15)
    let answer = post(
      "/evaluate", #"{\#(rest), "parameters": {"a": 1}, "fields": {"s": \#(lists(fields))}}"#,
      to: small)
    #expect(try answer.string("code") == "limit-exceeded")
    #expect(try answer.string("pointer") == "/fields")
    #expect(answer.text.contains("found 32"), "\(answer.text)")
  }

  @Test("a field that is not finite is named by its place in the sweep")
  func notFinite() throws {
    let document = """
      {"density": "1/s - 1", "compatibility": "project", "domain": {"x": {"points": 2}},
       "solver": {"scheme": "rectangle-rule"}, "objective": "integral(rho)",
       "fields": {"s": [[1, 1], [1, 0]]}}
      """
    let answer = post("/evaluate", document.replacing(#""compatibility": "project", "#, with: ""))
    #expect(try answer.string("pointer") == "/fields/s/1", "\(answer.text)")
  }
}

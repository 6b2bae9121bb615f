import BacksolveService
import HTTPCore
import JSON
import Testing
import Workers

/// A document whose form is known has to be answered like one that is read for the first time.
@Suite("Documents of a known form")
struct KnownFormsTests {
  private func service() -> Service {
    Service(ServiceCore(workers: WorkerPool(workerCount: 1)))
  }

  /// The answer, apart from the id of the request.
  private func answer(_ document: String, _ path: String, _ service: Service) -> String {
    var headers = HTTPHeaders()
    headers.append("X-Request-Id", "same")
    return post(path, document, headers: headers, to: service).text
  }

  /// Pairs of one form each: the numbers of parameters differ.
  private static let pairs = [
    (#"{"t": 1.0}"#, #"{"t": 2}"#),
    (#"{"t": 0.5}"#, #"{"t":-0}"#),
    ("{}", " { } "),
    (
      #"{"parameters": {"sigma": 0.3, "length": 7}}"#,
      #"{"parameters": {"sigma": 0.31, "length": 6.5}}"#
    ),
    (#"{"parameters": {"\u03c3": 0.3}, "t": 2}"#, #"{"parameters": {"σ": 0.4}, "t": 3}"#),
    (
      #"{"density": "a*sin(k*x)", "parameters": {"k": 1, "a": 2}, "wrt": ["a"]}"#,
      #"{"density": "a*sin(k*x)", "parameters": {"k": 2, "a": -1e-3}, "wrt": ["a"]}"#
    ),
    (
      #"{"t": 1, "parameters": {"mu": {"start": 1, "stop": 2, "count": 3}}}"#,
      #"{"t": 2, "parameters": {"mu": {"start": 1, "stop": 2, "count": 3}}}"#
    ),
    (
      #"{"objectives": {"a": "integral(phi^2)", "b": "at(phi, x = 1)"}, "t": 1}"#,
      #"{"objectives": {"a": "integral(phi^2)", "b": "at(phi, x = 1)"}, "t": 3}"#
    ),
    (#"{"t": 1, "errorEstimate": true}"#, #"{"t": 2, "errorEstimate": true}"#),
    (#"{"model": "density-gaussian", "t": 1}"#, #"{"model": "density-gaussian", "t": 2}"#),
    // What is wrong with the numbers is told for these, not for those that were read first.
    (#"{"parameters": {"sigma": 0.3}}"#, #"{"parameters": {"sigma": 0}}"#),
    (#"{"parameters": {"n0": 0}}"#, #"{"parameters": {"n0": 0.5}}"#),
    (#"{"parameters": {"length": 6}}"#, #"{"parameters": {"length": -6}}"#),
  ]

  @Test("is answered as if it were new", arguments: pairs, ["/evaluate", "/gradient"])
  func answers(_ pair: (first: String, second: String), _ path: String) {
    let warm = service()
    let first = answer(pair.first, path, warm)
    #expect(first == answer(pair.first, path, service()))
    #expect(warm.core.forms.recognisedCount == 0)
    let second = answer(pair.second, path, warm)
    #expect(warm.core.forms.recognisedCount == 1)
    #expect(second == answer(pair.second, path, service()))
    #expect(answer(pair.first, path, warm) == first)
  }

  @Test("value and gradient are two purposes of one form")
  func purposes() {
    let warm = service()
    _ = answer("{}", "/evaluate", warm)
    #expect(answer("{}", "/gradient", warm) == answer("{}", "/gradient", service()))
    #expect(warm.core.forms.recognisedCount == 0)
  }

  @Test(
    "is known only where it stands for something",
    arguments: [
      #"{"t": [1, 2]}"#, #"{"parameters": {"mu": [1, 2]}}"#, #"{"t": "1"}"#, #"{"parameters": 1}"#,
      "[1]", "3",
      #"{"t": 1, "parameters": {"t": 1}}"#, #"{"parameters": {"nothing": 1}}"#,
      #"{"density": "x +", "t": 1}"#,
    ])
  func unknown(_ document: String) {
    let warm = service()
    let first = answer(document, "/gradient", warm)
    #expect(answer(document, "/gradient", warm) == first)
    #expect(warm.core.forms.recognisedCount == 0)
  }

  @Test("no more than so many are kept")
  func capacity() throws {
    let forms = KnownForms(capacity: 2)
    let core = service().core
    func read(_ names: String...) throws {
      for name in names {
        let text = #"{"density": "\#(name)*sin(x)", "parameters": {"\#(name)": 1}}"#
        _ = try forms.read(
          JSONDocument(parsing: Array(text.utf8)), for: .value, limits: core.limits,
          expressions: core.expressions)
      }
    }
    try read("a", "b", "a", "b")
    #expect(forms.recognisedCount == 2)
    // The third makes room for itself, and the first returns.
    try read("c", "c", "a", "a")
    #expect(forms.recognisedCount == 4)
  }

  @Test("a long document is read each time")
  func size() {
    let warm = service()
    let terms = (1...400).map { "sin(\($0)*x)" }.joined(separator: " + ")
    let document = #"{"density": "\#(terms)", "parameters": {"t": 1}, "t": 1}"#
    let long = #"{"t": 1, "objective": "integral(phi^2)\#(String(repeating: " ", count: 17_000))"}"#
    for text in [document, long] {
      #expect(answer(text, "/evaluate", warm) == answer(text, "/evaluate", warm))
    }
    #expect(warm.core.forms.recognisedCount == 0)
  }
}

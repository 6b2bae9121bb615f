import BacksolveService
import HTTPCore
import JSON
import Testing
import Workers

@Suite("Operations")
struct OperationsTests {
  private func get(_ path: String, headers: HTTPHeaders = HTTPHeaders()) -> Answer {
    Answer(service.respond(to: HTTPRequest(.get, path, headers: headers)))
  }

  // MARK: Ids

  @Test(
    "a request's id is kept if it is harmless",
    arguments: ["a", "0123456789abcdef", "A.b_c-9", String(repeating: "x", count: 128)])
  func keptID(_ id: String) throws {
    let answer = post("/evaluate", "{", headers: ["X-Request-Id": id])
    #expect(answer.headers["X-Request-Id"] == id)
    #expect(try answer.string("requestId") == id)
  }

  @Test(
    "another one is made for ids that could disturb a log",
    arguments: [
      nil, "", "a b", "a\"b", "a,b", "{}", "ä", String(repeating: "x", count: 129),
    ])
  func madeID(_ id: String?) throws {
    var headers = HTTPHeaders()
    headers["X-Request-Id"] = id
    let ids = (0..<100).map { _ in get("/livez", headers: headers).headers["X-Request-Id"] ?? "" }
    #expect(Set(ids).count == 100)
    #expect(ids.allSatisfy { $0.count == 16 && UInt64($0, radix: 16) != nil })
    headers = ["X-Request-Id": "a"]
    headers.append("X-Request-Id", "b")
    #expect(get("/livez", headers: headers).headers["X-Request-Id"]?.count == 16)
  }

  @Test("every answer has one id: computed, refused, overloaded")
  func everywhere() throws {
    let requests = [
      HTTPRequest(.post, "/gradient", body: Array(#"{"t": [1, 2]}"#.utf8)),
      HTTPRequest(.post, "/gradient", body: Array(#"{"parameters": {"n0": 1}}"#.utf8)),
      HTTPRequest(.get, "/nothing"), HTTPRequest(.options, "*"), HTTPRequest(.put, "/livez"),
    ]
    for request in requests {
      let answer = service.respond(to: request)
      let ids = answer.headers.values(of: "X-Request-Id")
      #expect(ids.count == 1)
      if answer.status.code >= 400 { #expect(try Answer(answer).string("requestId") == ids[0]) }
    }
    let call = service.receive(requests[0])
    let refused = Answer(service.overloaded(call, requests[0]))
    #expect(try refused.string("requestId") == call.id)
    #expect(refused.headers["X-Request-Id"] == call.id)
  }

  // MARK: Accept

  @Test(
    "an answer that the client accepts",
    arguments: [
      nil, "", "*/*", "application/json", "application/*", "Application/JSON", "text/html, */*",
      "text/html;q=0.9, application/json;q=0.1", "application/json; charset=utf-8",
      "application/*;q=0, application/json", "*/*;q=0, application/json;q=0.001", "nonsense",
      "application/json ; q=1.0",
    ])
  func accepted(_ accept: String?) {
    var headers = HTTPHeaders()
    headers["Accept"] = accept
    #expect(post("/evaluate", "{}", headers: headers).status == 200)
  }

  @Test(
    "an answer that it doesn't is 406, told as application/problem+json",
    arguments: [
      "text/html", "application/xml", "text/*", "application/json;q=0", "application/json;q=0.0",
      "*/*, application/json;q=0", "application/*;q=0, */*", "application/problem+json",
    ])
  func refused(_ accept: String) throws {
    let answer = post("/evaluate", "{}", headers: ["Accept": accept])
    #expect(answer.status == 406)
    #expect(try answer.string("code") == "not-acceptable")
    #expect(answer.headers["Content-Type"] == "application/problem+json")
  }

  @Test("two fields of Accept are one list")
  func repeated() {
    var headers: HTTPHeaders = ["Accept": "text/html"]
    headers.append("Accept", "application/json")
    #expect(post("/evaluate", "{}", headers: headers).status == 200)
  }

  @Test("other routes have other types")
  func types() {
    #expect(get("/metrics", headers: ["Accept": "text/plain"]).status == 200)
    #expect(get("/metrics", headers: ["Accept": "application/json"]).status == 406)
    let prometheus =
      "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1"
    #expect(
      get("/metrics", headers: ["Accept": prometheus]).headers["Content-Type"]
        == "text/plain; version=0.0.4; charset=utf-8")
    #expect(get("/openapi.yaml", headers: ["Accept": "application/json"]).status == 406)
    #expect(get("/openapi.json").headers["Content-Type"] == "application/json")
  }

  // MARK: Metrics and times

  @Test("a repeated request parses no expression and compiles nothing")
  func repetition() throws {
    let core = ServiceCore(workers: WorkerPool(workerCount: 1))
    let server = Service(core)
    let document = #"""
      {"density": "a*cos(2*x)", "parameters": {"a": 2}, "objective": "integral(E^2) + at(phi, x = 1)",
       "operator": {"screening": "a^2"}, "domain": {"x": {"start": "a - 2", "length": "2*pi"}}}
      """#
    let first = post("/gradient", document, to: server)
    #expect(first.status == 200)
    let (parsed, misses) = (core.expressions.parsedCount, core.cache.statistics.misses)
    #expect(parsed >= 5)
    #expect(misses == 1)
    for _ in 0..<3 { #expect(post("/gradient", document, to: server).status == 200) }
    #expect(core.expressions.parsedCount == parsed)
    #expect(core.cache.statistics.misses == 1)
    #expect(core.cache.statistics.hits == 3)
  }

  @Test("what is done is counted")
  func counts() throws {
    let server = Service(ServiceCore(workers: WorkerPool(workerCount: 1)))
    for _ in 0..<3 { _ = post("/gradient", #"{"t": [1, 2]}"#, to: server) }
    _ = post("/evaluate", "{}", to: server)
    _ = post("/evaluate", "{", to: server)
    _ = post("/evaluate", #"{"parameters": {"n0": 1}}"#, to: server)
    server.core.metrics.countRequest(.post, route: "/evaluate", status: 200, nanoseconds: 70_000)
    server.core.metrics.countRequest(
      HTTPMethod("X-ANY"), route: server.route(of: "/any"), status: 404, nanoseconds: 1)
    let page = Answer(server.respond(to: HTTPRequest(.get, "/metrics"))).text
    for line in [
      #"backsolve_computations_total{purpose="gradient"} 3"#,
      #"backsolve_computations_total{purpose="value"} 1"#, "backsolve_points_total 7",
      #"backsolve_stage_duration_seconds_count{stage="compute"} 4"#,
      #"backsolve_rejections_total{code="malformed-json"} 1"#,
      #"backsolve_rejections_total{code="incompatible-source"} 1"#,
      "backsolve_problem_cache_misses_total 2", "backsolve_problem_cache_hits_total 3",
      "backsolve_problem_cache_entries 2", "backsolve_queue_depth 0",
      #"http_server_request_duration_seconds_bucket{method="POST",route="/evaluate",status="200",le="5e-05"} 0"#,
      #"http_server_request_duration_seconds_bucket{method="POST",route="/evaluate",status="200",le="0.0001"} 1"#,
      #"http_server_request_duration_seconds_sum{method="POST",route="/evaluate",status="200"} 7e-05"#,
      #"http_server_request_duration_seconds_count{method="other",route="unmatched",status="404"} 1"#,
    ] {
      #expect(page.contains(line + "\n"), "\(line)\n\(page)")
    }
  }

  @Test("Server-Timing tells all stages, on both ways through the service")
  func timing() throws {
    let server = Service(ServiceCore(workers: WorkerPool(workerCount: 1)))
    for _ in 0..<2 {
      let value = try #require(post("/gradient", "{}", to: server).headers["Server-Timing"])
      let stage = #/([a-z]+);dur=(\d+\.\d{3})/#
      let stages = try value.split(separator: ", ").map { try #require($0.wholeMatch(of: stage)) }
      #expect(stages.map { String($0.1) } == ["queue", "compile", "compute", "encode"])
      #expect(try #require(Double(stages[2].2)) > 0)
    }
  }
}

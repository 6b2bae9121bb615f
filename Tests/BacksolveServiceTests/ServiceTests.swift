import BacksolveService
import Dispatch
import HTTPCore
import Testing
import Workers

@Suite("Routes and headers")
struct ServiceTests {
  private func get(_ path: String, _ method: HTTPMethod = .get) -> Answer {
    Answer(service.respond(to: HTTPRequest(method, path)))
  }

  @Test("health answers at once")
  func health() throws {
    #expect(get("/livez").status == 200)
    #expect(try get("/livez").string("status") == "ok")
    #expect(try get("/readyz").string("status") == "ready")
    #expect(get("/livez", .head).status == 200)
    guard case .answer = service.plan(HTTPRequest(.get, "/livez")) else {
      Issue.record("a health check must not wait for a worker")
      return
    }
  }

  @Test("a service that is about to end is alive, but not ready")
  func draining() {
    let ending = Service(ServiceCore(workers: WorkerPool(workerCount: 1)))
    ending.core.beginDrain()
    #expect(ending.respond(to: HTTPRequest(.get, "/readyz")).status == .serviceUnavailable)
    #expect(ending.respond(to: HTTPRequest(.get, "/livez")).status == .ok)
    #expect(post("/evaluate", "{}", to: ending).status == 200)
  }

  @Test("an unknown path is 404 and tells the known ones")
  func unknownPath() throws {
    #expect(get("/").status == 404)
    #expect(get("/gradient/").status == 404)
    #expect(try get("/Gradient").string("detail").contains("/gradient"))
  }

  @Test("a method that is not possible is 405 with Allow")
  func methods() {
    for method in [HTTPMethod.get, .head, .put, .delete, .trace] {
      #expect(get("/gradient", method).status == 405)
      #expect(get("/gradient", method).headers["Allow"] == "OPTIONS, POST")
    }
    #expect(get("/livez", .post).headers["Allow"] == "GET, HEAD, OPTIONS")
  }

  @Test(
    "bodies of these kinds are read as JSON",
    arguments: [
      nil, "", "application/json", "application/json; charset=utf-8", "APPLICATION/JSON",
      "application/x-www-form-urlencoded",
    ])
  func contentTypes(_ type: String?) {
    var headers = HTTPHeaders()
    headers["Content-Type"] = type
    #expect(post("/evaluate", "{}", headers: headers).status == 200)
  }

  @Test(
    "other kinds are 415",
    arguments: ["text/plain", "application/xml", "multipart/form-data; boundary=x", "json"])
  func otherContentTypes(_ type: String) throws {
    let answer = post("/evaluate", "{}", headers: ["Content-Type": type])
    #expect(answer.status == 415)
    #expect(try answer.string("code") == "unsupported-media-type")
    #expect(answer.headers["Accept"] == "application/json")
  }

  @Test("a field that may stand once and stands twice is not taken at its first word")
  func repeatedFields() {
    func status(_ name: String, _ values: String...) -> Int {
      var headers: HTTPHeaders = ["Host": "localhost"]
      for value in values { headers.append(name, value) }
      return post("/evaluate", "{}", headers: headers).status
    }
    #expect(status("Content-Type", "application/json", "text/plain") == 415)
    #expect(status("Content-Encoding", "identity", "gzip") == 415)
    #expect(status("Origin", "http://localhost", "http://evil.example") == 403)
  }

  @Test("compressed bodies are 415")
  func contentCoding() throws {
    let answer = post("/evaluate", "{}", headers: ["Content-Encoding": "gzip"])
    #expect(answer.status == 415)
    #expect(answer.headers["Accept-Encoding"] == "identity")
    #expect(post("/evaluate", "{}", headers: ["Content-Encoding": "identity"]).status == 200)
  }

  @Test("what is answered at once leaves nothing in the queue of busy workers")
  func inlineWhileBusy() {
    let pool = WorkerPool(workerCount: 2)
    let server = Service(ServiceCore(workers: pool))
    let body = Array(#"{"t": {"start": 0, "stop": 1, "count": 100}}"#.utf8)
    _ = server.respond(to: HTTPRequest(.post, "/gradient", body: body))
    let (started, release) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    for _ in 0..<2 {
      _ = pool.submit {
        started.signal()
        release.wait()
      }
      started.wait()
    }
    guard case .answer(let response) = server.plan(HTTPRequest(.post, "/gradient", body: body))
    else {
      Issue.record("expected an answer at once")
      return
    }
    #expect(response.status == .ok && pool.waiting == 0)
    for _ in 0..<2 { release.signal() }
  }

  @Test("work that nobody waits for any more is given up")
  func cancelled() {
    let request = HTTPRequest(.post, "/gradient", body: Array(#"{"t": [1, 2, 3]}"#.utf8))
    guard case .work(let work, _) = Service(ServiceCore()).plan(request) else {
      Issue.record("expected work")
      return
    }
    let answer = Answer(service.finish(work) { true })
    #expect(answer.status == 503 && answer.headers["Retry-After"] == "1")
  }

  @Test("OPTIONS tells what a path can do")
  func options() {
    #expect(get("/gradient", .options).status == 204)
    #expect(get("/gradient", .options).headers["Allow"] == "OPTIONS, POST")
    #expect(get("*", .options).headers["Allow"] == "GET, HEAD, OPTIONS, POST")
    #expect(get("/nothing", .options).status == 404)
  }

  @Test("a small request that was compiled before is answered without a worker")
  func inline() {
    let request = HTTPRequest(.post, "/gradient", body: Array(#"{"t": 3}"#.utf8))
    _ = service.respond(to: request)
    guard case .answer(let response) = service.plan(request) else {
      Issue.record("expected an answer at once")
      return
    }
    #expect(response.status == .ok)
  }
}

import BacksolveService
import HTTPCore
import Testing
import Workers

/// What is decided by heads alone.
@Suite("Requests judged by their heads")
struct JudgementTests {
  /// A head, and the status that it gets whatever the content; nil where the content decides.
  struct Row: Sendable {
    let method: HTTPMethod
    let path: String
    let headers: HTTPHeaders
    let status: Int?

    init(_ method: HTTPMethod, _ path: String, _ headers: HTTPHeaders = [:], _ status: Int? = nil) {
      (self.method, self.path, self.headers, self.status) = (method, path, headers, status)
    }
  }

  private static let token = "Bearer abc"

  private static let rows: [Row] = [
    Row(.post, "/gradient", ["Authorization": token]),
    Row(
      .post, "/evaluate",
      [
        "Authorization": token, "Accept": "*/*", "Content-Type": "application/json",
        "Content-Encoding": "identity",
      ]),
    Row(.post, "/gradient", [:], 401),
    Row(.post, "/gradient", ["Authorization": "Bearer abd"], 401),
    Row(.post, "/gradient", ["Authorization": token, "Origin": "http://evil.example"], 403),
    Row(.post, "/nothing", [:], 401),
    Row(.post, "/nothing", ["Authorization": token], 404),
    Row(.post, "/livez", [:], 405),
    Row(.put, "/gradient", ["Authorization": token], 405),
    Row(HTTPMethod("BREW") ?? .get, "/gradient", ["Authorization": token], 501),
    Row(HTTPMethod("BREW") ?? .get, "/nothing", ["Authorization": token], 501),
    Row(.post, "/gradient", ["Authorization": token, "Accept": "text/html"], 406),
    Row(.post, "/gradient", ["Authorization": token, "Content-Type": "text/plain"], 415),
    Row(.post, "/gradient", ["Authorization": token, "Content-Encoding": "gzip"], 415),
    // Answered, but not by the content.
    Row(.get, "/livez", ["Content-Type": "text/plain"], 200),
    Row(.head, "/readyz", [:], 200),
    Row(.get, "/capabilities", ["Authorization": token], 200),
    Row(.options, "/gradient", [:], 204),
    Row(.options, "/nothing", [:], 404),
  ]

  @Test(
    "content is wanted where it decides; the answer is the same as without a judgement",
    arguments: rows)
  func heads(_ row: Row) throws {
    var access = AccessRules()
    access.tokens = try BearerTokens("abc")
    access.metricsArePublic = true
    let server = Service(ServiceCore(workers: WorkerPool(workerCount: 1), access: access))
    func isRefusalCounted() -> Bool {
      Answer(server.respond(to: HTTPRequest(.get, "/metrics"))).text
        .contains("backsolve_rejections_total{")
    }
    let head = HTTPRequest(row.method, row.path, headers: row.headers)
    let verdict = server.judge(head)
    #expect(verdict.wantsContent == (row.status == nil))
    #expect(!isRefusalCounted(), "it is not answered yet")

    var judged = head
    judged.note = verdict.note
    var whole = head
    whole.body = Array("{".utf8)
    if verdict.wantsContent { judged.body = whole.body }
    let answer = server.respond(to: judged)
    #expect(isRefusalCounted() == (answer.status.code >= 400))
    let usual = server.respond(to: whole)
    #expect(answer.status.code == row.status ?? 400)
    #expect(answer.status == usual.status && answer.code == usual.code)
    #expect(answer.headers["Allow"] == usual.headers["Allow"])
    #expect(answer.headers["WWW-Authenticate"] == usual.headers["WWW-Authenticate"])
    #expect(answer.headers.values(of: "X-Request-Id").count == 1)
  }

  @Test("a request that was judged is not judged again")
  func once() throws {
    var access = AccessRules()
    access.tokens = try BearerTokens("abc")
    let server = Service(ServiceCore(workers: WorkerPool(workerCount: 1), access: access))
    let verdict = server.judge(
      HTTPRequest(.get, "/capabilities", headers: ["Authorization": Self.token]))
    var request = HTTPRequest(.get, "/capabilities")
    #expect(server.respond(to: request).status == .unauthorized)
    request.note = verdict.note
    #expect(server.respond(to: request).status == .ok)
  }
}

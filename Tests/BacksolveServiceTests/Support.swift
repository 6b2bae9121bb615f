import BacksolveService
import HTTPCore
import JSON
import Testing
import Workers

/// One service for all tests, as one server serves all requests.
let service = Service(ServiceCore(workers: WorkerPool(workerCount: 2)))

/// An answer as a test looks at it.
struct Answer {
  let status: Int
  let headers: HTTPHeaders
  let text: String
  let json: JSONNode?

  init(_ response: HTTPResponse) {
    status = response.status.code
    headers = response.headers
    text = String(decoding: response.body, as: UTF8.self)
    json = try? JSONDocument(parsing: response.body).root
  }

  /// The node at a path of keys.
  func node(_ path: String...) throws -> JSONNode { try node(path) }

  func number(_ path: String...) throws -> Double { try node(path).double }

  func column(_ path: String...) throws -> [Double] { try node(path).doubles() }

  func string(_ path: String...) throws -> String { try node(path).string }

  private func node(_ path: [String]) throws -> JSONNode {
    try path.reduce(try #require(json, "not JSON: \(text)")) { try $0.object.required($1) }
  }
}

/// Posts a document to the service in memory.
func post(
  _ path: String, _ document: String, headers: HTTPHeaders = HTTPHeaders(),
  to target: Service = service
) -> Answer {
  Answer(
    target.respond(
      to: HTTPRequest(.post, path, headers: headers, body: Array(document.utf8))))
}

func isClose(_ a: Double, _ b: Double, relative: Double) -> Bool {
  abs(a - b) <= relative * max(abs(a), abs(b))
}

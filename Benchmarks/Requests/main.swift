// Answers a number of requests and does nothing else, for tools that count instructions:
//
//   requests livez|gradient|evaluate|sweep COUNT
//
// From the bytes of a request to those of its answer, on one connection, without sockets and threads, by the
// rules of a server that only this machine can reach: a health check, the default problem's gradient or value at
// one point, or its value at 629.

import BacksolveService
import Glibc
import HTTPCore
import Workers

func fail(_ message: String) -> Never {
  print("error: \(message)")
  exit(2)
}

func request(_ path: String, _ body: String) -> [UInt8] {
  let method = body.isEmpty ? "GET" : "POST"
  let head = """
    \(method) \(path) HTTP/1.1\r
    Host: localhost:8080\r
    Content-Type: application/json\r
    Content-Length: \(body.utf8.count)\r
    \r

    """
  return Array((head + body).utf8)
}

/// Answers the request again and again; the number of bytes of one answer.
func answer(_ bytes: [UInt8], count: Int) -> Int {
  var access = AccessRules()
  access.refusesUnknownHosts = true
  let service = Service(ServiceCore(workers: WorkerPool(workerCount: 1), access: access))
  var connection = HTTPConnection(
    limits: HTTPLimits(), times: HTTPTimeLimits(), now: 0, judge: { service.judge($0) })
  let moment = Moment(milliseconds: 0, date: HTTPDate(seconds: 1_700_000_000))
  var actions: [HTTPConnection.Action] = []
  var sent = 0
  for _ in 0..<count {
    sent = 0
    connection.receive(bytes.span, at: moment, &actions)
    for case .deliver(let request, let id) in actions {
      connection.respond(service.respond(to: request), to: id, at: moment, &actions)
    }
    actions.removeAll(keepingCapacity: true)
    while connection.hasOutput {
      let pending = connection.pendingOutput.count
      connection.didSend(pending, at: moment, &actions)
      sent += pending
    }
  }
  return sent
}

let words = Array(CommandLine.arguments.dropFirst())
guard words.count == 2, let count = Int(words[1]) else {
  fail("requests livez|gradient|evaluate|sweep COUNT")
}
let points = (0..<629).map { "\(Double($0) / 100)" }.joined(separator: ",")
let bytes: [UInt8]
switch words[0] {
case "livez": bytes = request("/livez", "")
case "gradient": bytes = request("/gradient", #"{"t": 1.0}"#)
case "evaluate": bytes = request("/evaluate", #"{"t": 1.0}"#)
case "sweep": bytes = request("/evaluate", #"{"t": [\#(points)]}"#)
default: fail("there is no request \(words[0])")
}
print("\(answer(bytes, count: count)) bytes")

import FlyingFox
import Foundation

/// What is asked: `{"t": 1.0}`.
struct Question: Decodable {
  let t: Double
}

/// The answer from a formula: no solve, only what a server does around one.
struct Answer: Encodable {
  let t: Double
  let value: Double
  let gradient: [String: Double]
}

let port = CommandLine.arguments.dropFirst().first.flatMap { UInt16($0) } ?? 8080
let server = HTTPServer(
  address: try .inet(ip4: "127.0.0.1", port: port), logger: .disabled)
await server.appendRoute("POST /gradient") { request in
  let t = try JSONDecoder().decode(Question.self, from: try await request.bodyData).t
  let (sine, cosine) = (sin(t), cos(t))
  let answer = Answer(
    t: t, value: 0.38 * sine * sine * sine * sine,
    gradient: ["t": 1.52 * sine * sine * sine * cosine])
  return HTTPResponse(
    statusCode: .ok, headers: [.contentType: "application/json"],
    body: try JSONEncoder().encode(answer))
}
try await server.run()

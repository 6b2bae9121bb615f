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

/// `{"t": [0.0, 0.01, ...]}`.
struct Questions: Decodable {
  let t: [Double]
}

/// An answer to each.
struct Answers: Encodable {
  let t: [Double]
  let value: [Double]
}

/// An answer as JSON.
func response(_ answer: some Encodable) throws -> HTTPResponse {
  HTTPResponse(
    statusCode: .ok, headers: [.contentType: "application/json"],
    body: try JSONEncoder().encode(answer))
}

let port = CommandLine.arguments.dropFirst().first.flatMap { UInt16($0) } ?? 8080
let server = HTTPServer(
  address: try .inet(ip4: "127.0.0.1", port: port), logger: .disabled)
await server.appendRoute("POST /gradient") { request in
  let t = try JSONDecoder().decode(Question.self, from: try await request.bodyData).t
  let (sine, cosine) = (sin(t), cos(t))
  return try response(
    Answer(
      t: t, value: 0.38 * sine * sine * sine * sine,
      gradient: ["t": 1.52 * sine * sine * sine * cosine]))
}
await server.appendRoute("POST /evaluate") { request in
  let t = try JSONDecoder().decode(Questions.self, from: try await request.bodyData).t
  return try response(Answers(t: t, value: t.map { 0.38 * pow(sin($0), 4) }))
}
try await server.run()

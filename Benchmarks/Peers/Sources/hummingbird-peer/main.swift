import Foundation
import Hummingbird
import Logging

/// What is asked: `{"t": 1.0}`.
struct Question: Decodable {
  let t: Double
}

/// The answer from a formula: no solve, only what a server does around one.
struct Answer: ResponseEncodable {
  let t: Double
  let value: Double
  let gradient: [String: Double]
}

/// `{"t": [0.0, 0.01, ...]}`.
struct Questions: Decodable {
  let t: [Double]
}

/// An answer to each.
struct Answers: ResponseEncodable {
  let t: [Double]
  let value: [Double]
}

let port = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 8080
let router = Router()
router.post("/gradient") { request, context in
  let t = try await request.decode(as: Question.self, context: context).t
  let (sine, cosine) = (sin(t), cos(t))
  return Answer(
    t: t, value: 0.38 * sine * sine * sine * sine,
    gradient: ["t": 1.52 * sine * sine * sine * cosine])
}
router.post("/evaluate") { request, context in
  let t = try await request.decode(as: Questions.self, context: context).t
  return Answers(t: t, value: t.map { 0.38 * pow(sin($0), 4) })
}
let configuration = ApplicationConfiguration(address: .hostname("127.0.0.1", port: port))
var logger = Logger(label: "hummingbird-peer")
logger.logLevel = .error
let application = Application(router: router, configuration: configuration, logger: logger)
try await application.runService()

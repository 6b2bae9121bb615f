import Foundation
import FoundationNetworking
import Testing

/// Requests by URLSession, which is libcurl underneath.
struct Client: Sendable {
  let server: RunningServer

  /// An answer: its status, its JSON and its text.
  struct Reply {
    let status: Int
    let headers: [String: String]
    let text: String

    /// The number at a path of keys.
    func number(_ keys: String...) throws -> Double {
      var value = try JSONSerialization.jsonObject(with: Data(text.utf8))
      for key in keys { value = try #require((value as? [String: Any])?[key]) }
      return try #require(value as? Double)
    }

    /// The numbers at a path of keys.
    func column(_ keys: String...) throws -> [Double] {
      var value = try JSONSerialization.jsonObject(with: Data(text.utf8))
      for key in keys { value = try #require((value as? [String: Any])?[key]) }
      return try #require(value as? [Double])
    }

    /// The string at a key.
    func string(_ key: String) throws -> String {
      let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
      return try #require((value as? [String: Any])?[key] as? String)
    }
  }

  func get(_ path: String) async throws -> Reply {
    try await send(request(path))
  }

  func post(
    _ path: String, _ body: String, contentType: String = "application/json"
  ) async throws -> Reply {
    var request = try request(path)
    request.httpMethod = "POST"
    request.httpBody = Data(body.utf8)
    request.setValue(contentType, forHTTPHeaderField: "Content-Type")
    return try await send(request)
  }

  private func request(_ path: String) throws -> URLRequest {
    URLRequest(url: try #require(URL(string: server.base + path)))
  }

  private func send(_ request: URLRequest) async throws -> Reply {
    let (data, response) = try await URLSession.shared.data(for: request)
    let http = try #require(response as? HTTPURLResponse)
    var headers: [String: String] = [:]
    for (name, value) in http.allHeaderFields {
      if let name = name as? String, let value = value as? String {
        headers[name.lowercased()] = value
      }
    }
    return Reply(
      status: http.statusCode, headers: headers, text: String(decoding: data, as: UTF8.self))
  }
}

func isClose(_ a: Double, _ b: Double, relative: Double) -> Bool {
  abs(a - b) <= relative * max(abs(a), abs(b))
}

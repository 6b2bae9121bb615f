import JSON
package import Logging

/// A log handler that makes an object of JSON on a line of its own of each event: time, level,
/// message, and the metadata as members.
///
/// An `AccessRecord` under the key `access` becomes members itself, which costs one entry of
/// metadata for a request instead of eight. Control characters in any text are escaped, as JSON
/// demands, so that no client can end a line.
package struct JSONLinesHandler: LogHandler {
  /// The key under which a record of a request is given.
  package static let accessKey = "access"

  /// The least level that is logged.
  package var logLevel: Logger.Level
  /// What is told in every line.
  package var metadata: Logger.Metadata = [:]
  private let queue: LineQueue

  /// A handler that adds its lines to a queue.
  package init(_ queue: LineQueue, level: Logger.Level) {
    self.queue = queue
    logLevel = level
  }

  /// What is told in every line under a key.
  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  /// Adds a line for an event.
  package func log(event: LogEvent) {
    var writer = JSONWriter(reserving: 320)
    writer.object { writer in
      writer.member("time", Timestamp.now())
      writer.member("level", event.level.rawValue)
      writer.member("message", "\(event.message)")
      for (key, value) in metadata { write(key, value, to: &writer) }
      for (key, value) in event.metadata ?? [:] { write(key, value, to: &writer) }
    }
    var line = writer.finish()
    line.append(UInt8(ascii: "\n"))
    queue.append(line)
  }

  private func write(
    _ key: String, _ value: Logger.Metadata.Value, to writer: inout JSONWriter
  ) {
    switch value {
    case .stringConvertible(let record as AccessRecord) where key == Self.accessKey:
      record.write(to: &writer)
    case .stringConvertible(let number as Int): writer.member(key, number)
    default: writer.member(key, "\(value)")
    }
  }
}

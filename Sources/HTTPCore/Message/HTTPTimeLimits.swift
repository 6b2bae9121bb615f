/// How long a connection waits for its client, in milliseconds.
///
/// None of them is a bound on the gap between two bytes alone, so that a client cannot hold a
/// connection by sending, or reading, one byte now and then.
package struct HTTPTimeLimits: Sendable, Equatable {
  /// From the first byte of a request to the end of its head, and from the acceptance of a
  /// connection to the first byte; beyond it 408 (nothing, if no byte came).
  package var head = 10_000

  /// For a body: how long it may stand still, and how long it may take altogether beside what
  /// `bytesPerSecond` grants; beyond it 408.
  package var body = 20_000

  /// For sending answers, in the same two ways; beyond it the connection is cut.
  package var write = 20_000

  /// The lowest rate of a body, or of the sending of answers: each second's worth of bytes that has
  /// moved adds a second.
  package var bytesPerSecond = 16_384

  /// Between the last answer and the next request; beyond it the connection is closed.
  package var idle = 60_000

  /// From a whole request to its answer, waiting for its turn included; beyond it 503 if the answer
  /// was not even begun, else 504.
  package var answer = 120_000

  /// For answers still being computed when the client has closed its side.
  package var halfClosed = 10_000

  /// From the client closing its side to asking whether it is still there.
  ///
  /// It may have ended only its half of the stream, and be waiting, or be gone: TCP does not tell
  /// which until something is sent. So a client of HTTP/1.1 is sent 102 (Processing), which it has to
  /// put up with (RFC 9110 §15.2); if it is gone, its system answers with a reset.
  package var probe = 500

  /// After the last answer, for the client to read it and to close (RFC 9112 §9.6).
  package var linger = 3_000

  /// The defaults.
  package init() {}

  /// The shortest of all, from which the transport takes how often to look.
  package var shortest: Int {
    [head, body, write, idle, answer, halfClosed, probe, linger].reduce(.max, min)
  }
}

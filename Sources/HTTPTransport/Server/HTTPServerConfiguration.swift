package import HTTPCore

/// What a server is told before it starts.
///
/// Every default is safe for a public port, save that only this machine is listened to.
package struct HTTPServerConfiguration: Sendable {
  /// The IPv4 or IPv6 address to listen on; `0.0.0.0` or `::` for all.
  package var host = "127.0.0.1"

  /// The port; 0 for any that is free.
  package var port = 8080

  /// The number of event loops.
  ///
  /// Each serves its connections on one thread at a time.
  package var shards = HTTPServerConfiguration.defaultShards

  /// Sizes of requests and what a connection may hold.
  package var limits = HTTPLimits()

  /// How long clients are waited for.
  package var times = HTTPTimeLimits()

  /// Connections at one time; more are answered 503.
  ///
  /// It is lowered, if need be, to what the limit of descriptors allows.
  package var connectionLimit = 10_240

  /// Connections at one time from one IPv4 address or IPv6 /64 network; nil for no limit, which is
  /// the default since all clients behind a balancer share its address.
  package var connectionLimitPerAddress: Int?

  /// Bytes of requests that all connections together may hold, received or being answered; beyond it
  /// a request that grows is refused with 503.
  package var requestMemory = 256 << 20

  /// Bytes of answers that may wait to be sent on all connections together; beyond it clients that
  /// take nothing are cut off, and large answers are replaced by 503.
  package var answerMemory = 512 << 20

  /// Connections the kernel holds until they are accepted.
  package var backlog = 1_024

  /// Judges requests by their heads; without it all content is taken.
  package var judge: HeadJudge?

  /// Makes the answer to a request that the server refuses by itself, given the reason and the header
  /// fields as far as they were read; called on queues of the server, and must not block.
  ///
  /// There are none of a connection that is refused as a whole.
  package var refusal: @Sendable (HTTPFailure, HTTPHeaders) -> HTTPResponse = { failure, _ in
    .problem(failure)
  }

  /// Called on a queue of the server for each request when its answer is sent or its connection ended, and for
  /// each connection that is refused, for a log and for metrics.
  ///
  /// It must not block.
  package var onExchange: (@Sendable (ExchangeRecord) -> Void)?

  /// The defaults.
  package init() {}

  /// As many as processors, up to four: an event loop does little else than system calls, and the
  /// computations need the processors too.
  package static var defaultShards: Int { min(4, ProcessLimits.processors) }
}

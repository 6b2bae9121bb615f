// A libFuzzer target: compiled together with the sources of HTTPCore, as one module, by Fuzzing/run.
//
// Whatever the bytes are, the parser must neither trap nor read beyond them, any split must give the
// same events, and a connection must keep its promises.

/// What a parser reports on the pieces, with the position of the last event.
private func events(_ pieces: [ArraySlice<UInt8>]) -> [String] {
  var parser = RequestParser(limits: HTTPLimits())
  var found: [String] = []
  for piece in pieces {
    let input = Array(piece)
    var position = 0
    do {
      while position < input.count {
        let before = position
        let event = try parser.next(input.span, &position)
        precondition(position <= input.count, "read beyond the input")
        precondition(event != nil || position == input.count, "stopped without a reason")
        precondition(event != nil || position > before, "no progress")
        switch event {
        case .none: break
        case .head: if parser.expectsContinue { found.append("continue") }
        case .request(let request, let keepsAlive):
          found.append(
            "\(request.method) \(request.target) \(request.headers.bytes) \(request.body) "
              + "\(keepsAlive)")
        }
      }
    } catch {
      return found + [error.code]
    }
  }
  return found
}

/// Gives the bytes to a connection whose requests are answered at once, refused ones too, and takes what
/// it sends. The content of half of the paths is not wanted.
private func converse(_ bytes: [UInt8], step: Int) {
  var connection = HTTPConnection(
    limits: HTTPLimits(), times: HTTPTimeLimits(), now: 0,
    judge: { HeadVerdict(wantsContent: $0.path.utf8.count % 2 == 0) })
  var moment = Moment(milliseconds: 0, date: HTTPDate(seconds: 0))
  var start = 0
  while start < bytes.count {
    let end = min(start + step, bytes.count)
    var actions: [HTTPConnection.Action] = []
    connection.receive(bytes.span.extracting(start..<end), at: moment, &actions)
    start = end
    moment.milliseconds += 1
    var next = 0
    while next < actions.count {
      switch actions[next] {
      case .deliver(let request, let id):
        connection.respond(
          HTTPResponse(.ok, text: request.path), to: id, at: moment, &actions)
      case .refused(let failure, _, let id):
        connection.respond(.problem(failure), to: id, at: moment, &actions)
      default: break
      }
      next += 1
    }
    while connection.hasOutput {
      precondition(!connection.pendingOutput.isEmpty, "output without bytes")
      connection.didSend(min(7, connection.pendingOutput.count), at: moment, &actions)
    }
    precondition(connection.unsentBytes == 0, "bytes that are never sent")
  }
  var actions: [HTTPConnection.Action] = []
  connection.receiveEnd(at: moment, &actions)
  connection.discard()
  precondition(connection.heldBytes == 0, "bytes held for nobody")
}

/// One input, as libFuzzer gives it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzRequests(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  guard let selector = bytes.first else { return 0 }
  let input = bytes.dropFirst()
  let whole = events([input])
  let cut = input.startIndex + Int(selector) * input.count / 256
  precondition(events([input[..<cut], input[cut...]]) == whole, "a split changes the outcome")
  if input.count < 512 {
    precondition(events(input.indices.map { input[$0...$0] }) == whole, "bytewise is different")
  }
  converse(Array(input), step: 1 + Int(selector))
  return 0
}

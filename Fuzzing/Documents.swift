// A libFuzzer target: compiled together with the sources of JSON, as one module, by Fuzzing/run.
//
// Whatever the bytes are, the reader must neither trap nor read beyond them; all of what it accepts
// can be asked for; and what it refuses is told in a sentence of bounded length.

/// Reads a value to its last member; returns how many values there are.
private func walk(_ node: JSONNode) throws(JSONError) -> Int {
  var count = 1
  _ = node.pointer.description
  switch node.kind {
  case .object:
    for member in try node.object { count += try walk(member.value) }
  case .array:
    for element in try node.array { count += try walk(element) }
  case .number:
    let number = try node.double
    precondition(number.isFinite, "a number that is none")
  case .string:
    _ = try node.string
  case .boolean:
    _ = try node.bool
  case .null:
    break
  }
  return count
}

/// One input, as libFuzzer gives it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzJSON(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  do throws(JSONError) {
    let document = try JSONDocument(parsing: bytes, limits: JSONLimits(byteCount: 1 << 20))
    _ = try walk(document.root)
  } catch {
    precondition(!error.message.isEmpty && error.message.utf8.count < 2_000, "no sentence")
    precondition((error.position?.offset ?? 0) <= bytes.count, "an error behind the text")
  }
  return 0
}

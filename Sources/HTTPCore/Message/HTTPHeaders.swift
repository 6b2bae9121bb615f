/// Header fields in the order of the message, duplicates kept, names compared regardless of case.
///
/// The names and values lie one after the other in a single byte array; text is made of them only
/// when asked for, so a request with forty fields costs two allocations, and bytes that are not
/// UTF-8 survive.
package struct HTTPHeaders: Sendable {
  /// Where one field lies: the value follows the name at once.
  struct Field: Sendable {
    let start: Int32
    let nameCount: Int32
    let valueCount: Int32

    var name: Range<Int> { Int(start)..<Int(start) + Int(nameCount) }
    var value: Range<Int> {
      let lower = Int(start) + Int(nameCount)
      return lower..<lower + Int(valueCount)
    }
  }

  private(set) var bytes: [UInt8] = []
  private(set) var fields: [Field] = []

  /// No fields.
  package init() {}

  /// The number of fields, duplicates counted each.
  package var count: Int { fields.count }

  /// Whether there is no field.
  package var isEmpty: Bool { fields.isEmpty }

  /// The first value of that name.
  ///
  /// Setting puts one field at the end in place of all of that name; nil removes them.
  package subscript(name: String) -> String? {
    get {
      for field in fields where matches(field, name) { return text(field.value) }
      return nil
    }
    set {
      fields = fields.filter { !matches($0, name) }
      if let newValue { append(name, newValue) }
    }
  }

  /// Whether there is a field of that name.
  package func contains(_ name: String) -> Bool {
    fields.contains { matches($0, name) }
  }

  /// All values of that name, in order.
  package func values(of name: String) -> [String] {
    fields.filter { matches($0, name) }.map { text($0.value) }
  }

  /// All values of that name as they came, byte for byte.
  package func rawValues(of name: String) -> [[UInt8]] {
    fields.filter { matches($0, name) }.map { Array(bytes[$0.value]) }
  }

  /// The values of that name as one comma-separated list, which is what several fields of a name
  /// mean (RFC 9110 §5.3); nil if there is none.
  package func list(of name: String) -> String? {
    guard let first = fields.firstIndex(where: { matches($0, name) }) else { return nil }
    var list = text(fields[first].value)
    for field in fields[(first + 1)...] where matches(field, name) {
      list += ", " + text(field.value)
    }
    return list
  }

  /// Adds a field at the end.
  ///
  /// A name that is no token is not added: nothing sensible could be sent. Control characters in
  /// the value become spaces, so that no value can end its line and start another (RFC 9110 §5.5).
  package mutating func append(_ name: String, _ value: String) {
    let name = name.utf8Span.span
    guard !name.isEmpty, ByteSet.token.containsAll(name) else { return }
    let start = bytes.count
    bytes.append(contentsOf: name)
    let middle = bytes.count
    bytes.append(value)
    for index in middle..<bytes.count where !isFieldValueByte(bytes[index]) {
      bytes[index] = ASCII.space
    }
    addField(start: start, middle: middle)
  }

  /// Adds a field the parser has checked.
  mutating func append(checkedName name: Span<UInt8>, checkedValue value: Span<UInt8>) {
    // Room for a usual head at once, in place of a little more with each field.
    if fields.isEmpty {
      bytes.reserveCapacity(256)
      fields.reserveCapacity(8)
    }
    let start = bytes.count
    bytes.append(contentsOf: name)
    let middle = bytes.count
    bytes.append(contentsOf: value)
    addField(start: start, middle: middle)
  }

  private mutating func addField(start: Int, middle: Int) {
    fields.append(
      Field(
        start: Int32(truncatingIfNeeded: start),
        nameCount: Int32(truncatingIfNeeded: middle - start),
        valueCount: Int32(truncatingIfNeeded: bytes.count - middle)))
  }

  private func matches(_ field: Field, _ name: String) -> Bool {
    // The most common answer, and the cheapest.
    guard name.utf8.count == Int(field.nameCount) else { return false }
    let other = name.utf8Span.span
    for index in other.indices
    where ASCII.lowercased(bytes[Int(field.start) + index]) != ASCII.lowercased(other[index]) {
      return false
    }
    return true
  }

  private func text(_ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }
}

extension HTTPHeaders: ExpressibleByDictionaryLiteral {
  /// Fields in the order of the literal.
  package init(dictionaryLiteral elements: (String, String)...) {
    for (name, value) in elements { append(name, value) }
  }
}

extension HTTPHeaders: Sequence {
  /// The fields in order, as text.
  package func makeIterator() -> AnyIterator<(name: String, value: String)> {
    var index = 0
    return AnyIterator {
      guard index < fields.count else { return nil }
      defer { index += 1 }
      return (text(fields[index].name), text(fields[index].value))
    }
  }
}

extension HTTPHeaders: Equatable {
  /// Equal if the same fields stand in the same order, names compared regardless of case.
  package static func == (left: HTTPHeaders, right: HTTPHeaders) -> Bool {
    guard left.count == right.count else { return false }
    for index in left.fields.indices {
      let (one, other) = (left.fields[index], right.fields[index])
      guard left.bytes[one.value] == right.bytes[other.value] else { return false }
      guard right.matches(other, left.text(one.name)) else { return false }
    }
    return true
  }
}

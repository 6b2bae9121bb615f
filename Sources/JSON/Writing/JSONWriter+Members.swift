/// A key and its value in one call.
extension JSONWriter {
  /// Writes a member that is a boolean.
  package mutating func member(_ name: String, _ value: Bool) {
    key(name)
    write(value)
  }

  /// Writes a member that is an integer.
  package mutating func member(_ name: String, _ value: Int) {
    key(name)
    write(value)
  }

  /// Writes a member that is a string.
  package mutating func member(_ name: String, _ value: String) {
    key(name)
    write(value)
  }

  /// Writes a member that is a double.
  package mutating func member(_ name: String, _ value: Double) throws(JSONError) {
    key(name)
    try write(value)
  }

  /// Writes a member that is an array of doubles.
  package mutating func member(_ name: String, _ values: [Double]) throws(JSONError) {
    key(name)
    try write(values)
  }

  /// Writes a member that is an array.
  package mutating func array<Failure: Error>(
    _ name: String, _ elements: (inout JSONWriter) throws(Failure) -> Void
  ) throws(Failure) {
    key(name)
    try array(elements)
  }

  /// Writes a member that is an object.
  package mutating func object<Failure: Error>(
    _ name: String, _ members: (inout JSONWriter) throws(Failure) -> Void
  ) throws(Failure) {
    key(name)
    try object(members)
  }
}

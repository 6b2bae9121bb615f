extension String {
  /// The text for an error message: whole if it is short, else its beginning and an ellipsis.
  ///
  /// What a client sent may be as long as the limits allow; what is told of it need not be.
  package func abbreviated(to count: Int = 80) -> String {
    guard utf8.count > count else { return self }
    return String(decoding: utf8.prefix(count), as: UTF8.self) + "…"
  }
}

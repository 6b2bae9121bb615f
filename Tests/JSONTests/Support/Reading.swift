import JSON

/// Reads a text, as a request would be.
func read(_ text: String, limits: JSONLimits = JSONLimits()) throws(JSONError) -> JSONNode {
  try JSONDocument(parsing: Array(text.utf8), limits: limits).root
}

/// The error of a text; nil if it has none.
func refusal(_ text: [UInt8], limits: JSONLimits = JSONLimits()) -> JSONError? {
  do throws(JSONError) {
    _ = try JSONDocument(parsing: text, limits: limits)
    return nil
  } catch {
    return error
  }
}

/// The error of a text; nil if it has none.
func refusal(_ text: String, limits: JSONLimits = JSONLimits()) -> JSONError? {
  refusal(Array(text.utf8), limits: limits)
}

/// The error of `body`; nil if it has none.
func failure<Value>(_ body: () throws(JSONError) -> Value) -> JSONError? {
  do throws(JSONError) {
    _ = try body()
    return nil
  } catch {
    return error
  }
}

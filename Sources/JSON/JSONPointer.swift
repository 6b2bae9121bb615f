/// A place in a document, as RFC 6901 writes it: `/domain/x/length`, the root the empty string.
package struct JSONPointer: Sendable, Hashable, CustomStringConvertible {
  /// The pointer's text, `~` and `/` inside of names escaped as `~0` and `~1`.
  package private(set) var description: String

  /// The whole document.
  package static let root = JSONPointer(escaped: "")

  /// Takes a text that is a pointer already.
  package init(escaped text: String) {
    description = text
  }

  /// The member `key` of the object here.
  package func appending(_ key: String) -> JSONPointer {
    var text = description
    text.append("/")
    for scalar in key.unicodeScalars {
      switch scalar {
      case "~": text.append("~0")
      case "/": text.append("~1")
      default: text.unicodeScalars.append(scalar)
      }
    }
    return JSONPointer(escaped: text)
  }

  /// This place, or the nearest one around it whose pointer has at most `count` bytes.
  package func enclosing(within count: Int) -> JSONPointer {
    guard description.utf8.count > count else { return self }
    let beginning = description.utf8.prefix(count + 1)
    let slash = beginning.lastIndex(of: UInt8(ascii: "/")) ?? beginning.startIndex
    return JSONPointer(escaped: String(description[..<slash]))
  }

  /// The element `index` of the array here, counted from 0.
  package func appending(_ index: Int) -> JSONPointer {
    JSONPointer(escaped: "\(description)/\(index)")
  }
}

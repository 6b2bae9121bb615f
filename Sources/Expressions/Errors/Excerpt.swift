/// The line that an error is in, cut to what fits a terminal, with a place in it.
struct Excerpt: Sendable, Hashable {
  private let text: String
  private let marker: String

  private static let width = 76

  init(of scalars: [Unicode.Scalar], lineStart: Int, range: Range<Int>) {
    let lineEnd = scalars[range.lowerBound...].firstIndex(of: "\n") ?? scalars.count
    var start = lineStart
    var end = lineEnd
    if end - start > Self.width {
      start = max(lineStart, min(range.lowerBound - Self.width / 3, lineEnd - Self.width))
      end = min(lineEnd, start + Self.width)
    }
    let prefix = start > lineStart ? "…" : ""
    text = prefix + Self.string(scalars[start..<end]) + (end < lineEnd ? "…" : "")
    let carets = max(1, min(range.upperBound, end) - range.lowerBound)
    marker =
      String(repeating: " ", count: prefix.count + range.lowerBound - start)
      + String(repeating: "^", count: carets)
  }

  /// The line, and below it a caret under each scalar of the place.
  var rendering: String { "\(text)\n\(marker)" }

  /// Tabs and other control characters as spaces, so that what is below stays below.
  private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var text = ""
    for scalar in scalars {
      let isControl = scalar.properties.generalCategory == .control
      text.unicodeScalars.append(isControl ? " " : scalar)
    }
    return text
  }
}

/// What a text may cost before anything of it is looked at.
package struct JSONLimits: Sendable, Hashable {
  /// The longest text, in bytes.
  package var byteCount: Int

  /// How many arrays and objects may be nested; `[[1]]` has depth 2.
  package let depth: Int

  /// The deepest nesting that may be allowed.
  package static let deepest = 4096

  /// Makes limits; the defaults suit a request of a small service.
  ///
  /// The depth is brought within 0 and ``deepest``. Reading takes up to about 20 bytes of memory
  /// for each byte of the text.
  package init(byteCount: Int = 32 << 20, depth: Int = 64) {
    self.byteCount = byteCount
    self.depth = min(max(depth, 0), Self.deepest)
  }
}

/// What a text may cost, checked before memory is spent on it.
public struct ExpressionLimits: Sendable, Hashable {
  /// The longest text, in Unicode scalars.
  public var characters: Int

  /// How deeply parentheses, calls, signs and powers may be nested; `((x))` has depth 2.
  public let depth: Int

  /// The most operations, numbers and names, where the terms of `sum(i, 1, n, …)` count n times.
  public var nodes: Int

  /// The deepest nesting that may be allowed: the parser is recursive, and stacks are small.
  public static let deepest = 256

  /// Makes limits; the defaults are far above what people write.
  ///
  /// The depth is brought within 1 and ``deepest``.
  public init(characters: Int = 4096, depth: Int = 64, nodes: Int = 2000) {
    self.characters = characters
    self.depth = min(max(depth, 1), Self.deepest)
    self.nodes = nodes
  }
}

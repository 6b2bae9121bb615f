/// What a text may cost, checked before memory is spent on it.
public struct ExpressionLimits: Sendable, Hashable {
  /// The longest text, in Unicode scalars.
  public let characters: Int

  /// How deeply parentheses, calls, signs and powers may be nested; `((x))` has depth 2.
  public let depth: Int

  /// The most operations, numbers and names, where the terms of `sum(i, 1, n, …)` count n times.
  public let nodes: Int

  /// The largest limit that may be set.
  public static let largest = 1 << 24

  /// Makes limits; the defaults are far above what people write.
  ///
  /// They are brought within 1 and ``largest``.
  public init(characters: Int = 4096, depth: Int = 64, nodes: Int = 2000) {
    self.characters = min(max(characters, 1), Self.largest)
    self.depth = min(max(depth, 1), Self.largest)
    self.nodes = min(max(nodes, 1), Self.largest)
  }
}

/// The shape of a value: a scalar, or a field of one to three dimensions in row-major order.
public struct Shape: Hashable, Sendable {
  /// The number of points along each axis; empty for a scalar.
  public let extents: [Int]

  /// A single number.
  public static let scalar = Shape(extents: [])

  /// A field with `points` values along one axis.
  public static func field(_ points: Int) -> Shape { Shape(extents: [points]) }

  /// The number of values: 1 for a scalar.
  public var count: Int { extents.reduce(1, *) }

  /// Whether this is a single number.
  public var isScalar: Bool { extents.isEmpty }
}

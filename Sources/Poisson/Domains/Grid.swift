/// Where the points of an axis lie.
public enum Placement: String, CaseIterable, Hashable, Sendable {
  /// Nodes: on a periodic axis start + i L/n; between walls start + i L/(n−1), the walls included, or
  /// the Chebyshev–Lobatto nodes where a scheme says so.
  case nodes
  /// Centres of n equal cells: start + (i + ½) L/n.
  case cellCentres
}

/// One direction of a grid. Its length and first coordinate are no part of it: they may be parameters.
public struct Axis: Hashable, Sendable {
  /// The number of points.
  public let points: Int
  /// What holds at the ends.
  public let boundary: Boundary
  /// Where the points lie.
  public let placement: Placement

  /// An axis.
  public init(points: Int, boundary: Boundary = .periodic, placement: Placement = .nodes) {
    self.points = points
    self.boundary = boundary
    self.placement = placement
  }

  /// Whether the end is the beginning.
  public var isPeriodic: Bool { boundary == .periodic }

  /// The points that lie on walls where φ is given.
  var givenPoints: [Int] {
    Side.allCases.compactMap { side in
      guard placement == .nodes, boundary.condition(side) == .dirichlet else { return nil }
      return side == .lower ? 0 : points - 1
    }
  }
}

/// A grid of one to three axes. Fields on it have one value per point in row-major order: the last axis
/// varies fastest.
public struct Grid: Hashable, Sendable {
  /// The axes, slowest first.
  public let axes: [Axis]

  /// A grid.
  ///
  /// - Throws: `GridError.dimension` unless there are one to three axes.
  public init(_ axes: [Axis]) throws(GridError) {
    guard (1...3).contains(axes.count) else { throw .dimension(axes.count) }
    self.axes = axes
  }

  /// The number of axes.
  public var dimension: Int { axes.count }

  /// The number of points along each axis.
  public var extents: [Int] { axes.map(\.points) }

  /// The number of points.
  public var count: Int { extents.reduce(1, *) }

  /// Whether no axis has walls.
  public var isPeriodic: Bool { axes.allSatisfy(\.isPeriodic) }

  /// How many points lie, in row-major order, from one point to the next along an axis.
  public func stride(_ axis: Int) -> Int { extents[(axis + 1)...].reduce(1, *) }

  /// The number of points of a wall that an axis ends on: 1 in one dimension.
  public func wallCount(_ axis: Int) -> Int { count / axes[axis].points }
}

/// Why a grid and a scheme don't go together.
public enum GridError: Error, Equatable, Sendable {
  /// There are not one to three axes.
  case dimension(Int)
  /// The scheme is not defined on so few points along an axis.
  case tooFewPoints(axis: Int, points: Int, minimum: Int)
  /// The scheme's cost forbids so many points along an axis, and if it says so along any with walls.
  case tooManyPoints(axis: Int, points: Int, maximum: Int, isForEveryAxis: Bool = false)
  /// The scheme has no such thing; the reason is a sentence.
  case unsupported(axis: Int?, reason: String)
}

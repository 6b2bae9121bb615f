import Autodiff
import Expressions

/// The grid of a problem, with axes where the parameters put them.
struct ProblemDomain {
  /// The shape of its fields.
  let shape: Shape
  /// The coordinates of the points, by the names of the axes.
  let coordinates: [String: Value]
  let lengths: [Value]
  let discretisation: Discretisation?
  /// Where fields are read between the points.
  let reads = Reads()
  private let names: [String]
  private let starts: [Value]
  private let extents: [Int]

  /// Lays out the grid.
  ///
  /// - Parameters:
  ///   - problem: the problem.
  ///   - graph: where its computation is written.
  ///   - starts: the first coordinate of each axis.
  ///   - lengths: the length of each axis.
  init(
    _ problem: Problem, _ graph: Graph, starts: [Value], lengths: [Value]
  ) throws(ProblemError) {
    self.starts = starts
    self.lengths = lengths
    names = problem.axes.map(\.name)
    extents = problem.axes.map(\.points)
    let discretisation = try problem.discretisation()
    self.discretisation = discretisation
    shape = .field(problem.pointCount)
    var coordinates: [String: Value] = [:]
    for (index, axis) in problem.axes.enumerated() {
      let unit =
        discretisation?.coordinates(index)
        ?? RectangleRule.coordinates(along: index, of: problem.axes.map(\.points))
      coordinates[axis.name] = graph.constant(unit) * lengths[index] + starts[index]
    }
    self.coordinates = coordinates
  }

  /// The coordinates along the walls on which an axis ends: those of the other axes.
  func coordinates(onWallOf axis: Int, in graph: Graph) -> [String: Value] {
    guard let discretisation else { return [:] }
    let others = extents.indices.filter { $0 != axis }
    let table = ModeTable(along: others.map { Array(0..<extents[$0]) })
    var coordinates: [String: Value] = [:]
    for (place, other) in others.enumerated() {
      let unit = table.spread(discretisation.nodes(other), place)
      coordinates[names[other]] = graph.constant(unit) * lengths[other] + starts[other]
    }
    return coordinates
  }

  /// A value at every point; a single number is the same at each.
  func onGrid(
    _ value: Value, of graph: Graph
  ) throws(Expression.EnvironmentFunction.Refusal) -> Value {
    if value.shape == shape { return value }
    guard value.shape.isScalar else {
      throw .init(operand: 0, reason: "This is no field over the grid")
    }
    return graph.lift(value, to: shape)
  }

  /// ∫ f.
  func integral(_ field: Value) -> Value {
    discretisation?.integral(of: field, lengths: lengths)
      ?? zip(lengths, extents).reduce(sum(field)) { $1.0 / Double($1.1 - 1) * $0 }
  }

  /// ∫ f over the volume; where nothing is solved the average of what there is at the points, which count alike.
  func average(_ field: Value) -> Value { discretisation?.average(field) ?? mean(field) }

  /// A field's value at a point, as the scheme interpolates.
  func value(of field: Value, at point: [Value], for reader: Reads.Reader = .expression) -> Value {
    guard let discretisation else { preconditionFailure("only solutions are interpolated") }
    let place = zip(point, zip(starts, lengths)).map { ($0 - $1.0) / $1.1 }
    note(place.map { ($0, $0) }, reader)
    return discretisation.value(of: field, at: place)
  }

  /// The flux ∫ a ∂φ/∂n, n pointing outward, through the wall at one end of the axis that has a coordinate.
  func flux(
    of solved: Solved, along coordinate: Value, _ side: Side
  ) throws(Expression.EnvironmentFunction.Refusal) -> Value {
    guard let discretisation else { preconditionFailure("only solutions have fluxes") }
    let axis = names.firstIndex { coordinates[$0]?.isSame(as: coordinate) == true }
    guard let axis else { throw .init(operand: 0, reason: "This is not the name of an axis") }
    guard !discretisation.grid.axes[axis].isPeriodic else {
      throw .init(operand: 0, reason: "This axis is periodic and has no walls")
    }
    return solved.flux(axis: axis, side: side)
  }

  /// A field's values at the places of measurements, which have a name.
  func sample(
    _ field: Value, at sensors: Sensors, named name: String, in graph: Graph
  ) -> Value {
    guard let discretisation else { preconditionFailure("only solutions are interpolated") }
    note(
      sensors.places.enumerated().map { axis, column in
        func place(_ x: Double?) -> Value { (Value(x ?? 0) - starts[axis]) / lengths[axis] }
        return (place(column.min()), place(column.max()))
      }, .measurements(name))
    let (firsts, widths) = (starts.compactMap(\.number), lengths.compactMap(\.number))
    guard firsts.count == sensors.places.count, widths.count == firsts.count else {
      let places = zip(sensors.places, zip(starts, lengths)).map { column, axis in
        (graph.constant(column) - axis.0) / axis.1
      }
      return discretisation.values(of: field, at: places)
    }
    let places = sensors.places.enumerated().map { axis, column in
      column.map { ($0 - firsts[axis]) / widths[axis] }
    }
    return discretisation.values(of: field, at: places)
  }

  /// Notes how far apart fields are read.
  private func note(_ ranges: [(lower: Value, upper: Value)], _ reader: Reads.Reader) {
    guard let discretisation else { return }
    for (axis, range) in ranges.enumerated() where !discretisation.grid.axes[axis].isPeriodic {
      reads.add(range, Reads.Key(axis: axis, reader: reader))
    }
  }

  /// How far apart fields are read along each axis between walls, on a length of 1 and beginning at 0.
  final class Reads {
    /// What says where.
    enum Reader: Hashable {
      case expression
      case gauge
      /// Measurements, by name.
      case measurements(String)
    }

    /// Along which axis, and what says where.
    struct Key: Hashable {
      let axis: Int
      let reader: Reader
    }

    private var ranges: [(key: Key, lower: Value, upper: Value)] = []

    /// The least and the largest place of each kind.
    var all: [(key: Key, lower: Value, upper: Value)] { ranges }

    fileprivate func add(_ range: (lower: Value, upper: Value), _ key: Key) {
      guard let index = ranges.firstIndex(where: { $0.key == key }) else {
        ranges.append((key, range.lower, range.upper))
        return
      }
      ranges[index].lower = min(ranges[index].lower, range.lower)
      ranges[index].upper = max(ranges[index].upper, range.upper)
    }
  }
}

/// The rule of the first post: all points count alike, both ends too.
enum RectangleRule {
  /// The coordinate along one axis, on a length of 1 and beginning at 0, at every point of a grid.
  static func coordinates(along axis: Int, of extents: [Int]) -> [Double] {
    let inner = extents[(axis + 1)...].reduce(1, *)
    let count = extents[axis]
    return (0..<extents.reduce(1, *)).map { Double($0 / inner % count) / Double(count - 1) }
  }
}

extension Problem {
  /// The grid and the scheme, if an equation is solved.
  fileprivate func discretisation() throws(ProblemError) -> Discretisation? {
    guard let equation else {
      for axis in axes where axis.points < 2 {
        throw ProblemError(
          .points(axis: axis.name), .tooFewPoints(axis.points, minimum: 2))
      }
      return nil
    }
    do throws(GridError) {
      return try Discretisation(grid: Grid(axes.map(\.axis)), scheme: equation.scheme)
    } catch {
      throw ProblemError(error, axes: axes.map(\.name))
    }
  }
}

extension ProblemAxis {
  /// The axis as the grid sees it.
  fileprivate var axis: Axis {
    switch boundary {
    case .periodic: Axis(points: points, placement: placement)
    case .walls(let lower, let upper):
      Axis(
        points: points, boundary: .walls(lower: lower.condition, upper: upper.condition),
        placement: placement)
    }
  }
}

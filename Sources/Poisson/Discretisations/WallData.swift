public import Autodiff

/// The data g of the conditions at the walls; 0 where none are given.
public struct WallData {
  private struct Wall: Hashable {
    let axis: Int
    let side: Side
  }

  private var data: [Wall: Value] = [:]

  /// Zero at all walls.
  public init() {}

  /// g at the wall where an axis ends: a scalar, or a field of the wall's points, which are the grid's
  /// without that axis, in row-major order.
  public subscript(axis: Int, side: Side) -> Value {
    get { data[Wall(axis: axis, side: side)] ?? 0 }
    set { data[Wall(axis: axis, side: side)] = newValue }
  }

  /// g, or nil if it is known to be 0.
  func known(_ axis: Int, _ side: Side) -> Value? {
    data[Wall(axis: axis, side: side)].flatMap { $0.number == 0 ? nil : $0 }
  }

  /// The data with α or β, where only one of them is not 0, divided out.
  func scaled(_ grid: Grid) -> WallData {
    var scaled = self
    for (wall, value) in data {
      let scale = grid.axes[wall.axis].boundary.condition(wall.side)?.dataScale ?? 1
      if scale != 1 { scaled.data[wall] = value / scale }
    }
    return scaled
  }
}

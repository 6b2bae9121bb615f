import Autodiff

/// A swimming pool: shallow water of unit depth between two walls, in one dimension, with gravity 1.
///
/// Levels η are at the centres of the cells, velocities u at the faces between them; at the walls the
/// velocity is zero. With the difference D and the average M of `Operators`,
///
///     dη/dt = Dᵀ ((1 + M η) u) / h        du/dt = −D (η + Mᵀ u² / 2) / h,
///
/// in steps of which each uses the levels that the one before it has made.
struct Pool {
  let cells = 80
  let length = 8.0
  let steps = 240
  let timeStep = 0.04

  private var spacing: Double { length / Double(cells) }

  /// How high the water rises at the right wall if a hump of it near the left one is launched
  /// towards it.
  ///
  /// The highest level over all steps, as the smooth maximum log Σ exp(β η) / β, which has a
  /// derivative everywhere and lies above it by less than log(steps) / β.
  func highestLevel(_ graph: Graph, launchSpeed: Value) -> Value {
    let difference = Difference(cells: cells)
    let average = Average(cells: cells)
    let h = spacing
    let atCells = hump(graph.constant((0..<cells).map { (Double($0) + 0.5) * h }))
    let atFaces = hump(graph.constant((1..<cells).map { Double($0) * h }))
    let lastCell = graph.constant((0..<cells).map { $0 == cells - 1 ? 1 : 0 })

    var level = 0.05 * atCells
    var velocity = launchSpeed * atFaces
    var total: Value = 0
    let sharpness = 100.0
    for _ in 0..<steps {
      let flow = (1 + apply(average, level)) * velocity
      level = level + timeStep / h * apply(difference.transpose, flow)
      let head = level + 0.5 * apply(average.transpose, square(velocity))
      velocity = velocity - timeStep / h * apply(difference, head)
      total = total + exp(sharpness * dot(lastCell, level))
    }
    return log(total) / sharpness
  }

  /// A hump of height 1 at x = 2.
  private func hump(_ x: Value) -> Value { exp(-0.5 * square(x - 2)) }
}

import Autodiff

/// The equations for the fluxes q that stand for Robin conditions, and for the constant C: see `RobinWalls`.
struct RobinSystem: Sendable {
  let discretisation: Discretisation
  let robin: RobinWalls
  let hasScreening: Bool

  /// What the equations depend on besides the unknowns.
  struct Parameters {
    let lengths: [Value]
    let screening: Value?
    /// Per wall α and β: numbers, or fields of the wall's points.
    let coefficients: [RobinCoefficients]

    /// All of them in a row.
    var operands: [Value] {
      lengths + (screening.map { [$0] } ?? []) + coefficients.flatMap { [$0.value, $0.derivative] }
    }
  }

  /// The parameters from a row of them.
  func parameters(_ operands: [Value]) -> Parameters {
    let dimension = discretisation.grid.dimension
    let rest = Array(operands[(dimension + (hasScreening ? 1 : 0))...])
    return Parameters(
      lengths: Array(operands[..<dimension]), screening: hasScreening ? operands[dimension] : nil,
      coefficients: robin.walls.indices.map {
        RobinCoefficients(value: rest[2 * $0], derivative: rest[2 * $0 + 1])
      })
  }

  /// What fluxes add to the solution; `isLeading` if without what closures of higher order have along walls.
  private func response(
    _ fluxes: [Int: Value], _ parameters: Parameters, in graph: Graph, isLeading: Bool = false
  ) -> Solution {
    var data = WallData()
    for (index, flux) in fluxes {
      data[robin.walls[index].axis, robin.walls[index].side] = flux
    }
    return discretisation.solveWithoutRobin(
      graph.constant([Double](repeating: 0, count: discretisation.grid.count)), in: graph,
      lengths: parameters.lengths, screening: parameters.screening, walls: data, gauge: nil,
      isLeading: isLeading)
  }

  /// φ at a wall.
  func trace(_ index: Int, _ potential: Value) -> Value {
    let wall = robin.walls[index]
    return apply(discretisation.map(wall.trace, wall.axis), potential)
  }

  private func fluxes(_ x: Value) -> [Int: Value] {
    var fluxes: [Int: Value] = [:]
    for (index, wall) in robin.walls.enumerated() { fluxes[index] = x[wall.places] }
    return fluxes
  }

  /// ∂φ/∂n at a wall.
  private func slope(_ index: Int, _ potential: Value, _ parameters: Parameters) -> Value {
    let wall = robin.walls[index]
    return apply(discretisation.map(wall.normal, wall.axis), potential)
      / parameters.lengths[wall.axis]
  }

  private func weights(
    _ index: Int, _ parameters: Parameters, in graph: Graph
  ) -> RobinCorners.Weights? {
    robin.corners.weights(
      index, parameters.coefficients, lengths: parameters.lengths, in: graph)
  }

  /// The left-hand sides: α (φ(q) + C) + β q at each wall, but for what `RobinCorners` says, and what is removed for q,
  /// plus κ² C.
  func image(of x: Value, _ operands: [Value]) -> Value {
    guard let graph = x.graph else { return x }
    let parameters = parameters(operands)
    let fluxes = fluxes(x)
    let solution = response(fluxes, parameters, in: graph)
    let constant = robin.hasConstant ? x[robin.count - 1] : nil
    var rows = robin.walls.indices.map { index in
      let atWall = trace(index, solution.potential)
      let (value, derivative) = (
        parameters.coefficients[index].value, parameters.coefficients[index].derivative
      )
      let flux = fluxes[index] ?? 0
      let row = value * (constant.map { atWall + $0 } ?? atWall) + derivative * flux
      guard let weights = weights(index, parameters, in: graph) else { return row }
      return weights.condition * row + weights.slope
        * (flux - slope(index, solution.potential, parameters))
    }
    if let constant {
      let removed = solution.removedMean ?? 0
      rows.append(parameters.screening.map { removed + $0 * constant } ?? removed)
    }
    return concatenate(rows)
  }

  /// The right-hand sides, from the solution for fluxes 0.
  func right(_ base: Solution, _ walls: WallData, _ parameters: Parameters, in graph: Graph)
    -> Value
  {
    var rows = robin.walls.enumerated().map { index, wall in
      let known = parameters.coefficients[index].value * trace(index, base.potential)
      let row = graph.lift(walls[wall.axis, wall.side] - known, to: .field(wall.places.count))
      guard let weights = weights(index, parameters, in: graph) else { return row }
      return weights.condition * row + weights.slope * slope(index, base.potential, parameters)
    }
    if robin.hasConstant { rows.append(-(base.removedMean ?? 0)) }
    return concatenate(rows)
  }
}

/// The preconditioner: the equations of each axis by themselves, mode by mode along its walls.
extension RobinSystem {
  /// The inverses of the matrices of one or two rows, mode by mode; then, if there is a constant, what solves the
  /// equations for α as their right-hand side, and the constant's own coefficient without it.
  func prepared(_ operands: [Value], in graph: Graph) -> Value {
    let parameters = parameters(operands)
    let inverses = robin.pairs.flatMap { pair in
      RobinSystem.inverse(matrix(pair, parameters, in: graph).map { $0.map(\.value) }).map {
        graph.lift($0, to: .field(pair.modeCount))
      }
    }
    guard robin.hasConstant else { return concatenate(inverses) }
    let shares = shares(parameters, concatenate(inverses), in: graph)
    let slope = (parameters.screening ?? 0) - removed(shares, parameters, in: graph)
    return concatenate(inverses + shares + [slope])
  }

  /// An entry of the matrix of a pair of walls, mode by mode, and what it would be if nothing cancelled.
  private typealias Entry = (value: Value, size: Value)

  private func matrix(
    _ pair: RobinWalls.Pair, _ parameters: Parameters, in graph: Graph
  ) -> [[Entry]] {
    let ones = graph.constant([Double](repeating: 1, count: pair.modeCount))
    return pair.walls.map { row in
      pair.walls.map { column in
        let solution = response(
          [column: pair.points(ones)], parameters, in: graph, isLeading: !robin.isDirect)
        let coefficients = parameters.coefficients[row]
        let entry =
          mean(coefficients.value, in: graph) * pair.modes(trace(row, solution.potential))
        guard row == column else { return (entry, abs(entry)) }
        let derivative = mean(coefficients.derivative, in: graph)
        return (entry + derivative, abs(entry) + abs(derivative))
      }
    }
  }

  /// The fluxes for which α φ(q) + β q = α.
  private func shares(_ parameters: Parameters, _ inverses: Value, in graph: Graph) -> [Value] {
    let values = robin.walls.enumerated().map { index, wall in
      graph.lift(parameters.coefficients[index].value, to: .field(wall.places.count))
    }
    return solveAxes(values, parameters, inverses, in: graph)
  }

  /// How far the equations are from having no solution: the determinant of the matrix of each mode, as a part of
  /// what it would be if nothing cancelled. 0 is a resonance. If there is a constant, that of its equations is the
  /// last.
  ///
  /// For the walls of one axis only.
  func margins(_ operands: [Value], in graph: Graph) -> Value {
    let parameters = parameters(operands)
    let pair = robin.pairs[0]
    let matrix = matrix(pair, parameters, in: graph)
    var (determinant, size) = (matrix[0][0].value, matrix[0][0].size)
    if matrix.count == 2 {
      let (last, right, left) = (matrix[1][1], matrix[0][1], matrix[1][0])
      determinant = determinant * last.value - right.value * left.value
      size = size * last.size + right.size * left.size
    }
    let field = Shape.field(pair.modeCount)
    (determinant, size) = (graph.lift(abs(determinant), to: field), graph.lift(size, to: field))
    // Where all is 0 there is no solution either.
    let tiny = Double.leastNormalMagnitude
    let margins = determinant / (size + tiny)
    guard robin.hasConstant else { return margins }
    // With the constant's row and column it is that without them times the slope.
    let isConstant = graph.constant(pair.basis?.isNull ?? [1])
    let screening = parameters.screening ?? 0
    let shares = shares(parameters, prepared(operands, in: graph), in: graph)
    let slope = screening - removed(shares, parameters, in: graph)
    let sizes = matrix.map { row in
      row.map { dot(isConstant, graph.lift($0.size, to: field)) }
    }
    let given = pair.walls.map { abs(mean(parameters.coefficients[$0].value, in: graph)) }
    let fluxes =
      given.count == 1
      ? given
      : [
        sizes[1][1] * given[0] + sizes[0][1] * given[1],
        sizes[1][0] * given[0] + sizes[0][0] * given[1],
      ]
    let scale =
      dot(isConstant, size) * abs(screening) + abs(removed(fluxes, parameters, in: graph))
    // Without the constant nothing is known of its mode.
    return concatenate([
      max(margins, isConstant), dot(isConstant, determinant) * abs(slope) / (scale + tiny),
    ])
  }

  /// P r.
  func precondition(_ r: Value, _ operands: [Value], _ prepared: Value) -> Value {
    guard let graph = r.graph else { return r }
    let parameters = parameters(operands)
    var fluxes = solveAxes(robin.walls.map { r[$0.places] }, parameters, prepared, in: graph)
    guard robin.hasConstant else { return concatenate(fluxes) }
    let last = prepared.shape.count - 1
    let constant =
      (r[robin.count - 1] - removed(fluxes, parameters, in: graph)) / prepared[last]
    let first = last - (robin.count - 1)
    fluxes = zip(robin.walls, fluxes).map { wall, flux in
      flux - constant * prepared[first + wall.places.lowerBound..<first + wall.places.upperBound]
    }
    return concatenate(fluxes + [constant])
  }

  /// Fluxes from the conditions' right-hand sides.
  private func solveAxes(
    _ right: [Value], _ parameters: Parameters, _ prepared: Value, in graph: Graph
  ) -> [Value] {
    /// Without the points where φ is given: the modes are 0 there, and as many as there are others.
    func inside(_ field: Value, _ wall: Int) -> Value {
      robin.walls[wall].given.map { field.weighted(by: $0.map { 1 - $0 }) } ?? field
    }
    var fluxes = right
    var start = 0
    for pair in robin.pairs {
      let (count, size) = (pair.modeCount, pair.walls.count)
      let modes = pair.walls.map { pair.modes(inside(right[$0], $0)) }
      for (row, wall) in pair.walls.enumerated() {
        let terms = (0..<size).map { column -> Value in
          let first = start + (row * size + column) * count
          return prepared[first..<first + count] * modes[column]
        }
        var flux = inside(pair.points(terms.dropFirst().reduce(terms[0]) { $0 + $1 }), wall)
        if let given = robin.walls[wall].given,
          let weights = weights(wall, parameters, in: graph)
        {
          // No flux changes φ there.
          flux = flux + right[wall].weighted(by: given) / weights.diagonal
        }
        fluxes[wall] = flux
      }
      start += size * size * count
    }
    return fluxes
  }

  /// What is removed for some fluxes.
  private func removed(_ fluxes: [Value], _ parameters: Parameters, in graph: Graph) -> Value {
    var all: [Int: Value] = [:]
    for (index, flux) in fluxes.enumerated() { all[index] = flux }
    return response(all, parameters, in: graph).removedMean ?? 0
  }

  /// The mean of a number or of a field.
  private func mean(_ value: Value, in graph: Graph) -> Value {
    value.shape.isScalar ? value : Autodiff.mean(value)
  }

  /// The inverse of a matrix of one or two rows, row after row.
  private static func inverse(_ matrix: [[Value]]) -> [Value] {
    if matrix.count == 1 { return [1 / matrix[0][0]] }
    let determinant = matrix[0][0] * matrix[1][1] - matrix[0][1] * matrix[1][0]
    return [
      matrix[1][1] / determinant, -matrix[0][1] / determinant, -matrix[1][0] / determinant,
      matrix[0][0] / determinant,
    ]
  }
}

public import Autodiff
import Glibc

extension Discretisation {
  /// f at a point, by the scheme's interpolation: the trigonometric polynomial or the polynomial of
  /// spectral schemes, polynomials through as many nearby points as the scheme's order, at least 4, of
  /// others.
  ///
  /// It can be differentiated by the coordinates: for differences, whose interpolants are smooth from node
  /// to node only, by one-sided derivatives at the nodes; not at the ends of spectral axes between walls.
  ///
  /// - Parameters:
  ///   - field: f at the grid's points.
  ///   - point: a coordinate per axis, on a length of 1 and beginning at 0. On periodic axes any number is
  ///     one, on others those from 0 to 1.
  public func value(of field: Value, at point: [Value]) -> Value {
    precondition(point.count == grid.dimension, "a point has a coordinate per axis")
    guard let graph = field.graph else { preconditionFailure("a field belongs to a graph") }
    var field = field
    // One axis after the other, the last first: what is left is the field of the axes before it.
    for axis in grid.axes.indices.reversed() {
      let weights = cardinals(axis, at: point[axis], in: graph)
      let points = grid.axes[axis].points
      let before = grid.extents[..<axis].reduce(1, *)
      let repetition = SparseMatrix(dense: [[Double]](repeating: [1], count: before))
      let repeated = apply(AxisMap(repetition, outer: 1, inner: points), weights)
      let ones = SparseMatrix(dense: [[Double](repeating: 1, count: points)])
      field = apply(AxisMap(ones, outer: before, inner: 1), repeated * field)
    }
    return field[0]
  }

  /// What the value at each node of an axis is multiplied by.
  private func cardinals(_ axis: Int, at x: Value, in graph: Graph) -> Value {
    let points = grid.axes[axis].points
    guard scheme.order == nil else { return localCardinals(axis, at: x, in: graph) }
    if grid.axes[axis].isPeriodic {
      // The transform of a unit mass at x: real and imaginary parts of e^{−2πi kx}.
      let shift = axes[axis].nodes[0]
      let modes = ModeTable(halfSpectrumOf: [points])
      let frequencies = modes.field(0) { 2 * Double.pi * Double($0) }
      let phases = (0..<modes.count).map { $0 % 2 == 0 ? 0 : 0.5 * Double.pi }
      let wave = cos((x - shift) * graph.constant(frequencies) + graph.constant(phases))
      return (1 / Double(points)) * apply(RealFourierBasis(points: points).backward, wave)
    }
    // Chebyshev polynomials at x, and from values at the nodes to coefficients.
    let angle = acos(clamp(2 * x - 1, -1, 1))
    let polynomials = cos(angle * graph.constant((0..<points).map(Double.init)))
    let last = points - 1
    let toCoefficients = SparseMatrix(
      dense: (0..<points).map { node in
        (0..<points).map { degree in
          let sign: Double = degree % 2 == 0 ? 1 : -1
          let ends = (node % last == 0 ? 0.5 : 1) * (degree % last == 0 ? 0.5 : 1)
          let turn = Double(node * degree % (2 * last)) / Double(last)
          return 2 / Double(last) * sign * ends * Glibc.cos(Double.pi * turn)
        }
      })
    return apply(AxisMap(toCoefficients, outer: 1, inner: 1), polynomials)
  }

  /// Lagrange polynomials of the nodes around x.
  private func localCardinals(_ axis: Int, at x: Value, in graph: Graph) -> Value {
    let nodes = axes[axis].nodes
    let count = min(nodes.count, max(4, scheme.order ?? 0))
    let isPeriodic = grid.axes[axis].isPeriodic
    // In units of the spacing, node i at i.
    let place = (x - nodes[0]) / (nodes[1] - nodes[0])
    let central = floor(place) - Double(count / 2 - 1)
    let first = isPeriodic ? central : clamp(central, 0, Value(Double(nodes.count - count)))
    let local = place - first
    let indices = graph.constant(nodes.indices.map(Double.init))
    var weights: Value?
    for index in 0..<count {
      var weight: Value = 1
      for other in 0..<count where other != index {
        weight = weight * ((local - Double(other)) / Double(index - other))
      }
      let target = first + Double(index)
      let node = isPeriodic ? mod(target, Value(Double(nodes.count))) : target
      let term = weight * isEqual(indices, node)
      weights = weights.map { $0 + term } ?? term
    }
    return weights ?? indices
  }
}

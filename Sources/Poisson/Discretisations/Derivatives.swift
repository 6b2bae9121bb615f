public import Autodiff

extension Discretisation {
  /// ∂f/∂x along an axis, by the scheme: central differences of its order, with one-sided ones of
  /// the same order at walls; the derivative of the interpolant for spectral schemes, in which the Nyquist
  /// mode of a Fourier series has derivative 0. Between walls that multiplies round-off by up to n²;
  /// `Solution.derivative` does not.
  ///
  /// - Parameters:
  ///   - field: f at the grid's points; it need obey no condition at walls.
  ///   - axis: the axis.
  ///   - length: its length.
  public func derivative(of field: Value, axis: Int, length: Value) -> Value {
    let extents = grid.extents
    let derivative = firstDerivative(
      field, axis, outer: extents[..<axis].reduce(1, *), inner: grid.stride(axis))
    return derivative / length
  }

  /// The first derivative, for a length of 1, of a field with points before and after an axis.
  func firstDerivative(_ field: Value, _ axis: Int, outer: Int, inner: Int) -> Value {
    if let matrix = difference(1, axis) {
      return apply(AxisMap(matrix, outer: outer, inner: inner), field)
    }
    if !grid.axes[axis].isPeriodic {
      return polynomialDerivative(field, axis, order: 1, outer: outer, inner: inner)
    }
    if grid.isPeriodic, field.shape.count == grid.count {
      // In the basis of the solver, so that transforms cancel.
      let frequencies = basis.modes.field(axis) { frequency($0, axis) / basis.scale }
      return basis.backward(
        apply(ModeRotation(frequencies: frequencies), basis.forward(field)))
    }
    let points = grid.axes[axis].points
    let rotation = SparseMatrix(rowCount: points, columnCount: points) { row, entries in
      let mode = 2 * row < points ? row : row - points
      if mode == 0 || 2 * row == points { return }
      // Real parts come first, then imaginary parts in reverse order.
      entries.add(points - row, -frequency(mode, axis) / Double(points))
    }
    return alongAxis(field, axis, outer: outer, inner: inner) { modes in
      apply(AxisMap(rotation, outer: outer, inner: inner), modes)
    }
  }

  /// The second derivative, for a length of 1, of a field with points before and after an axis.
  func secondDerivative(_ field: Value, _ axis: Int, outer: Int, inner: Int) -> Value {
    if let matrix = difference(2, axis) {
      return apply(AxisMap(matrix, outer: outer, inner: inner), field)
    }
    if !grid.axes[axis].isPeriodic {
      return polynomialDerivative(field, axis, order: 2, outer: outer, inner: inner)
    }
    let points = grid.axes[axis].points
    let table = ModeTable(along: [outer, points, inner].map { Array(0..<$0) })
    let eigenvalues = table.spread(axes[axis].modes.eigenvalues.map { $0 / Double(points) }, 1)
    return alongAxis(field, axis, outer: outer, inner: inner) { $0.weighted(by: eigenvalues) }
  }

  /// A derivative of the polynomials along an axis between walls.
  private func polynomialDerivative(
    _ field: Value, _ axis: Int, order: Int, outer: Int, inner: Int
  ) -> Value {
    let points = grid.axes[axis].points
    let series = known.series(.axis(axis, outer: outer, inner: inner)) {
      ChebyshevSeries(extents: [outer, points, inner], kinds: [.values, .chebyshev, .values])
    }
    let derivative = ChebyshevDerivative(outer: outer, points: points, inner: inner)
    let coefficients = (0..<order).reduce(series.coefficients(of: field)) { coefficients, _ in
      // From the length 2 to 1.
      2 * apply(derivative, coefficients)
    }
    return series.values(of: coefficients)
  }

  /// The first or second difference along an axis of length 1; nil for a spectral scheme.
  private func difference(_ derivative: Int, _ axis: Int) -> SparseMatrix? {
    guard let order = scheme.order else { return nil }
    let nodes = axes[axis].nodes
    return DifferenceWeights.matrix(
      points: nodes.count, spacing: nodes[1] - nodes[0], derivative: derivative, order: order,
      isPeriodic: grid.axes[axis].isPeriodic)
  }

  /// What is done to the Fourier modes along one axis.
  private func alongAxis(
    _ field: Value, _ axis: Int, outer: Int, inner: Int, _ change: (Value) -> Value
  ) -> Value {
    let points = grid.axes[axis].points
    let basis = known.transforms(.axis(axis, outer: outer, inner: inner)) {
      SeparableBasis(
        extents: [outer, points, inner], axes: [nil, AxisModes.fourier(points), nil])
    }
    return apply(basis.backward, change(apply(basis.forward, field)))
  }

  /// 2πk, or 0 for the Nyquist mode.
  private func frequency(_ mode: Int, _ axis: Int) -> Double {
    2 * mode.magnitude == grid.axes[axis].points ? 0 : 2 * Double.pi * Double(mode)
  }
}

extension Discretisation {
  /// The field E = −∇φ, component by component.
  public func field(of potential: Value, lengths: [Value]) -> [Value] {
    grid.axes.indices.map { -derivative(of: potential, axis: $0, length: lengths[$0]) }
  }

  /// ∫ E² over the grid, E = −∇φ.
  public func energy(of potential: Value, lengths: [Value]) -> Value {
    let density = field(of: potential, lengths: lengths).map {
      integral(of: square($0), lengths: lengths)
    }
    return density.dropFirst().reduce(density[0]) { $0 + $1 }
  }

  /// The flux ∫ ∂φ/∂n through the wall at one end of an axis, n pointing outward.
  ///
  /// - Parameters:
  ///   - potential: φ at the grid's points.
  ///   - axis: an axis with walls.
  ///   - side: which end.
  ///   - lengths: the length of each axis.
  public func flux(
    of potential: Value, axis: Int, side: Side, lengths: [Value]
  ) -> Value {
    precondition(!grid.axes[axis].isPeriodic, "a periodic axis has no walls")
    let normal = apply(map(normalDerivative(axis, side), axis), potential)
    return integral(of: normal / lengths[axis], overWallOf: axis, lengths: lengths)
  }

  /// The integral of a field over a wall that an axis ends on.
  func integral(of field: Value, overWallOf axis: Int, lengths: [Value]) -> Value {
    var factors: [[Double]] = []
    for other in grid.axes.indices where other != axis { factors.append(axes[other].weights) }
    let weights = factors.reduce([1.0]) { field, along in
      field.flatMap { value in along.map { value * $0 } }
    }
    var integral = sum(field.weighted(by: weights))
    for other in grid.axes.indices where other != axis { integral = lengths[other] * integral }
    return integral
  }

  /// The outward derivative at a wall, for a length of 1, as a row.
  private func normalDerivative(_ axis: Int, _ side: Side) -> SparseMatrix {
    grid.axes[axis].normalDerivative(side, scheme)
  }
}

extension Axis {
  /// The outward derivative at a wall, for a length of 1, as a row.
  func normalDerivative(_ side: Side, _ scheme: DiscreteScheme) -> SparseMatrix {
    func place(_ fromWall: Int) -> Int { side == .lower ? fromWall : points - 1 - fromWall }
    if scheme == .spectral { return ChebyshevAxis(points: points).normal(side) }
    let isOnNodes = placement == .nodes
    let count = min(points, (scheme.order ?? 2) + 1)
    let weights = DifferenceWeights.weights(
      at: 0, from: (0..<count).map { Double($0) + (isOnNodes ? 0 : 0.5) }, derivative: 1)
    // Outward is against the distance from the wall.
    let scale = -Double(isOnNodes ? points - 1 : points)
    return SparseMatrix(
      columnCount: points, rows: [weights.enumerated().map { (place($0), scale * $1) }])
  }
}

import Glibc

/// Periodic axes: fluxes half a spacing behind the points, where differences and means have an even number of
/// neighbours.
extension FluxAxis {
  /// An axis without walls.
  private init(ring points: Int, differences: Stencil, means: Stencil, factor: Double) {
    self.differences = differences
    self.means = means
    conductances = [Double](repeating: factor, count: points)
    volumes = [Double](repeating: 1, count: points)
    pointVolumes = volumes
    interpolation = nil
    givenPoints = []
    (wallFaces, entries, traces) = ([:], [:], [:])
    inflow = 0
    spacing = 1 / Double(points)
    wallDistance = 0
  }

  /// A periodic axis with differences and means of a higher order, from as many points around each face.
  init(ring points: Int, order: Int) {
    let places = FluxAxis.places(order)
    func stencil(_ derivative: Int) -> Stencil {
      let weights = DifferenceWeights.weights(at: 0, from: places, derivative: derivative)
      return .matrix(
        SparseMatrix(rowCount: points, columnCount: points) { face, entries in
          for (offset, weight) in weights.enumerated() {
            entries.add((face + offset + 1 - order / 2 + points) % points, weight)
          }
        })
    }
    self.init(
      ring: points, differences: stencil(1), means: stencil(0),
      factor: Double(points) * Double(points))
  }

  /// The points around a face, in spacings.
  private static func places(_ order: Int) -> [Double] {
    (0..<order).map { Double($0) + 0.5 - Double(order / 2) }
  }

  /// −GᵀG for the wave e^{2πi kx}, G the difference of an order: its symbol is Σ_j 2i w_j sin((j−½)θ)/h.
  static func eigenvalue(ring points: Int, order: Int, _ k: Int) -> Double {
    let places = places(order)
    let weights = DifferenceWeights.weights(at: 0, from: places, derivative: 1)
    let angle = 2 * Double.pi * Double(k) / Double(points)
    let symbol = zip(weights, places).reduce(into: 0.0) { $0 += $1.0 * sin($1.1 * angle) }
    let scaled = Double(points) * symbol
    return -scaled * scaled
  }
}

/// Fourier series: fluxes half a spacing behind the points.
///
/// There the derivative of a wave e^{iωx} is iω e^{iωh/2} times its value at the point, a factor of size ω for the
/// Nyquist mode as well, whose derivative at the points themselves would be 0: so GᵀG is minus the second derivative of
/// all modes, and a constant coefficient gives what the fast solver has.
extension FluxAxis {
  /// A periodic axis with a number of points.
  init(series points: Int) {
    func multiplication(
      _ factor: (_ angle: Double, _ mode: Int) -> (real: Double, imaginary: Double)
    ) -> Stencil {
      .series(
        SparseMatrix(rowCount: points, columnCount: points) { row, entries in
          // Real parts come first, then imaginary parts in reverse order.
          let mode = 2 * row <= points ? row : points - row
          let value = factor(Double.pi * Double(mode) / Double(points), mode)
          entries.add(row, value.real / Double(points))
          if mode == 0 || 2 * mode == points { return }
          let imaginary = value.imaginary / Double(points)
          entries.add(points - row, row == mode ? -imaginary : imaginary)
        })
    }
    let differences = multiplication { angle, mode in
      let wavenumber = 2 * Double.pi * Double(mode)
      return (-wavenumber * sin(angle), wavenumber * cos(angle))
    }
    let means = multiplication { angle, mode in
      (2 * mode == points ? 0 : cos(angle), sin(angle))
    }
    self.init(ring: points, differences: differences, means: means, factor: 1)
  }
}

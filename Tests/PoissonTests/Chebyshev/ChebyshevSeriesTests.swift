import Autodiff
import Glibc
import Randomness
import Testing

@testable import Poisson

/// What Chebyshev series are made of: transforms, integrals, derivatives, quadrature.
@Suite("Parts of Chebyshev series")
struct ChebyshevSeriesTests {
  /// Σ c_k T_k at ξ from −1 to 1.
  private func value(_ coefficients: [Double], _ xi: Double) -> Double {
    coefficients.enumerated().reduce(0.0) { $0 + $1.1 * cos(Double($1.0) * acos(xi)) }
  }

  private func run(_ input: [Double], _ map: (Value) -> Value) -> [Double] {
    let graph = Graph()
    let x = graph.input(.field(input.count))
    let workspace = Program(graph, inputs: [x], outputs: [map(x)]).makeWorkspace()
    workspace.setInput(0, to: input)
    workspace.run()
    return workspace.output(0)
  }

  @Test("coefficients of values and values of coefficients", arguments: [4, 5, 8, 33])
  func transforms(_ points: Int) {
    var generator = SeededGenerator(seed: UInt64(points))
    let coefficients = generator.vector(points)
    let axis = ChebyshevAxis(points: points)
    let values = axis.nodes.map { value(coefficients, min(1, max(-1, 2 * $0 - 1))) }
    let series = ChebyshevSeries(extents: [points], kinds: [.chebyshev])
    #expect((run(values) { series.coefficients(of: $0) } - coefficients).largest < 1e-14)
    #expect((run(coefficients) { series.values(of: $0) } - values).largest < 1e-13)
    let squares = zip(values, axis.transform.pointWeights).map { $0 * $0 * $1 }
    let exact = (squares.reduce(into: 0.0) { $0 += $1 } / Double(points - 1)).squareRoot()
    let found = run(coefficients) { broadcast(series.rootMeanSquare($0), to: .field(1)) }[0]
    #expect(isClose(found, exact, relative: 1e-14))
  }

  @Test(
    "quadrature is exact for polynomials, and its weights are positive", arguments: [4, 5, 12, 65])
  func quadrature(_ points: Int) {
    let axis = ChebyshevAxis(points: points)
    #expect(axis.weights.allSatisfy { $0 > 0 })
    for degree in 0..<points {
      let mean = zip(axis.weights, axis.nodes).reduce(0.0) { $0 + $1.0 * pow($1.1, Double(degree)) }
      #expect(isClose(mean, 1 / Double(degree + 1), relative: 1e-14), "degree \(degree)")
    }
  }

  @Test("derivatives of polynomials, inside and at the ends", arguments: [4, 5, 12])
  func derivatives(_ points: Int) {
    let axis = ChebyshevAxis(points: points)
    let series = ChebyshevSeries(extents: [points], kinds: [.chebyshev])
    let derivative = ChebyshevDerivative(outer: 1, points: points, inner: 1)
    for degree in 0..<points {
      let power = Double(degree)
      let values = axis.nodes.map { pow($0, power) }
      let exact = axis.nodes.map { degree == 0 ? 0 : power * pow($0, power - 1) }
      let found = run(values) {
        series.values(of: 2 * apply(derivative, series.coefficients(of: $0)))
      }
      #expect((found - exact).largest < 1e-12, "degree \(degree)")
      for (side, slope) in [(Side.lower, -exact[0]), (.upper, exact[points - 1])] {
        let normal = AxisMap(axis.normal(side), outer: 1, inner: 1)(values)[0]
        #expect((normal - slope).magnitude < 1e-12, "degree \(degree)")
      }
    }
  }

  /// At the nodes integrals are exact, the highest degrees being folded.
  @Test("integrals of polynomials, once and twice", arguments: [4, 5, 6, 12])
  func integrals(_ points: Int) {
    let integrals = ChebyshevIntegrals(points: points)
    let nodes = ChebyshevAxis(points: points).nodes.map { 2 * $0 - 1 }
    let last = points - 1
    for degree in 0..<points {
      var sigma = [Double](repeating: 0, count: points)
      sigma[degree] = 1
      // Beyond the degrees that there are, coefficients are those of cosines at the nodes all the same.
      let once = AxisMap(integrals.once, outer: 1, inner: 1)(sigma)
      let twice = ChebyshevBand(
        lower: integrals.twiceBelow, diagonal: integrals.twiceDiagonal,
        upper: integrals.twiceAbove, distance: 2, outer: 1, inner: 1)(sigma)
      let slopes = nodes.map { primitive(degree, $0).once }
      let potentials = nodes.map { primitive(degree, $0).twice }
      // Up to a linear function, whose slope is the same in both.
      let first = nodes.map { twice[1] + value(once, min(1, max(-1, $0))) } - slopes
      let second = nodes.map { value(twice, min(1, max(-1, $0))) } - potentials
      let slope = (second[last] - second[0]) / 2
      for (xi, (a, b)) in zip(nodes, zip(first, second)) {
        #expect((a - slope).magnitude < 1e-12, "degree \(degree)")
        #expect((b - second[0] - slope * (xi + 1)).magnitude < 1e-12, "degree \(degree)")
      }
      let end = (degree % 2 == 0 ? integrals.endOfEven : integrals.endOfOdd)[degree]
      #expect((end - value(once, 1)).magnitude < 1e-15, "degree \(degree)")
    }
  }

  /// ∫T_k from −1, and the integral of that, by Gauss and Legendre's rule on many pieces.
  private func primitive(_ degree: Int, _ xi: Double) -> (once: Double, twice: Double) {
    let n = 4000
    let width = (xi + 1) / Double(n)
    var (once, twice) = (0.0, 0.0)
    for step in 0..<n {
      // Three points of Gauss and Legendre in each part.
      for (place, weight) in [
        (-0.6.squareRoot(), 5.0 / 18), (0, 8.0 / 18), (0.6.squareRoot(), 5.0 / 18),
      ] {
        let t = -1 + width * (Double(step) + 0.5 + 0.5 * place)
        let value = cos(Double(degree) * acos(t)) * weight * width
        once += value
        twice += value * (xi - t)
      }
    }
    return (once, twice)
  }

  @Test("transposes", arguments: [4, 5, 9])
  func transposes(_ points: Int) {
    var generator = SeededGenerator(seed: UInt64(points))
    let count = 2 * points * 3
    let maps: [any LinearOperator] = [
      ChebyshevDerivative(outer: 2, points: points, inner: 3),
      ChebyshevBand(
        lower: generator.vector(points), diagonal: generator.vector(points),
        upper: generator.vector(points), distance: 2, outer: 2, inner: 3),
    ]
    for map in maps {
      for one in [map, map.transpose] {
        let (v, w) = (generator.vector(count), generator.vector(count))
        #expect(one.dotProductDefect(v: v, w: w) < 1e-14, "seed \(points)")
      }
    }
  }

  /// The minimal solution of (1 − qJ) h = 0 by the dense matrix of rows k ≥ 2, h₀ or h₁ given.
  @Test(
    "closures point along homogeneous solutions", arguments: [4, 5, 16],
    [0, 1e-9, 3.0, 400, -2, -50])
  func closure(_ points: Int, _ q: Double) {
    let integrals = ChebyshevIntegrals(points: points)
    let closure = ChebyshevClosure(integrals, outer: 1, inner: 1)([[q]])
    let matrix = DenseMatrix(count: points) { row, column in
      let unit: Double = row == column ? 1 : 0
      guard row > 1 else { return unit }
      return switch column - row {
      case -2: -q * integrals.twiceBelow[row]
      case 0: unit - q * integrals.twiceDiagonal[row]
      case 2: -q * integrals.twiceAbove[row]
      default: 0
      }
    }
    for parity in 0..<2 {
      let h = matrix.solve((0..<points).map { $0 == parity ? 1 : 0 })
      let (a, b) = (closure[parity], closure[2 + parity])
      #expect(isClose(hypot(a, b), 1, relative: 1e-15))
      #expect((a * h[parity + 2] - b * h[parity]).magnitude < 1e-12 * hypot(1, h[parity + 2]))
    }
  }
}

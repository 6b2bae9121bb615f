import Autodiff
import Glibc
import Randomness
import Testing

@testable import Poisson

/// Reading fields between the points of a grid: a linear map of the field, its transpose, and derivatives by
/// the places.
@Suite("Reading at places")
struct PlaceReadingTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let functions: [PlaceFunctions]
    var testDescription: String { "\(functions)" }
  }

  static let cases = [
    Case(functions: [.waves(points: 9, shift: 0.02)]),
    Case(functions: [.waves(points: 40, shift: 0)]),
    Case(functions: [.polynomials(count: 7)]),
    Case(functions: [
      .lagrange(points: 9, width: 6, first: 0.1, spacing: 1.0 / 9, isPeriodic: true)
    ]),
    Case(functions: [
      .lagrange(points: 5, width: 4, first: 0, spacing: 0.25, isPeriodic: false),
      .waves(points: 6, shift: 0),
    ]),
    Case(functions: [
      .lagrange(points: 4, width: 4, first: 0, spacing: 0.25, isPeriodic: true),
      .polynomials(count: 5), .waves(points: 4, shift: 0.125),
    ]),
  ]

  private static let seed: UInt64 = 20

  @Test("both modes, to second order", arguments: cases)
  func derivatives(_ example: Case) {
    var generator = SeededGenerator(seed: Self.seed)
    let m = 5
    var basis = PlaceBasis(example.functions)
    for order in 0...2 {
      let operators: [(any DifferentiableOperator, Int)] = [
        (PlaceReading(basis, count: m), basis.count), (PlaceSpreading(basis, count: m), m),
      ]
      for (map, first) in operators {
        // Places away from nodes, where the derivatives of local polynomials jump.
        let places = (0..<basis.dimension).map { _ in
          (0..<m).map { 0.16 + 0.22 * Double($0) + Double.random(in: 0...0.01, using: &generator) }
        }
        let x = [generator.vector(first)] + places
        let v = [generator.vector(first)] + places.map { _ in generator.vector(m) }
        let w = generator.vector(map.outputShape.count)
        #expect(
          map.dotProductDefect(at: x, along: v, cotangent: w) < 1e-12,
          "order \(order), seed \(Self.seed)")
        #expect(map.tangentDefect(at: x, along: v) < 1e-5, "order \(order), seed \(Self.seed)")
      }
      basis = basis.differentiated(order % basis.dimension)
    }
  }

  @Test("at fixed places: the same values, and the transpose", arguments: cases)
  func fixed(_ example: Case) {
    var generator = SeededGenerator(seed: Self.seed)
    let basis = PlaceBasis(example.functions)
    let places = (0..<basis.dimension).map { _ in
      (0..<70).map { _ in Double.random(in: 0...1, using: &generator) }
    }
    let map = FixedPlaceReading(basis, at: places)
    let (c, w) = (generator.vector(basis.count), generator.vector(70))
    #expect(map.dotProductDefect(v: c, w: w) < 1e-13, "seed \(Self.seed)")
    #expect(map(c) == PlaceReading(basis, count: 70)([c] + places))
    #expect(map.transpose(w) == PlaceSpreading(basis, count: 70)([w] + places))
    #expect(map.transpose.transpose.erasesTo(map))
  }

  @Test("functions and their derivatives against closed forms")
  func closedForms() {
    func row(_ functions: PlaceFunctions, _ x: Double, _ order: Int) -> [Double] {
      var basis = PlaceBasis([functions])
      for _ in 0..<order { basis = basis.differentiated(0) }
      return PlaceSpreading(basis, count: 1)([[1], [x]])
    }
    let x = 0.3141
    // x⁵ and its derivatives through six nodes, exactly.
    let nodes = (0..<6).map { Double($0) / 5 }
    let local = PlaceFunctions.lagrange(
      points: 6, width: 6, first: 0, spacing: 0.2, isPeriodic: false)
    var exact = 1.0
    for order in 0...7 {
      let found = zip(row(local, x, order), nodes).reduce(0) { $0 + $1.0 * pow($1.1, 5) }
      let power = order > 5 ? 0 : exact * pow(x, Double(5 - order))
      #expect((found - power).magnitude < 1e-10, "order \(order)")
      exact *= Double(5 - order)
    }
    // T₄ = 8ξ⁴ − 8ξ² + 1 with ξ = 2x − 1.
    let xi = 2 * x - 1
    let chebyshev = PlaceFunctions.polynomials(count: 5)
    let derivatives: [Double] = [
      8 * pow(xi, 4) - 8 * xi * xi + 1, 2 * (32 * pow(xi, 3) - 16 * xi),
      4 * (96 * xi * xi - 16), 8 * 192 * xi, 16 * 192, 0,
    ]
    for (order, value) in derivatives.enumerated() {
      #expect((row(chebyshev, x, order)[4] - value).magnitude < 1e-11, "order \(order)")
    }
    // The 3rd wave of 64, and the 40th of 100, which is beyond the first fresh start.
    for (n, k) in [(64, 3), (100, 40)] {
      let waves = PlaceFunctions.waves(points: n, shift: 0)
      let wavenumber = 2 * Double.pi * Double(k)
      for order in 0...4 {
        let turn = 0.5 * Double.pi * Double(order)
        let scale = 2 * pow(wavenumber, Double(order)) / Double(n)
        let found = row(waves, x, order)
        #expect((found[k] - scale * cos(wavenumber * x + turn)).magnitude < 1e-12 * scale)
        #expect((found[n - k] + scale * sin(wavenumber * x + turn)).magnitude < 1e-12 * scale)
      }
    }
  }

  @Test("places that are none, and places far away, are harmless")
  func extremes() {
    for functions in Self.cases.flatMap(\.functions) {
      let basis = PlaceBasis([functions])
      let c = [Double](repeating: 1, count: basis.count)
      for x in [Double.nan, .infinity, -.infinity] {
        #expect(PlaceReading(basis, count: 1)([c, [x]])[0].isNaN)
      }
      for x in [1e300, -1e300, 1e18, -1e18, Double.leastNonzeroMagnitude] {
        _ = PlaceReading(basis, count: 1)([c, [x]])
      }
    }
  }

  @Test("the derivative at the ends of spectral axes between walls")
  func ends() throws {
    let axis = Axis(points: 12, boundary: .walls(lower: .dirichlet, upper: .dirichlet))
    let grid = try Discretisation(grid: Grid([axis]), scheme: .spectral)
    let field = grid.coordinates(0).map { exp($0) }
    let graph = Graph()
    let place = graph.input()
    let value = grid.value(of: graph.constant(field), at: [place])
    let program = Program(
      graph, inputs: [place], outputs: [value] + gradient(of: value, withRespectTo: [place]))
    for x in [0.0, 0.4, 1] {
      let outputs = program.run(scalars: [x])
      #expect((outputs[0] - exp(x)).magnitude < 1e-11)
      #expect((outputs[1] - exp(x)).magnitude < 1e-9)
    }
  }
}

extension LinearOperator {
  /// Whether this is the same map as another.
  fileprivate func erasesTo(_ other: some LinearOperator) -> Bool {
    AnyHashable(identity) == AnyHashable(other.identity)
  }
}

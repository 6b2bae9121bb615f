import Autodiff
import Glibc
import Randomness
import Testing

@testable import Poisson

/// Lines with Chebyshev polynomials between walls: all conditions, any screening, any number of points.
@Suite("Chebyshev series on a line")
struct ChebyshevLineTests {
  /// 4q/L² for the square of the first zero of the Bessel function J₀, where cos kξ has no constant coefficient.
  private static let withoutConstant = -4 * 5.783185962946784 / (1.4 * 1.4)

  static let screenings: [Double?] = [nil, 0, 1e-12, 2, 1e6, -7, withoutConstant, -400]

  @Test("conditions and screening of any kind", arguments: ChebyshevLine.pairs, screenings)
  func manufactured(_ conditions: [Condition], _ screening: Double?) throws {
    let line = ChebyshevLine(conditions, screening: screening)
    let areNeumann = conditions == [.neumann, .neumann]
    if areNeumann, screening == 0 { return }
    let known = try line.manufactured(40)
    let outputs = try line.compute(known.density, data: known.data) { solution, discretisation in
      [
        solution.potential, solution.derivative(axis: 0), solution.residual,
        solution.flux(axis: 0, side: .lower), solution.flux(axis: 0, side: .upper),
        discretisation.derivative(of: solution.potential, axis: 0, length: Value(line.length)),
      ]
    }
    let difference = outputs[0] - known.potential
    let isLoose = areNeumann && (screening ?? 0) < 1e-3 && (screening ?? 0) >= 0
    // The constant is free, or as uncertain as round-off of ρ divided by κ².
    let shift = isLoose ? difference[20] : 0
    #expect(difference.map { $0 - shift }.largest < 4e-13, "φ")
    #expect(shift.magnitude < 1e-3 || screening == nil)
    // φ″ has the round-off of κ² φ.
    let tolerance = 4e-13 + 1e-15 * abs(screening ?? 0)
    #expect((outputs[1] - known.slope).largest < tolerance, "φ′")
    #expect(outputs[2][0] < tolerance, "residual")
    #expect((outputs[3][0] + known.slope[0]).magnitude < tolerance, "flux")
    #expect((outputs[4][0] - known.slope[39]).magnitude < tolerance, "flux")
    #expect(
      (outputs[5] - known.slope).largest < 100 * tolerance, "derivative of the interpolant")
  }

  /// The solution of the equations, integrated twice, that φ obeys at the nodes for the interpolant of any ρ.
  @Test("rough data on a few points, against dense matrices", arguments: 4...9)
  func dense(_ points: Int) throws {
    var generator = SeededGenerator(seed: UInt64(points))
    for conditions in ChebyshevLine.pairs {
      for screening in [nil, 1e-9, 3.0, -2.0, 50] {
        let line = ChebyshevLine(conditions, screening: screening)
        if line.isSingular { continue }
        let (density, data) = (generator.vector(points), generator.vector(2))
        let potential = try line.compute(density, data: data) { solution, _ in
          [solution.potential]
        }[0]
        let reference = DenseChebyshevLine(line, points: points).solve(density, data)
        #expect(
          (potential - reference).largest < 1e-12 * max(1, reference.largest),
          "\(conditions), κ² \(String(describing: screening)), seed \(points)")
      }
    }
  }

  @Test("round-off does not grow with the number of points", arguments: [65_536, 65_537])
  func many(_ points: Int) throws {
    for (conditions, screening) in [
      ([Condition.dirichlet, .dirichlet], nil), ([.neumann, .neumann], 2),
      ([.robin, .dirichlet], -7), ([.neumann, .robin], 30), ([.neumann, .neumann], nil),
    ] as [([Condition], Double?)] {
      let line = ChebyshevLine(conditions, screening: screening)
      let known = try line.manufactured(points)
      let outputs = try line.compute(known.density, data: known.data) { solution, discretisation in
        [
          solution.potential, solution.derivative(axis: 0), solution.residual,
          discretisation.integral(of: solution.potential, lengths: [Value(line.length)]),
        ]
      }
      let difference = outputs[0] - known.potential
      let shift = line.isSingular ? difference[points / 2] : 0
      #expect(difference.map { $0 - shift }.largest < 2e-14, "\(conditions)")
      #expect((outputs[1] - known.slope).largest < 4e-14, "\(conditions)")
      #expect(outputs[2][0] < 1e-14, "\(conditions)")
      // ∫ eˣ cos(2x + 0.3) = eˣ (cos(2x + 0.3) + 2 sin(2x + 0.3)) / 5.
      func primitive(_ x: Double) -> Double {
        0.2 * exp(x) * (cos(2 * x + 0.3) + 2 * sin(2 * x + 0.3))
      }
      let integral = line.isSingular ? 0 : primitive(line.length) - primitive(0)
      #expect((outputs[3][0] - integral).magnitude < 2e-14, "\(conditions)")
    }
  }

  /// A hundred waves: κ² is where the even homogeneous solution has no constant coefficient (the hundredth zero of J₀,
  /// by McMahon's expansion), and beside that.
  @Test("high wavenumbers", arguments: [0, 0.01, 0.1, 0.5])
  func waves(_ distance: Double) throws {
    let turn = 99.75 * Double.pi
    let wave = turn + 1 / (8 * turn) + distance
    let line = ChebyshevLine(
      [.dirichlet, .robin], screening: -4 * wave * wave / (1.4 * 1.4))
    let known = try line.manufactured(480)
    let potential = try line.compute(known.density, data: known.data) { solution, _ in
      [solution.potential]
    }[0]
    #expect((potential - known.potential).largest < 5e-11)
  }

  @Test("the error falls faster than any power", arguments: ChebyshevLine.pairs)
  func geometric(_ conditions: [Condition]) throws {
    for screening in [nil, 5.0, -7] {
      let line = ChebyshevLine(conditions, screening: screening)
      let errors = try [6, 9, 12, 15].map { points in
        let known = try line.manufactured(points)
        let potential = try line.compute(known.density, data: known.data) { solution, _ in
          [solution.potential]
        }[0]
        let difference = potential - known.potential
        return rootMeanSquare(difference.map { $0 - (line.isSingular ? mean(difference) : 0) })
      }
      for (coarse, fine) in zip(errors, errors.dropFirst()) {
        #expect(fine < coarse / 20, "\(errors)")
      }
    }
  }

  /// φ = cosh(κ(x − L/2))/cosh(κL/2): layers of a thousandth of the length at both ends.
  @Test("boundary layers")
  func layers() throws {
    let line = ChebyshevLine([.dirichlet, .dirichlet], screening: 1e6)
    func error(_ points: Int) throws -> Double {
      let nodes = try line.discretisation(points).nodes(0).map { line.length * $0 }
      let density = [Double](repeating: 0, count: points)
      let potential = try line.compute(density, data: [1, 1]) { solution, _ in
        [solution.potential]
      }[0]
      return (potential - nodes.map { exp(-1000 * $0) + exp(-1000 * (line.length - $0)) }).largest
    }
    let errors = try [40, 80, 160, 320].map(error)
    #expect(
      errors[1] < 0.05 * errors[0] && errors[2] < 1e-3 * errors[1] && errors[3] < 1e-12, "\(errors)"
    )
  }

  @Test(
    "Helmholtz equations at eigenvalues of their own",
    arguments: ChebyshevLine.pairs.filter { !$0.contains(.robin) })
  func resonance(_ conditions: [Condition]) throws {
    let line = ChebyshevLine(conditions)
    let discretisation = try line.discretisation(64)
    let isMixed = conditions[0] != conditions[1]
    for mode in 1..<5 {
      let eigenvalue = -pow(Double.pi * (Double(mode) + (isMixed ? 0.5 : 0)) / line.length, 2)
      let found = #expect(throws: ResonanceError.self) {
        try discretisation.checkResonance(lengths: [line.length], screening: eigenvalue)
      }
      #expect(found?.mode == [mode] && found?.isOfNeumannConditions == false)
      try discretisation.checkResonance(lengths: [line.length], screening: 1.0001 * eigenvalue)
      // There is one: φ grows like 1/distance.
      let sizes = try [1e-4, 1e-6].map { distance in
        var near = line
        near.screening = eigenvalue * (1 + distance)
        let density = discretisation.nodes(0).map { exp($0) }
        return try near.compute(density, data: [0, 0]) { solution, _ in [solution.potential] }[0]
          .largest
      }
      #expect(isClose(sizes[1], 100 * sizes[0], relative: 0.05), "\(sizes)")
    }
  }
}

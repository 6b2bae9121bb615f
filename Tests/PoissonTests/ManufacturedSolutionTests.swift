import Autodiff
import Glibc
import Poisson
import Testing

/// Solvers on an axis of length 1 against solutions that are known because the source is made from
/// them.
@Suite("Manufactured solutions")
struct ManufacturedSolutionTests {
  /// φ = Σ a cos(2πm x − θ), a sum of modes without symmetry.
  struct Modes: Sendable {
    struct Term {
      let mode: Int
      let amplitude: Double
      let phase: Double
    }

    let terms: [Term]

    init(_ terms: [(mode: Int, amplitude: Double, phase: Double)]) {
      self.terms = terms.map { Term(mode: $0.mode, amplitude: $0.amplitude, phase: $0.phase) }
    }

    /// At the nodes j/n. The angle is reduced while it is a whole number of nth parts: rounded at
    /// full size, the error of high modes would be amplified by m² in low ones.
    func potential(_ count: Int) -> [Double] {
      (0..<count).map { node in
        terms.reduce(into: 0.0) { $0 += $1.amplitude * cosine($1, node, count) }
      }
    }

    func source(_ count: Int) -> [Double] {
      (0..<count).map { node in
        terms.reduce(into: 0.0) {
          let wavenumber = 2 * Double.pi * Double($1.mode)
          $0 -= wavenumber * wavenumber * $1.amplitude * cosine($1, node, count)
        }
      }
    }

    private func cosine(_ term: Term, _ node: Int, _ count: Int) -> Double {
      cos(2 * Double.pi * Double(term.mode * node % count) / Double(count) - term.phase)
    }
  }

  static let three = Modes([(1, 1, 0.4), (2, -0.7, 1.9), (3, 0.5, -0.8)])

  private func nodes(_ count: Int) -> [Double] {
    (0..<count).map { Double($0) / Double(count) }
  }

  /// The root mean square of the error in the zero-mean gauge; that of the pinned matrix is reached by
  /// a shift.
  private func error(_ solver: Solver, _ modes: Modes, _ count: Int) -> Double {
    var source = modes.source(count)
    if solver == .pinned { source[0] = 0 }
    let solution = solver.solve(source)
    let (average, exact) = (mean(solution), modes.potential(count))
    return rootMeanSquare((0..<count).map { solution[$0] - average - exact[$0] })
  }

  @Test(
    "second differences converge at order 2",
    arguments: [Solver.finiteDifference, .pinned], [(32, 64), (64, 128), (33, 65), (61, 127)])
  func secondOrder(_ solver: Solver, _ counts: (Int, Int)) {
    let coarse = error(solver, Self.three, counts.0)
    let fine = error(solver, Self.three, counts.1)
    let order = log(coarse / fine) / log(Double(counts.1) / Double(counts.0))
    #expect((order - 2).magnitude < 0.1, "observed order \(order)")
  }

  /// The discrete solution of one mode is the exact one times (πm/n)²/sin²(πm/n): no discretisation
  /// error is left, only round-off, which grows with the condition number n².
  @Test("second differences, mode by mode", arguments: [3, 4, 5, 7, 8, 31, 64, 97])
  func discreteModes(_ count: Int) {
    for mode in 1...count / 2 {
      let modes = Modes([(mode, 1, 2 * mode == count ? 0 : 0.4)])
      let angle = Double.pi * Double(mode) / Double(count)
      let ratio = pow(angle / sin(angle), 2)
      let solution = FiniteDifferenceSolver(points: count)(modes.source(count))
      let exact = modes.potential(count).map { ratio * $0 }
      #expect(distance(solution, exact) < 1e-13 * Double(count), "mode \(mode)")
    }
  }

  @Test(
    "the spectral solver is exact on modes it resolves", arguments: [3, 4, 5, 7, 8, 31, 64, 97])
  func spectralModes(_ count: Int) {
    for mode in 1...count / 2 {
      let modes = Modes([(mode, 1, 2 * mode == count ? 0 : 0.4)])
      let solution = SpectralSolver(points: count)(modes.source(count))
      #expect(distance(solution, modes.potential(count)) < 1e-12, "mode \(mode)")
    }
    if count >= 7 { #expect(error(.spectral, Self.three, count) < 1e-12) }
  }

  /// φ = exp(sin 2πx): coefficients I_k(1) ~ 1/(2ᵏ k!), a geometric series at least. Its mean is
  /// I_0(1).
  @Test("the spectral error falls geometrically on smooth data")
  func geometric() {
    let bessel = 1.2660658777520084
    func error(_ count: Int) -> Double {
      let x = nodes(count)
      let angle = { (x: Double) in 2 * Double.pi * x }
      let source = x.map {
        let (s, c) = (sin(angle($0)), cos(angle($0)))
        return 4 * Double.pi * Double.pi * (c * c - s) * exp(s)
      }
      let solution = SpectralSolver(points: count)(source)
      return rootMeanSquare(x.indices.map { solution[$0] + bessel - exp(sin(angle(x[$0]))) })
    }
    for start in [6, 7] {
      let errors = stride(from: start, through: start + 8, by: 2).map(error)
      for (coarse, fine) in zip(errors, errors.dropFirst()) { #expect(fine < coarse / 10) }
    }
    for count in [24, 25, 31, 32, 128] { #expect(error(count) < 1e-14 * 10) }
  }
}

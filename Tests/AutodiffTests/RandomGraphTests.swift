import Randomness
import Testing

@testable import Autodiff

/// Properties of random computations; the arguments of a failing test are its seeds.
///
/// On tolerances: values and derivatives come from some dozen operations with conditions of the order
/// of 1 on numbers of the order of 1, so that they are good to 1e-13 or better; 1e-12 relative to
/// the largest number that takes part leaves a margin of ten.
@Suite("Random graphs")
struct RandomGraphTests {
  static let seeds = [UInt64](1...24)

  /// A scale for errors: the largest number anywhere in the computation.
  static func scale(_ interpreter: Interpreter<Double>) -> Double {
    max(1, interpreter.values.map(largest).max() ?? 1)
  }

  @Test("a program agrees with the naive interpreter at every node", arguments: seeds)
  func programAgainstInterpreter(_ seed: UInt64) throws {
    let random = RandomGraph(seed: seed)
    let gradient = gradient(of: random.objective, withRespectTo: random.inputs)
    let curvature = pushforward(random.seeds, to: gradient)
    let derivatives = gradient + curvature
    let all = random.values + [random.objective] + derivatives
    let naive = try random.interpret()
    let scale = Self.scale(naive)
    // All nodes at once keep every value alive; a few make room for reuse of memory.
    var generator = SeededGenerator(seed: seed)
    let few = Array(all.shuffled(using: &generator)[..<5])
    for outputs in [all, derivatives, few, few + few, [random.objective]] {
      let results = random.compile(outputs).run(random.point)
      for (output, result) in zip(outputs, results) {
        #expect(distance(result, try naive(output)) <= 1e-12 * scale, "seed \(seed)")
      }
    }
  }

  @Test("reverse mode, forward mode and complex steps agree", arguments: seeds)
  func modes(_ seed: UInt64) throws {
    let random = RandomGraph(seed: seed)
    let gradient = gradient(of: random.objective, withRespectTo: random.inputs)
    let tangent = pushforward(random.seeds, to: [random.objective])[0]
    let curvature = pushforward(random.seeds, to: gradient)
    let alongDirection = zip(gradient, random.seeds).reduce(Value(0)) {
      $0 + sum($1.0 * $1.1.tangent)
    }
    let reverseCurvature = Autodiff.gradient(of: alongDirection, withRespectTo: random.inputs)
    let count = random.inputs.count
    let results = random.compile([tangent] + gradient + curvature + reverseCurvature)
      .run(random.point)
    let first = Array(results[1...count])
    let forwardOverReverse = Array(results[(1 + count)...(2 * count)])
    let reverseOverReverse = Array(results[(1 + 2 * count)...])

    let slope = dot(first, random.direction)
    #expect(
      isClose(results[0][0], slope, relative: 1e-12) || Swift.abs(slope) < 1e-12, "seed \(seed)")
    // The first derivative from the graph without derivatives, the second from that of the gradient.
    let exact = try random.interpretComplex()
    let byStep = try exact(random.objective)[0].imaginary / Complex.step
    #expect(Swift.abs(slope - byStep) <= 1e-12 * max(1, Swift.abs(byStep)), "seed \(seed)")
    let size = max(1, norm(forwardOverReverse))
    for (index, slope) in gradient.enumerated() {
      let byStep = try exact(slope).map { $0.imaginary / Complex.step }
      #expect(distance(forwardOverReverse[index], byStep) <= 1e-12 * size, "seed \(seed)")
      #expect(
        distance(forwardOverReverse[index], reverseOverReverse[index]) <= 1e-12 * size,
        "seed \(seed)")
    }
  }

  @Test(
    "each rewrite changes nothing but the last bits", arguments: seeds[..<12],
    [[], .all] + Rewrite.table.map(\.option))
  func simplifications(_ seed: UInt64, _ simplifications: Simplifications) throws {
    let plain = RandomGraph(seed: seed, simplifications: [])
    let rewritten = RandomGraph(seed: seed, simplifications: simplifications)
    #expect(
      plain.point == rewritten.point,
      "seed \(seed)")
    let (expected, results) = try (
      plain.interpret(),
      rewritten.compile(
        rewritten.values
          + gradient(of: rewritten.objective, withRespectTo: rewritten.inputs)
      ).run(rewritten.point)
    )
    let scale = Self.scale(expected)
    for (value, result) in zip(plain.values, results) {
      #expect(
        distance(result, try expected(value)) <= 1e-12 * scale,
        "seed \(seed)")
    }
    let slope = dot(Array(results[rewritten.values.count...]), rewritten.direction)
    let byStep = try plain.interpretComplex()(plain.objective)[0].imaginary / Complex.step
    #expect(
      Swift.abs(slope - byStep) <= 1e-12 * max(1, Swift.abs(byStep)),
      "seed \(seed)")
  }

  /// Rewrites may copy a little, such as a sum's terms; but nothing is rewritten for ever, or doubles with
  /// each step.
  @Test("rewriting makes graphs at most a few times larger", arguments: seeds)
  func growth(_ seed: UInt64) {
    for steps in [10, 40, 160] {
      func nodes(_ simplifications: Simplifications) -> (values: Int, all: Int) {
        let random = RandomGraph(seed: seed, steps: steps, simplifications: simplifications)
        let values = random.graph.nodes.count
        let gradient = gradient(of: random.objective, withRespectTo: random.inputs)
        _ = pushforward(random.seeds, to: gradient)
        return (values, random.graph.nodes.count)
      }
      let plain = nodes([])
      for simplifications in [.all] + Rewrite.table.map(\.option) {
        let rewritten = nodes(simplifications)
        #expect(rewritten.values <= 2 * plain.values, "\(steps) steps, seed \(seed)")
        #expect(rewritten.all <= 2 * plain.all, "\(steps) steps, seed \(seed)")
      }
    }
  }

  @Test("the same program gives the same bits in any workspace", arguments: seeds)
  func repetition(_ seed: UInt64) {
    let random = RandomGraph(seed: seed)
    let program = random.compile(
      random.values + gradient(of: random.objective, withRespectTo: random.inputs))
    let elsewhere = moved(random.point, by: 0.25, along: random.direction)
    let first = program.makeWorkspace()
    let here = program.run(random.point, in: first)
    let there = program.run(elsewhere, in: first)
    #expect(here.bits != there.bits, "seed \(seed)")
    let second = program.makeWorkspace()
    #expect(program.run(elsewhere, in: second).bits == there.bits, "seed \(seed)")
    #expect(program.run(random.point, in: second).bits == here.bits, "seed \(seed)")
    #expect(program.run(random.point, in: first).bits == here.bits, "seed \(seed)")
    // Inputs that are not set again keep their values.
    first.run()
    #expect(program.outputShapes.indices.map(first.output).bits == here.bits, "seed \(seed)")
    // The same computation, traced and compiled again.
    let again = RandomGraph(seed: seed)
    let other = again.compile(
      again.values + gradient(of: again.objective, withRespectTo: again.inputs))
    #expect(other.run(random.point).bits == here.bits, "seed \(seed)")
    #expect(other.workspaceByteCount == program.workspaceByteCount, "seed \(seed)")
  }
}

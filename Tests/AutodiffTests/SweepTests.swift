import Synchronization
import Testing
import Workers

@testable import Autodiff

@Suite("Sweeps")
struct SweepTests {
  /// Value and gradient of a function with a pass over 300 points.
  private func program() -> Program {
    let graph = Graph()
    let (a, b) = (graph.input(), graph.input())
    let x = graph.constant((0..<300).map { Double($0) / 300 })
    let value = mean(exp(-square(x - a) / (1 + square(b))) * sin(b))
    return Program(
      graph, inputs: [a, b], outputs: [value] + gradient(of: value, withRespectTo: [a, b]))
  }

  private func column(_ count: Int) -> SweepColumn {
    .values((0..<count).map { 0.01 * Double($0) })
  }

  @Test("any number of threads gives the same bits", arguments: [0, 1, 2, 7, 629, 5_000])
  func threads(_ count: Int) throws {
    let program = program()
    let inputs = [column(count), SweepColumn.constant(0.7)]
    let alone = try #require(program.sweep(inputs, count: count))
    #expect(alone.map(\.count) == [count, count, count])
    for workers in [1, 2, 8] {
      let pool = WorkerPool(workerCount: workers)
      let shared = try #require(program.sweep(inputs, count: count, workers: pool))
      #expect(shared.bits == alone.bits, "\(workers) workers")
      let limited = try #require(
        program.sweep(inputs, count: count, workers: pool, parallelism: 2))
      #expect(limited.bits == alone.bits, "at most 2 of \(workers) workers")
    }
    for point in stride(from: 0, to: count, by: 97) {
      let single = program.run(scalars: [0.01 * Double(point), 0.7])
      #expect([single].bits == [alone.map { $0[point] }].bits)
    }
  }

  @Test("fields that change give the same bits on any number of threads", arguments: [1, 3])
  func fields(_ repeats: Int) throws {
    let graph = Graph()
    let (a, field) = (graph.input(), graph.input(.field(40)))
    let value = mean(exp(-square(field - a)))
    let program = Program(
      graph, inputs: [a, field],
      outputs: [value] + gradient(of: value, withRespectTo: [a, field]))
    let numbers: [Double] = (0..<280).map { Double($0 * 37 % 101) / 50 - 1 }
    let fields: [[Double]] = (0..<7).map { Array(numbers[40 * $0..<40 * $0 + 40]) }
    let count = 7 * repeats * 5
    let inputs = [
      SweepColumn.constant(0.3),
      .fields(SweptField(numbers, size: 40, repeats: repeats)),
    ]
    let alone = try #require(program.sweep(inputs, count: count))
    for workers in [1, 2, 8] {
      let pool = WorkerPool(workerCount: workers)
      #expect(program.sweep(inputs, count: count, workers: pool)?.bits == alone.bits)
    }
    let workspace = program.makeWorkspace()
    workspace.setInput(0, to: 0.3)
    for point in 0..<count {
      workspace.setInput(1, to: fields[point / repeats % 7])
      workspace.run()
      #expect([[workspace.scalarOutput(0)]].bits == [[alone[0][point]]].bits)
      #expect([workspace.output(2)].bits == [Array(alone[2][40 * point..<40 * point + 40])].bits)
    }
  }

  @Test("a cancelled sweep has no result", arguments: [1, 2, 8])
  func cancellation(_ workers: Int) {
    let program = program()
    let pool = WorkerPool(workerCount: workers)
    let inputs = [column(5_000), SweepColumn.constant(0.7)]
    #expect(program.sweep(inputs, count: 5_000, workers: pool, isCancelled: { true }) == nil)
    // Cancelled when it is asked for the third time: in the midst of it.
    let questions = Atomic(0)
    let result = program.sweep(inputs, count: 5_000, workers: pool) {
      questions.wrappingAdd(1, ordering: .relaxed).newValue >= 3
    }
    #expect(result == nil)
  }

  @Test("a program without outputs, and one without inputs")
  func degenerate() {
    let graph = Graph()
    let x = graph.input()
    let silent = Program(graph, inputs: [x], outputs: [])
    #expect(silent.sweep([.constant(1)], count: 5)?.isEmpty == true)
    let fixed = Program(graph, inputs: [], outputs: [3])
    #expect(fixed.sweep([], count: 3).map(Array.init) == [[3, 3, 3]])
  }

  @Test("columns")
  func columns() {
    #expect(SweepColumn.constant(2)[5] == 2)
    #expect(SweepColumn.values([1, 2, 3])[1] == 2)
  }
}

@Suite("What a sweep does not change")
struct HoistingTests {
  /// Outputs that depend on the swept input only, on the other only, on both, on neither; fields of
  /// more than one block, so that invariants live in whole fields and in partial sums.
  private func program(swept: [Int]?, points: Int) -> Program {
    let graph = Graph()
    let t = graph.input()
    let s = graph.input()
    let x = graph.constant((0..<points).map { Double($0) / Double(points) })
    let profile = exp(-square(x - s) * 3)
    let moved = sin(profile * t + x)
    let value = sum(moved * profile) + log(1 + s * s)
    let outputs =
      [value, sum(profile), sin(t), Value(2)] + gradient(of: value, withRespectTo: [t, s])
    return Program(graph, inputs: [t, s], outputs: outputs, swept: swept)
  }

  @Test("computed once or at every point: the same bits", arguments: [1, 8, 100, 1024, 3000])
  func sameBits(_ points: Int) throws {
    let ts = SweepColumn.values((0..<57).map { 0.1 * Double($0) })
    let pool = WorkerPool(workerCount: 3)
    let reference = try #require(
      program(swept: nil, points: points).sweep([ts, .constant(0.3)], count: 57))
    let hoisted = program(swept: [0], points: points)
    for workers in [nil, pool] {
      let result = try #require(
        hoisted.sweep([ts, .constant(0.3)], count: 57, workers: workers))
      #expect(result.bits == reference.bits)
      // Another value of what was held fixed: nothing may be left of the first.
      let other = try #require(hoisted.sweep([ts, .constant(0.7)], count: 57, workers: workers))
      let otherReference = try #require(
        program(swept: nil, points: points).sweep([ts, .constant(0.7)], count: 57))
      #expect(other.bits == otherReference.bits)
    }
  }

  @Test("an input that changes though it was not to be swept")
  func unexpected() throws {
    let columns = [SweepColumn.constant(0.4), .values([0.1, 0.2, 0.3])]
    let reference = try #require(program(swept: nil, points: 50).sweep(columns, count: 3))
    let result = try #require(program(swept: [0], points: 50).sweep(columns, count: 3))
    #expect(result.bits == reference.bits)
  }

  @Test("a run by hand computes everything")
  func plainRun() {
    let scalars = [0.4, 0.3]
    #expect(
      [program(swept: [0], points: 50).run(scalars: scalars)].bits
        == [program(swept: nil, points: 50).run(scalars: scalars)].bits)
  }
}

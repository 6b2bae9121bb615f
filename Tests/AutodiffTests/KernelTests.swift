import CKernels
import Randomness
import Testing

@testable import Autodiff

/// Every kernel of every row, for every instruction set.
@Suite("Kernels")
struct KernelTests {
  /// A kernel of a row; which of its operands are fields.
  struct Variant {
    let id: ck_kernel_id
    let isField: [Bool]
  }

  static func variants(of row: Elementwise) -> [Variant] {
    let kernels = row.kernels
    return [
      Variant(id: kernels.fields, isField: [Bool](repeating: true, count: row.arity)),
      kernels.fieldScalar.map { Variant(id: $0, isField: [true, false]) },
      kernels.scalarField.map { Variant(id: $0, isField: [false, true]) },
    ].compactMap { $0 }
      + kernels.mixed.enumerated().map { index, id in
        Variant(id: id, isField: (0..<3).map { (index + 1) >> $0 & 1 == 1 })
      }
  }

  /// The rows without room for error.
  private let exact: Set<Elementwise> = [
    .add, .subtract, .multiply, .divide, .negate, .square, .reciprocal, .abs, .sign, .sqrt, .floor,
    .less, .lessOrEqual, .equal, .notEqual, .step, .minimum, .maximum, .select,
  ]

  /// Correctly rounded arithmetic has no room for error; the functions are the C library's own, or
  /// vector code that may be 2 ulp from it.
  @Test("values", arguments: Kernels.all, Elementwise.table)
  func values(_ kernels: Kernels, _ row: Elementwise) throws {
    var generator = SeededGenerator(seed: 3)
    let count = 1_000
    let operands = (0..<row.arity).map { operand in
      SamplingDomain.of(row, operand: operand).sample(count, using: &generator)
    }
    for variant in Self.variants(of: row) {
      let results = kernels.values(variant.id, operands)
      let reference = try row.reference()
      for index in 0..<count {
        let arguments = variant.isField.enumerated().map { operands[$0][$1 ? index : 0] }
        let expected = reference(arguments)
        let limit: UInt64 =
          exact.contains(row) ? 0 : 2
        #expect(
          ulps(results[index], expected) <= limit,
          "\(row.name)(\(arguments)) = \(results[index]), not \(expected), seed 3")
      }
    }
  }

  /// What is behind an operand is never part of a result, and nothing is written beyond the padding.
  @Test("tails", arguments: Kernels.all, Elementwise.table)
  func tails(_ kernels: Kernels, _ row: Elementwise) {
    var generator = SeededGenerator(seed: 4)
    let room = 48
    let operands = (0..<row.arity).map { operand in
      SamplingDomain.of(row, operand: operand).sample(32, using: &generator)
    }
    for variant in Self.variants(of: row) {
      let expected = kernels.values(variant.id, operands)
      for count in 1...20 {
        let buffer = AlignedBuffer(count: 4 * room)
        for poison in [Double.nan, .infinity, 1e308] {
          buffer.copy(from: [Double](repeating: poison, count: 4 * room), at: 0)
          for (index, operand) in operands.enumerated() {
            let used = variant.isField[index] ? count : 1
            buffer.copy(from: Array(operand[..<used]), at: (index + 1) * room)
          }
          kernels.call(
            variant.id, on: buffer, out: 0, room, 2 * room, 3 * room, count: count)
          #expect(buffer.array(at: 0, count: count) == Array(expected[..<count]), "seed 4")
          let end = AlignedBuffer.padded(count)
          let behind = buffer.array(at: end, count: room - end)
          #expect([behind].bits == [[Double](repeating: poison, count: room - end)].bits, "seed 4")
        }
      }
    }
  }

  /// The memory planner lets a result take the place of an operand, of a scalar too where the field
  /// is short enough.
  @Test("in place", arguments: Kernels.all, Elementwise.table)
  func inPlace(_ kernels: Kernels, _ row: Elementwise) {
    var generator = SeededGenerator(seed: 5)
    let room = 32
    let operands = (0..<row.arity).map { operand in
      SamplingDomain.of(row, operand: operand).sample(room, using: &generator)
    }
    for variant in Self.variants(of: row) {
      let expected = kernels.values(variant.id, operands)
      for target in 0..<row.arity {
        for count in variant.isField[target] ? [1, 7, 8, 9, 31, 32] : [1, 2, 7, 8] {
          let buffer = AlignedBuffer(count: 4 * room)
          for (index, operand) in operands.enumerated() {
            buffer.copy(from: operand, at: index * room)
          }
          kernels.call(
            variant.id, on: buffer, out: target * room, 0, room, 2 * room, count: count)
          #expect(
            buffer.array(at: target * room, count: count) == Array(expected[..<count]),
            "\(row.name) over operand \(target), \(count) elements, seed 5")
        }
      }
    }
  }

  @Test("copying and filling", arguments: Kernels.all)
  func copyAndFill(_ kernels: Kernels) {
    let x = (0..<21).map { Double($0) - 3 }
    #expect(kernels.values(CK_COPY, [x]) == x)
    #expect(kernels.values(CK_FILL, [x]) == [Double](repeating: -3, count: 21))
  }

  /// Whole numbers, so that every order of additions gives the same, exact sum.
  @Test("reductions of any length", arguments: Kernels.all)
  func reductions(_ kernels: Kernels) {
    let room = 304
    let a = (0..<room).map { Double(($0 * 37) % 101 - 50) }
    let b = (0..<room).map { Double(($0 * 53) % 89 - 44) }
    for count in 0...300 {
      let buffer = AlignedBuffer(count: 3 * room)
      buffer.copy(from: [Double](repeating: .nan, count: 3 * room), at: 0)
      buffer.copy(from: Array(a[..<count]), at: room)
      buffer.copy(from: Array(b[..<count]), at: 2 * room)
      func reduce(_ id: ck_kernel_id) -> Double {
        kernels.call(id, on: buffer, out: 0, room, 2 * room, 2 * room, count: count)
        return buffer[0]
      }
      #expect(reduce(CK_SUM) == a[..<count].reduce(into: 0.0) { $0 += $1 })
      #expect(reduce(CK_DOT) == dot(Array(a[..<count]), Array(b[..<count])))
      #expect(reduce(CK_SUM_SQUARES) == dot(Array(a[..<count]), Array(a[..<count])))
      #expect(buffer[1].isNaN)
    }
  }

  @Test("the table in use is that of the best instruction set")
  func instructionSet() throws {
    let best = try #require(Kernels.all.last)
    #expect(KernelTable.instructionSet == best.testDescription)
  }
}

import CKernels
import Testing

@testable import Autodiff

/// The machine of passes for one instruction set of the processor that the tests run on.
///
/// `@unchecked Sendable`: a function pointer.
@safe struct TileMachine: @unchecked Sendable, CustomTestStringConvertible {
  let testDescription: String
  private let run: ck_machine

  private init?(_ name: String, _ level: ck_level) {
    guard let run = unsafe ck_tile_machine_for(level) else { return nil }
    testDescription = name
    unsafe self.run = run
  }

  /// All instruction sets that this processor has.
  static let all = [
    TileMachine("baseline", CK_BASELINE), TileMachine("avx2", CK_AVX2),
    TileMachine("avx512", CK_AVX512),
  ].compactMap { $0 }

  static let block = 64

  /// Runs a pass over elements from `begin` on.
  func run(_ code: [ck_instruction], in memory: AlignedBuffer, from begin: Int = 0, count: Int) {
    let base = unsafe memory.base
    let calls = UnsafeMutablePointer<ck_call>.allocate(capacity: code.count)
    defer { unsafe calls.deallocate() }
    unsafe ck_bind(code, code.count, base, base, base, calls)
    unsafe run(calls, begin, count, TileMachine.block)
  }

  static func instruction(
    _ op: UInt32, out: Int? = nil, a: Int = 0, b: Int = 0, c: Int? = nil, moving: UInt32 = 0
  ) -> ck_instruction {
    unsafe ck_instruction(
      kernel: KernelTable.kernel(CK_SIN), out: out.map(Int64.init) ?? .max, a: Int64(a),
      b: Int64(b), c: Int64(c ?? a), advance: moving | moving << 4, op: ck_op(rawValue: op))
  }
}

/// Operations and forms of the machine of passes, at lengths about those of vectors, tiles and blocks.
@Suite("Machine of passes")
struct TileMachineTests {
  private static let counts = [1, 7, 8, 31, 32, 33, 63, 64, 65, 130, 200]
  private let room = 256
  private let end = [CK_OP_TILE_END, CK_OP_END].map { TileMachine.instruction($0.rawValue) }

  /// Fields a, b, and two for results; then scalars, each in the place of a vector.
  private func memory(_ count: Int) -> (AlignedBuffer, a: [Double], b: [Double]) {
    let buffer = AlignedBuffer(count: 5 * room)
    buffer.copy(from: [Double](repeating: .nan, count: 5 * room), at: 0)
    let a = (0..<count).map { 0.5 + Double(($0 * 37) % 101) / 16 }
    let b = (0..<count).map { 3 - Double(($0 * 53) % 89) / 32 }
    buffer.copy(from: a, at: 0)
    buffer.copy(from: b, at: room)
    buffer.copy(from: [2.25], at: 4 * room)
    return (buffer, a, b)
  }

  @Test("functions of two operands in all forms", arguments: TileMachine.all, counts)
  func binary(_ machine: TileMachine, _ count: Int) {
    let functions: [(ck_op, (Double, Double) -> Double)] = [
      (CK_OP_ADD, { $0 + $1 }), (CK_OP_SUBTRACT, { $0 - $1 }), (CK_OP_MULTIPLY, { $0 * $1 }),
      (CK_OP_DIVIDE, { $0 / $1 }),
    ]
    // Accumulator −a, vector b, scalar 2.25.
    let operands: [Character: (offset: Int, isMoving: Bool)] = [
      "a": (0, true), "v": (room, true), "s": (4 * room, false),
    ]
    let forms: [(Int, String)] = [
      (CK_FORM_VV, "vv"), (CK_FORM_VS, "vs"), (CK_FORM_SV, "sv"), (CK_FORM_AV, "av"),
      (CK_FORM_VA, "va"), (CK_FORM_AS, "as"), (CK_FORM_SA, "sa"),
    ].map { (Int($0), $1) }
    for (op, function) in functions {
      for (form, kinds) in forms {
        for stored in [UInt32(0), CK_OP_STORED.rawValue] {
          let (buffer, a, b) = memory(count)
          let (x, y) = (kinds.first ?? "a", kinds.last ?? "a")
          let (first, second) = (operands[x] ?? (0, true), operands[y] ?? (0, true))
          let moving: UInt32 = 1 | (first.isMoving ? 2 : 0) | (second.isMoving ? 4 : 0)
          let out = 2 * room
          // Not stored, the result is seen by the negation that follows.
          let code =
            [
              TileMachine.instruction(CK_OP_NEGATE.rawValue, a: 0, moving: 2),
              TileMachine.instruction(
                op.rawValue + UInt32(form) + stored, out: stored == 0 ? nil : out,
                a: first.offset, b: second.offset, moving: moving),
              TileMachine.instruction(
                CK_OP_NEGATE.rawValue + UInt32(CK_FORM_A) + CK_OP_STORED.rawValue, out: 3 * room,
                moving: 1),
            ] + end
          machine.run(code, in: buffer, count: count)
          let expected = (0..<count).map { index in
            let values: [Character: Double] = ["a": -a[index], "v": b[index], "s": 2.25]
            return function(values[x] ?? 0, values[y] ?? 0)
          }
          let comment: Comment = "operation \(op.rawValue), \(kinds), \(count) elements"
          #expect(buffer.array(at: 3 * room, count: count) == expected.map { -$0 }, comment)
          if stored != 0 {
            #expect(buffer.array(at: out, count: count) == expected, comment)
          }
        }
      }
    }
  }

  @Test("functions of one operand, and kernels", arguments: TileMachine.all, counts)
  func unary(_ machine: TileMachine, _ count: Int) {
    let functions: [(ck_op, (Double) -> Double)] = [
      (CK_OP_NEGATE, { -$0 }), (CK_OP_ABS, { $0.magnitude }), (CK_OP_SQUARE, { $0 * $0 }),
      (CK_OP_RECIPROCAL, { 1 / $0 }), (CK_OP_SQRT, { $0.squareRoot() }),
      (CK_OP_EXP, { KernelTable.call(CK_EXP, [[$0]])[0] }),
    ]
    for (op, function) in functions {
      let (buffer, a, _) = memory(count)
      let stored = op.rawValue + CK_OP_STORED.rawValue
      let code =
        [
          TileMachine.instruction(stored + UInt32(CK_FORM_V), out: 2 * room, a: 0, moving: 3),
          TileMachine.instruction(stored + UInt32(CK_FORM_A), out: 3 * room, moving: 1),
        ] + end
      machine.run(code, in: buffer, count: count)
      let once = buffer.array(at: 2 * room, count: count)
      let twice = buffer.array(at: 3 * room, count: count)
      for index in 0..<count {
        #expect(ulps(once[index], function(a[index])) <= (op == CK_OP_EXP ? 1 : 0))
        guard op != CK_OP_SQRT || once[index] >= 0 else { continue }
        #expect(
          [[twice[index]]].bits == [[function(once[index])]].bits
            || ulps(twice[index], function(once[index])) <= (op == CK_OP_EXP ? 1 : 0))
      }
    }
    let (buffer, a, _) = memory(count)
    let code =
      [
        TileMachine.instruction(CK_OP_CALL.rawValue, out: 2 * room, a: 0, moving: 3),
        TileMachine.instruction(
          CK_OP_SQUARE.rawValue + UInt32(CK_FORM_A) + CK_OP_STORED.rawValue, out: 3 * room,
          moving: 1),
        TileMachine.instruction(
          CK_OP_FILL.rawValue + CK_OP_STORED.rawValue, out: 0, a: 4 * room, moving: 1),
      ] + end
    machine.run(code, in: buffer, count: count)
    let sines = KernelTable.call(CK_SIN, [a])
    #expect(buffer.array(at: 2 * room, count: count) == sines)
    #expect(buffer.array(at: 3 * room, count: count) == sines.map { $0 * $0 })
    #expect(buffer.array(at: 0, count: count) == [Double](repeating: 2.25, count: count))
  }

  /// Whole numbers, so that every order of additions gives the same, exact sum; NaN behind the fields.
  @Test("sums of blocks", arguments: TileMachine.all, counts)
  func sums(_ machine: TileMachine, _ count: Int) {
    let (buffer, _, _) = memory(count)
    let a = (0..<count).map { Double(($0 * 37) % 101 - 50) }
    let b = (0..<count).map { Double(($0 * 53) % 89 - 44) }
    buffer.copy(from: a, at: 0)
    buffer.copy(from: b, at: room)
    let (sums, out) = (3 * room, 2 * room)
    buffer.copy(from: [Double](repeating: 0, count: 64), at: sums)
    let forms: [(UInt32, (Double, Double) -> Double)] = [
      (CK_OP_SUM.rawValue + UInt32(CK_FORM_V), { a, _ in a }),
      (CK_OP_SUM.rawValue + UInt32(CK_FORM_A), { a, _ in -a }),
      (CK_OP_SUM_SQUARES.rawValue + UInt32(CK_FORM_V), { a, _ in a * a }),
      (CK_OP_SUM_SQUARES.rawValue + UInt32(CK_FORM_A), { a, _ in a * a }),
      (CK_OP_DOT.rawValue + UInt32(CK_FORM_VV), { a, b in a * b }),
      (CK_OP_DOT.rawValue + UInt32(CK_FORM_AV), { a, b in -a * b }),
    ]
    let code =
      [TileMachine.instruction(CK_OP_NEGATE.rawValue, a: 0, moving: 2)]
      + forms.enumerated().map { index, form in
        TileMachine.instruction(form.0, out: sums + 8 * index, a: 0, b: room, moving: 6)
      } + [TileMachine.instruction(CK_OP_TILE_END.rawValue)]
      + forms.indices.map { index in
        TileMachine.instruction(
          CK_OP_FINISH.rawValue, out: out + 16 * index, a: sums + 8 * index)
      } + [TileMachine.instruction(CK_OP_END.rawValue)]
    // As one thread does it, and as two share it: at a block's first element.
    for parts in [[0, count], [0, min(count, TileMachine.block), count]] {
      for (begin, end) in zip(parts, parts.dropFirst()) where begin < end {
        machine.run(code, in: buffer, from: begin, count: end)
      }
      for (index, form) in forms.enumerated() {
        for block in 0..<(count + TileMachine.block - 1) / TileMachine.block {
          let elements = block * TileMachine.block..<min(count, (block + 1) * TileMachine.block)
          let expected = elements.reduce(into: 0.0) { $0 += form.1(a[$1], b[$1]) }
          #expect(buffer[out + 16 * index + block] == expected, "\(count) elements")
        }
      }
    }
  }

  /// Σⱼ Σₖ of whole numbers, exact in every order.
  @Test("sums of sums", arguments: [CK_BASELINE, CK_AVX2, CK_AVX512], 1...40)
  func doubleSums(_ level: ck_level, _ count: Int) throws {
    guard let sums = unsafe ck_sums_for(level)?.pointee else { return }
    let (buffer, _, _) = memory(count)
    let a = (0..<count).map { Double(($0 * 37) % 101 - 50) }
    buffer.copy(from: a, at: 0)
    let base = unsafe buffer.base
    for skipsFirst in [false, true] {
      var moments = [0.0, 0, 0]
      unsafe sums.moments(&moments, base, count, skipsFirst ? 1 : 0)
      for (power, moment) in moments.enumerated() {
        let expected = a.indices.reduce(into: 0.0) { sum, index in
          if index > 0 || !skipsFirst {
            let j = count - index
            sum += a[index] * Double([1, j, j * (j - 1) / 2][power])
          }
        }
        #expect(moment == expected)
      }
      unsafe sums.double_sum(base + room, base, 3, 0.5, count, skipsFirst ? 1 : 0, 2, -1)
      var expected: [Double] = []
      var (difference, value) = (2.0, -1.0)
      for index in 0..<count {
        expected.append(value)
        if index > 0 || !skipsFirst { difference += (a[index] - 3) * 0.5 }
        value += difference
      }
      #expect(buffer.array(at: room, count: count) == expected)
    }
  }
}

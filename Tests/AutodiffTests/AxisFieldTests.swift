import CKernels
import Testing

@testable import Autodiff

/// Known fields that repeat the numbers of an axis, and how the machine of passes spreads them.
@Suite("Fields along an axis")
struct AxisFieldTests {
  private func field(_ values: [Double], inner: Int, count: Int) -> [Double] {
    (0..<count).map { values[$0 / inner % values.count] }
  }

  @Test(
    "coordinates are recognised",
    arguments: [
      (count: 8, inner: 1, outer: 6), (5, 7, 9), (6, 35, 1), (1, 1, 30), (12, 4, 5), (2, 64, 3),
    ])
  func recognised(_ count: Int, _ inner: Int, _ outer: Int) throws {
    let values = (0..<count).map { 0.5 + Double(($0 * 7) % 12) }
    let field = field(values, inner: inner, count: count * inner * outer)
    let found = try #require(AxisField(field))
    #expect(self.field(found.values, inner: found.inner, count: field.count) == field)
    #expect(found.values.count <= count)
  }

  @Test("numbers that are alike next to each other do no harm")
  func neighbours() throws {
    for values in [[1.0, 1, 2, 2], [1, 1, 2], [0, -0.0, 1], [3, 3, 3, 4, 3, 3]] {
      let field = field(values, inner: 3, count: values.count * 3 * 8)
      let found = try #require(AxisField(field))
      #expect(
        [self.field(found.values, inner: found.inner, count: field.count)].bits == [field].bits)
    }
  }

  @Test("other fields are not")
  func others() {
    #expect(AxisField((0..<100).map(Double.init)) == nil)
    // Half of the field is no gain.
    #expect(AxisField((0..<100).map { Double($0 % 50) }) == nil)
    var almost = field([1, 2, 3, 4], inner: 5, count: 200)
    almost[199] = 4.5
    #expect(AxisField(almost) == nil)
    // With many divisors, and unlike the rest in one place only.
    var long = [Double](repeating: 0, count: 55_440)
    long[long.count - 1] = 1
    #expect(AxisField(long) == nil)
    #expect(AxisField([0.0, -0.0, 0, 0, 0, 0, 0, 0]) == nil)
  }

  @Test("a known field has its elements back, and takes the memory of its axis")
  func known() {
    for (count, inner) in [(40, 512), (128, 160), (17, 2), (300, 1), (1, 1)] {
      let line = (0..<count).map { 1 + Double($0) / 8 }
      let elements = field(line, inner: inner, count: 40 * 512 / (count * inner) * count * inner)
      let known = KnownField(elements)
      #expect(known.values == elements && known.count == elements.count)
      #expect(known[elements.count - 1] == elements[elements.count - 1])
      guard elements.count >= Recomputation.shortest, count * inner * 4 <= elements.count
      else { continue }
      #expect(known.keptCount <= max(count, 2 * Lowering.tile * count))
    }
    let other = (0..<20_000).map { Double($0 * $0) }
    #expect(KnownField(other).values == other && KnownField(other).keptCount == other.count)
    #expect(KnownField([0, 1]) != KnownField([-0.0, 1]))
  }

  /// A sum, a product and a dot product with a line, in registers and from memory.
  @Test("lines as operands", arguments: TileMachine.all)
  func operands(_ machine: TileMachine) {
    for (count, inner) in [(17, 1), (100, 1), (5, 7), (4, 64), (3, 65), (2, 200)] {
      let values = (0..<count).map { 1 + Double($0) / 8 }
      let buffer = AlignedBuffer(count: 4096)
      buffer.copy(from: values + (0..<Lowering.tile).map { values[$0 % count] }, at: 3072)
      buffer.copy(from: [Double(count), Double(inner)], at: 3584)
      let end = 333
      let x = (0..<end).map { Double($0 % 13) - 4 }
      buffer.copy(from: x, at: 0)
      func line(_ op: ck_op, _ form: Int, out: Int, moving: UInt32) -> ck_instruction {
        TileMachine.instruction(
          op.rawValue + UInt32(form), out: out, a: 0, b: 3072, c: 3584, moving: moving)
      }
      let stored = Int(CK_OP_STORED.rawValue)
      // Bit 0: the result moves; bit 1: the first operand.
      let code = [
        line(CK_OP_ADD, Int(CK_FORM_VL) + stored, out: 512, moving: 3),
        line(CK_OP_MULTIPLY, Int(CK_FORM_AL) + stored, out: 1024, moving: 1),
        line(CK_OP_ADD, Int(CK_FORM_AL) + stored, out: 1536, moving: 1),
        line(CK_OP_DOT, Int(CK_FORM_AL), out: 2048, moving: 0),
        line(CK_OP_MULTIPLY, Int(CK_FORM_VL) + stored, out: 2560, moving: 3),
        line(CK_OP_DOT, Int(CK_FORM_VL), out: 2056, moving: 2),
        TileMachine.instruction(CK_OP_TILE_END.rawValue),
        TileMachine.instruction(CK_OP_END.rawValue),
      ]
      machine.run(code, in: buffer, from: 0, count: end)
      let l = field(values, inner: inner, count: end)
      let sum = zip(x, l).map { $0 + $1 }
      let product = zip(sum, l).map { $0 * $1 }
      let second = zip(product, l).map { $0 + $1 }
      #expect(buffer.array(at: 512, count: end) == sum, "\(count) numbers, \(inner) of each")
      #expect(buffer.array(at: 1024, count: end) == product)
      #expect(buffer.array(at: 1536, count: end) == second)
      #expect(buffer.array(at: 2560, count: end) == zip(x, l).map { $0 * $1 })
      for (place, factor) in [(2048, second), (2056, x)] {
        let expected = zip(factor, l).map { $0 * $1 }.reduce(into: 0.0) { $0 += $1 }
        let total = buffer.array(at: place, count: 8).reduce(into: 0.0) { $0 += $1 }
        #expect(abs(total - expected) <= 1e-13 * abs(expected))
      }
    }
  }

  @Test("every tile of a field that is spread", arguments: TileMachine.all)
  func spread(_ machine: TileMachine) {
    for (count, inner) in [(3, 1), (17, 1), (100, 1), (5, 7), (4, 64), (3, 65), (2, 200)] {
      let values = (0..<count).map { 1 + Double($0) / 8 }
      let layout = [Double(count), Double(inner)]
      let padded = values + (0..<Lowering.tile).map { values[$0 % count] }
      let buffer = AlignedBuffer(count: 2048)
      buffer.copy(from: padded, at: 1024)
      buffer.copy(from: layout, at: 1280)
      let code = [
        TileMachine.instruction(
          CK_OP_SPREAD.rawValue + CK_OP_STORED.rawValue, out: 0, a: 1024, b: 1280, moving: 1),
        TileMachine.instruction(
          CK_OP_NEGATE.rawValue + UInt32(CK_FORM_A) + CK_OP_STORED.rawValue, out: 512, moving: 1),
        TileMachine.instruction(CK_OP_TILE_END.rawValue),
        TileMachine.instruction(CK_OP_END.rawValue),
      ]
      // As two threads share it.
      let (middle, end) = (2 * TileMachine.block, 333)
      machine.run(code, in: buffer, from: 0, count: middle)
      machine.run(code, in: buffer, from: middle, count: end)
      let expected = field(values, inner: inner, count: end)
      #expect(buffer.array(at: 0, count: end) == expected, "\(count) numbers, \(inner) of each")
      #expect(buffer.array(at: 512, count: end) == expected.map { -$0 })
    }
  }
}

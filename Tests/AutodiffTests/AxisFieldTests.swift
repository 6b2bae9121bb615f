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

import CKernels
import Testing

@testable import Autodiff

/// Known fields that count, and passes that do.
@Suite("Ramps")
struct RampTests {
  @Test("coordinates of lines are recognised", arguments: [2, 3, 100, 1 << 14, 12_345])
  func recognised(_ count: Int) throws {
    for (first, divisor) in [
      (0.0, Double(count)), (0.5, Double(count)), (0, Double(count - 1)), (1, Double(count + 1)),
      (-3, 7), (2, -64),
    ] {
      let field = (0..<count).map { (first + Double($0)) / divisor }
      let ramp = try #require(Ramp(field), "from \(first), by \(divisor)")
      #expect(ramp.divisor == divisor)
      #expect(ramp.first == first)
    }
  }

  @Test("other fields are not")
  func others() {
    let line = (0..<100).map { Double($0) / 100 }
    var almost = line
    almost[77] = almost[77].nextUp
    let others: [[Double]] = [
      [], [1], [1, 1, 1], [.nan, 1], [0, .infinity], almost, line.map { $0 * $0 },
      line.map { $0 + 0.1 },
      line.map { $0 * 0.3 }, [-0.0] + line[1...],
      // Where sums are rounded, those of passes are others.
      (0..<500).map { (0x1p53 - 99) + Double($0) },
    ]
    for field in others { #expect(Ramp(field) == nil) }
  }

  @Test("every tile of a ramp", arguments: TileMachine.all)
  func machine(_ machine: TileMachine) throws {
    for (first, divisor) in [(0.0, 256.0), (0.5, 333), (-2, 10), (3, -8)] {
      let field = (0..<333).map { (first + Double($0)) / divisor }
      let ramp = try #require(Ramp(field))
      let buffer = AlignedBuffer(count: 2048)
      buffer.copy(from: ramp.layout, at: 1024)
      let code = [
        TileMachine.instruction(
          CK_OP_RAMP.rawValue + CK_OP_STORED.rawValue, out: 0, a: 1024, moving: 1),
        TileMachine.instruction(
          CK_OP_NEGATE.rawValue + UInt32(CK_FORM_A) + CK_OP_STORED.rawValue, out: 512, moving: 1),
        TileMachine.instruction(CK_OP_TILE_END.rawValue),
        TileMachine.instruction(CK_OP_END.rawValue),
      ]
      let middle = 2 * TileMachine.block
      machine.run(code, in: buffer, from: 0, count: middle)
      machine.run(code, in: buffer, from: middle, count: field.count)
      #expect([buffer.array(at: 0, count: field.count)].bits == [field].bits)
      #expect(buffer.array(at: 512, count: field.count) == field.map { -$0 })
    }
  }
}

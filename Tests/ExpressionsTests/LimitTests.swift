import Foundation
import Testing

@testable import Expressions

@Suite("Limits on expressions")
struct LimitTests {
  private static func code(
    _ text: String, _ limits: ExpressionLimits = ExpressionLimits()
  ) -> ExpressionError.Code? {
    do throws(ExpressionError) {
      _ = try Expression(parsing: text, limits: limits)
      return nil
    } catch {
      return error.code
    }
  }

  @Test("characters, counted as Unicode scalars")
  func characters() {
    let limits = ExpressionLimits(characters: 5)
    #expect(Self.code("σ + σ", limits) == nil)
    #expect(Self.code("σ + σ ", limits) == .tooLong)
    #expect(Self.code(String(repeating: " ", count: 4095) + "1") == nil)
    #expect(Self.code(String(repeating: " ", count: 4096) + "1") == .tooLong)
    #expect(Self.code("12", ExpressionLimits(characters: -1)) == .tooLong)
  }

  /// Texts nested `depth` deep, in each way there is.
  static func nested(_ depth: Int) -> [String] {
    func repeated(_ text: String) -> String { String(repeating: text, count: depth) }
    return [
      repeated("(") + "x" + repeated(")"), repeated("f(") + "x" + repeated(")"),
      repeated("-") + "x", repeated("+") + "x", repeated("x^") + "x",
      repeated("(1||2&&3<4+5*") + "x" + repeated(")"),
      (0..<depth).map { "sum(i\($0),1,1," }.joined() + "x" + repeated(")"),
    ]
  }

  @Test("depth, exactly, for every way of nesting")
  func depth() {
    for text in Self.nested(64) { #expect(Self.code(text) == nil, "\(text)") }
    for text in Self.nested(65) { #expect(Self.code(text) == .tooDeep, "\(text)") }
    for text in Self.nested(2) {
      #expect(Self.code(text, ExpressionLimits(depth: 2)) == nil)
      #expect(Self.code(text, ExpressionLimits(depth: 1)) == .tooDeep)
    }
    #expect(ExpressionLimits(depth: .max).depth == ExpressionLimits.largest)
    #expect(ExpressionLimits(characters: -1, depth: -1, nodes: -1).depth == 1)
  }

  @Test("nesting of any depth fits the stack of a worker, 512 kB")
  func stack() async {
    let limits = ExpressionLimits(characters: .max, depth: .max, nodes: .max)
    let isRead = await withCheckedContinuation { continuation in
      let thread = Thread {
        continuation.resume(
          returning: Self.nested(500).map { text in
            guard let expression = try? Expression(parsing: text, limits: limits) else {
              return false
            }
            let again = try? Expression(parsing: expression.description, limits: limits)
            _ = try? expression.firstNonFinite(["x": 1])
            return again == expression
          })
      }
      thread.stackSize = 512 << 10
      thread.start()
    }
    #expect(isRead.allSatisfy { $0 })
  }

  @Test("operations, numbers and names, with every term of a sum")
  func nodes() throws {
    let limits = ExpressionLimits(nodes: 5)
    #expect(Self.code("1 + 2 + 3", limits) == nil)
    #expect(Self.code("-1 + 2 + 3", limits) == .tooManyNodes)
    #expect(Self.code("sum(i, 1, 3, i)", limits) == nil)
    #expect(Self.code("sum(i, 1, 4, i)", limits) == .tooManyNodes)
    #expect(
      Self.code("sum(i,1,999,sum(j,1,999,sum(k,1,999,sum(l,1,999,i*j*k*l))))") == .tooManyNodes)
    #expect(Self.code("sum(i, -16777216, 16777216, i)") == .tooManyNodes)
    #expect(Self.code(String(repeating: "1+", count: 999) + "1") == nil)
    #expect(Self.code(String(repeating: "1+", count: 1000) + "1") == .tooManyNodes)
  }

  @Test("a chain of any length is printed, evaluated and judged without recursion")
  func chain() async throws {
    let text = String(repeating: "1+", count: 20_000) + "x"
    let limits = ExpressionLimits(characters: 1 << 20, nodes: 1 << 20)
    let results = await withCheckedContinuation { continuation in
      let thread = Thread {
        let expression = try? Expression(parsing: text, limits: limits)
        let value = try? expression?.evaluate(["x": 1])
        let cause = try? expression?.firstNonFinite(["x": .infinity])
        continuation.resume(returning: (expression?.description.count, value, cause?.offset))
      }
      thread.stackSize = 512 << 10
      thread.start()
    }
    #expect(results.0 == 80_001)
    #expect(results.1 == 20_001)
    #expect(results.2 == 40_000)
  }

  @Test(
    "time is linear in the length, whatever is repeated", .serialized,
    arguments: [
      "1+", "(", "((1)+", "-", "x^", "f(", "f(x,", "a<", "1e", ".", "1.", "σ", "x", "²", "⁻",
      "let a=", "let a=1;", "sum(i,1,2,", "sum(sum(", "|", "$", "a=", ",", "\n", "where(1,", "x=",
    ])
  func linear(piece: String) {
    let limits = ExpressionLimits(characters: .max, depth: .max, nodes: .max)
    func seconds(_ count: Int) -> Double {
      let text = String(repeating: piece, count: count)
      return (0..<5).map { _ in
        let start = Self.threadSeconds()
        _ = Self.code(text, limits)
        return Self.threadSeconds() - start
      }.min() ?? 0
    }
    let (short, long) = (seconds(500), seconds(8000))
    // 16 times the text; a quadratic reader takes 256 times as long.
    #expect(long < 80 * short, "\(short) s, then \(long) s")
  }

  /// The time this thread has computed, whoever else does.
  private static func threadSeconds() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
  }
}

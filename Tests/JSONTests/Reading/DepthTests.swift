import JSON
import Testing

@Suite("Nesting and size")
struct DepthTests {
  static func nested(_ depth: Int, _ open: String, _ inner: String, _ close: String) -> String {
    String(repeating: open, count: depth) + inner + String(repeating: close, count: depth)
  }

  @Test("The limit is exact, for empty containers too", arguments: [1, 2, 3, 8, 64, 500])
  func exact(_ limit: Int) {
    let limits = JSONLimits(depth: limit)
    for inner in ["1", "", "-0"] {
      #expect(refusal(Self.nested(limit, "[", inner, "]"), limits: limits) == nil)
      let error = refusal(Self.nested(limit + 1, "[", inner, "]"), limits: limits)
      #expect(error?.code == .tooDeep)
      #expect(error?.expected == .depth(limit))
      #expect(error?.pointer.description == String(repeating: "/0", count: limit))
    }
    let objects = Self.nested(limit + 1, "{\"a\":", "{}", "}")
    #expect(refusal(objects, limits: limits)?.code == .tooDeep)
    #expect(refusal(Self.nested(limit - 1, "{\"a\":", "{}", "}"), limits: limits) == nil)
    let side = Self.nested(max(limit - 1, 1), "[", "", "]")
    #expect((refusal("[\(side),[]]", limits: limits) == nil) == (limit > 1))
  }

  @Test("A hundred thousand levels are refused", arguments: ["[", "{\"a\":", "[{\"a\":"])
  func hostile(_ open: String) {
    #expect(refusal(Self.nested(100_000, open, "", ""))?.code == .tooDeep)
    #expect(refusal(Self.nested(100_000, "[", "1", "]"))?.code == .tooDeep)
  }

  @Test("A limit beyond reason is brought within it")
  func unreasonable() {
    #expect(JSONLimits(depth: .max).depth == JSONLimits.deepest)
    #expect(refusal("1", limits: JSONLimits(depth: -1)) == nil)
    #expect(refusal("[]", limits: JSONLimits(depth: -1))?.code == .tooDeep)
  }

  @Test("The limit of size is exact")
  func size() {
    #expect(refusal("[1,2,3]", limits: JSONLimits(byteCount: 7)) == nil)
    let error = refusal("[1,2,3]", limits: JSONLimits(byteCount: 6))
    #expect(error?.code == .tooLarge)
    #expect(error?.expected == .byteCount(6))
  }
}

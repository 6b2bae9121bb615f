import Fourier
import Testing

@Suite("Plans in use are shared")
struct PlanCacheTests {
  @Test("one transform per length, as long as somebody uses it")
  func sharing() {
    // A length that no other test plans.
    weak var first: RealTransform?
    do {
      let transform = RealTransform.shared(count: 7919)
      first = transform
      #expect(RealTransform.shared(count: 7919) === transform)
      #expect(RealTransform.shared(count: 7907) !== transform)
    }
    #expect(first == nil)
    #expect(RealTransform.shared(count: 7919).count == 7919)
  }
}

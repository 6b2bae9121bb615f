import Fourier
import Testing

@Suite("What FFTW has learnt")
struct WisdomTests {
  @Test("is text, and can be loaded again")
  func roundTrip() {
    _ = RealTransform(count: 96)
    let text = Wisdom.text
    #expect(text.hasPrefix("(fftw-"))
    #expect(Wisdom.load(text))
  }

  @Test("anything else is refused", arguments: ["", "junk", "(fftw-0.0.0 fftw_wisdom)"])
  func junk(_ text: String) {
    #expect(!Wisdom.load(text))
  }
}

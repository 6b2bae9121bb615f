// Which characters stand for what, beyond ASCII.

extension Unicode.Scalar {
  var isDigit: Bool { ("0"..."9").contains(self) }

  /// White space and line ends; the table of Unicode is slow, and asked beyond ASCII only.
  var isSpace: Bool {
    isASCII ? self == " " || (9...13).contains(value) : properties.isWhitespace
  }

  /// Whether a name may begin with it: an ASCII letter, an underscore or a Greek letter.
  var isNameStart: Bool { isASCIINameStart || greekName != nil }

  /// Whether a name may go on with it.
  var isNamePart: Bool { isDigit || isNameStart }

  var isASCIINameStart: Bool {
    ("a"..."z").contains(self) || ("A"..."Z").contains(self) || self == "_"
  }

  /// The value of a superscript digit.
  var superscriptDigit: Int? {
    switch self {
    case "⁰": 0
    case "¹": 1
    case "²": 2
    case "³": 3
    case "⁴"..."⁹": Int(value - 0x2070)
    default: nil
    }
  }

  /// The English name of a Greek letter, capitalised for a capital; nil for anything else.
  ///
  /// Variant forms and the look-alikes micro and ohm count as the letter. A Greek letter in a name
  /// stands for this name, so that σ and `sigma` are one parameter.
  var greekName: String? {
    switch value {
    case 0x3B1...0x3C9: return greekLetters[Int(value - 0x3B1)]
    case 0x391...0x3A1, 0x3A3...0x3A9:
      let name = greekLetters[Int(value - 0x391)]
      return name.prefix(1).uppercased() + name.dropFirst()
    case 0x3D0: return "beta"
    case 0x3D1: return "theta"
    case 0x3D5: return "phi"
    case 0x3D6: return "pi"
    case 0x3F0: return "kappa"
    case 0x3F1: return "rho"
    case 0x3F5: return "epsilon"
    case 0xB5: return "mu"
    case 0x2126: return "Omega"
    default: return nil
    }
  }
}

/// From α to ω; the final sigma, U+03C2, is a sigma.
private let greekLetters = [
  "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda",
  "mu", "nu", "xi", "omicron", "pi", "rho", "sigma", "sigma", "tau", "upsilon", "phi", "chi", "psi",
  "omega",
]

extension Expression {
  /// The ASCII spelling of a name, in which Greek letters are written out: `sigma_0` for `σ_0`.
  ///
  /// Names that differ only in this are the same name. Nil if the text is not one name: ASCII
  /// letters, Greek letters, digits and underscores, not beginning with a digit.
  public static func canonicalName(_ text: String) -> String? {
    guard let first = text.unicodeScalars.first, first.isNameStart,
      text.unicodeScalars.allSatisfy(\.isNamePart)
    else { return nil }
    return canonical(text.unicodeScalars)
  }

  /// The same for scalars that are known to form a name.
  static func canonical(_ scalars: some Collection<Unicode.Scalar>) -> String {
    if scalars.allSatisfy(\.isASCII) {
      return String(
        decoding: scalars.lazy.map { UInt8(truncatingIfNeeded: $0.value) }, as: UTF8.self)
    }
    var name = ""
    for scalar in scalars {
      if let greek = scalar.isASCII ? nil : scalar.greekName {
        name += greek
      } else {
        name.unicodeScalars.append(scalar)
      }
    }
    return name
  }
}

/// Divides a text into tokens, from left to right, looking at each character once or twice.
struct Lexer {
  let scalars: [Unicode.Scalar]
  private var position = 0

  init(_ scalars: [Unicode.Scalar]) { self.scalars = scalars }

  /// All tokens; the last is the end of the text.
  static func tokens(of scalars: [Unicode.Scalar]) -> [Token] {
    var lexer = Lexer(scalars)
    var tokens: [Token] = []
    tokens.reserveCapacity(scalars.count / 2 + 1)
    while true {
      let token = lexer.next()
      tokens.append(token)
      if token.kind == .end { return tokens }
    }
  }

  private mutating func next() -> Token {
    while let scalar = peek(), scalar.isSpace { position += 1 }
    let start = position
    guard let scalar = peek() else { return Token(kind: .end, range: start..<start) }
    let kind: Token.Kind
    if scalar.isDigit || (scalar == "." && peek(1)?.isDigit == true) {
      kind = number()
    } else if scalar.isNameStart {
      kind = name()
    } else if scalar.superscriptDigit != nil || scalar == "⁻" {
      kind = superscript()
    } else {
      kind = symbol()
    }
    return Token(kind: kind, range: start..<position)
  }

  private func peek(_ distance: Int = 0) -> Unicode.Scalar? {
    position + distance < scalars.count ? scalars[position + distance] : nil
  }

  private mutating func skip(while condition: (Unicode.Scalar) -> Bool) {
    while let scalar = peek(), condition(scalar) { position += 1 }
  }

  // MARK: Words

  private mutating func name() -> Token.Kind {
    let start = position
    skip { $0.isNamePart }
    return .name(Expression.canonical(scalars[start..<position]))
  }

  /// Digits with a point anywhere among them, and an exponent. What an exponent lacks digits to be
  /// is left to the next token, so that `2e` is seen as a product that lacks its sign.
  private mutating func number() -> Token.Kind {
    let start = position
    skip { $0.isDigit }
    if peek() == "." {
      position += 1
      skip { $0.isDigit }
    }
    if let mark = peek(), mark == "e" || mark == "E" {
      let signs = peek(1) == "+" || peek(1) == "-" ? 1 : 0
      if peek(1 + signs)?.isDigit == true {
        position += 1 + signs
        skip { $0.isDigit }
      }
    }
    if peek() == "." {
      skip { $0.isDigit || $0 == "." }
      return .invalid(.malformedNumber, suggestion: nil)
    }
    return Self.value(of: scalars[start..<position])
  }

  private static func value(of digits: ArraySlice<Unicode.Scalar>) -> Token.Kind {
    let text = Expression.canonical(digits)
    guard let number = Double(text) else { return .invalid(.malformedNumber, suggestion: nil) }
    let mantissa = digits.prefix { $0 != "e" && $0 != "E" }
    let vanishes = number == 0 && mantissa.contains { $0 != "0" && $0 != "." }
    guard number.isFinite, !vanishes else {
      return .invalid(.numberOutOfRange, suggestion: nil)
    }
    return .number(number)
  }

  private mutating func superscript() -> Token.Kind {
    var sign = 1.0
    if peek() == "⁻" {
      sign = -1
      position += 1
    }
    guard peek()?.superscriptDigit != nil else {
      return .invalid(.invalidCharacter, suggestion: "^")
    }
    var power = 0.0
    while let digit = peek()?.superscriptDigit {
      power = 10 * power + Double(digit)
      position += 1
    }
    guard power.isFinite else { return .invalid(.numberOutOfRange, suggestion: nil) }
    return .superscript(sign * power)
  }

  // MARK: Marks

  private mutating func symbol() -> Token.Kind {
    let pair = (scalars[position], peek(1))
    switch pair {
    case ("*", "*"?): return take(2, .power)
    case ("<", "="?): return take(2, .lessOrEqual)
    case (">", "="?): return take(2, .greaterOrEqual)
    case ("=", "="?): return take(2, .equal)
    case ("!", "="?): return take(2, .notEqual)
    case ("&", "&"?): return take(2, .and)
    case ("|", "|"?): return take(2, .or)
    default: break
    }
    switch pair.0 {
    case "+": return take(1, .plus)
    case "-", "−": return take(1, .minus)
    case "*", "·", "⋅", "×", "\u{387}": return take(1, .times)
    case "/", "÷", "∕": return take(1, .divide)
    case "^": return take(1, .power)
    case "<": return take(1, .less)
    case "≤": return take(1, .lessOrEqual)
    case ">": return take(1, .greater)
    case "≥": return take(1, .greaterOrEqual)
    case "≠": return take(1, .notEqual)
    case "(": return take(1, .leftParenthesis)
    case ")": return take(1, .rightParenthesis)
    case ",": return take(1, .comma)
    case ";": return take(1, .semicolon)
    case "=": return take(1, .assign)
    default:
      position += 1
      return .invalid(.invalidCharacter, suggestion: Self.replacements[pair.0])
    }
  }

  private mutating func take(_ count: Int, _ symbol: Symbol) -> Token.Kind {
    position += count
    return .symbol(symbol)
  }

  /// What to write instead of characters that other languages and word processors have.
  private static let replacements: [Unicode.Scalar: String] = [
    "|": "abs(…)", "&": "&&", "¬": "1 - (…)", "%": "mod(…, …)", "[": "(", "]": ")",
    "{": "(", "}": ")", "–": "-", "—": "-", "√": "sqrt(…)", "∛": "cbrt(…)", "∑": "sum(…)",
    "∫": "integral(…)", "∧": "&&", "∨": "||", "∗": "*", ":": "=",
    "?": "where(…, …, …)",
  ]
}

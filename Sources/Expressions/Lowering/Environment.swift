public import Autodiff

extension Expression {
  /// What the names of an expression mean where it is used.
  public struct Environment {
    /// Values by their names in ASCII spelling: scalars and fields. Names of the language,
    /// see ``Expression/isReserved(_:)``, keep their meaning.
    public var values: [String: Value]
    /// Functions beside those of the language, such as integrals over a grid. `min`, `max` and
    /// `sum` may be among them: they are asked for where these have one operand.
    public var functions: [String: EnvironmentFunction]
    /// Names that mean something elsewhere, with the reason why they don't here: what follows 'There is no
    /// value named x here: ' in a message, without a full stop.
    public var absent: [String: String]

    /// Makes an environment.
    public init(
      values: [String: Value] = [:], functions: [String: EnvironmentFunction] = [:],
      absent: [String: String] = [:]
    ) {
      self.values = values
      self.functions = functions
      self.absent = absent
    }
  }

  /// A function that the place of use brings along.
  public struct EnvironmentFunction {
    /// What an operand may be.
    public enum Kind: Sendable {
      /// A single number.
      case scalar
      /// A value for each point.
      case field
      /// Either.
      case any
    }

    /// An operand.
    public struct Operand: Sendable {
      /// Its name, in messages and, for a keyword, in the text.
      public let name: String
      /// What it may be.
      public let kind: Kind
      /// Whether it is written with its name, as in `at(phi, x = 1.2)`; else it has its place.
      public let isKeyword: Bool

      /// An operand that has its place.
      public static func positional(_ name: String, _ kind: Kind) -> Operand {
        Operand(name: name, kind: kind, isKeyword: false)
      }

      /// An operand that is written with its name.
      public static func keyword(_ name: String, _ kind: Kind) -> Operand {
        Operand(name: name, kind: kind, isKeyword: true)
      }
    }

    /// Why a function refuses its operands.
    public struct Refusal: Error, Sendable {
      /// The operand, counted from 0 in the order of the declaration.
      public let operand: Int
      /// A sentence without its full stop.
      public let reason: String

      /// Makes a refusal.
      public init(operand: Int, reason: String) {
        self.operand = operand
        self.reason = reason
      }
    }

    /// Those with a place first.
    public let operands: [Operand]
    /// The function, of operands in the order of the declaration and of the declared kinds.
    public let apply: ([Value]) throws(Refusal) -> Value

    /// Makes a function; all its operands are needed.
    public init(_ operands: [Operand], apply: @escaping ([Value]) throws(Refusal) -> Value) {
      self.operands = operands
      self.apply = apply
    }
  }
}

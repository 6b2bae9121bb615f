import Autodiff
import CLibFuzzer
import Expressions
import Glibc

/// Feeds libFuzzer's inputs, read as text, to the reader of expressions.
@main
struct Fuzzer {
  static func main() {
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? =
      unsafe CommandLine.unsafeArgv
    let status = unsafe LLVMFuzzerRunDriver(&count, &arguments) { start, count in
      let bytes = unsafe UnsafeBufferPointer(start: start, count: count)
      check(unsafe String(decoding: bytes, as: UTF8.self))
      return 0
    }
    exit(status)
  }
}

private func check(_ text: String) {
  do throws(ExpressionError) {
    let expression = try Expression(parsing: text)
    checkPrinting(expression)
    checkLowering(expression)
    checkNumbers(expression)
  } catch {
    check(error, in: text)
  }
}

/// The place of an error is in the text, and its words can be made.
private func check(_ error: ExpressionError, in text: String) {
  let count = text.unicodeScalars.count
  precondition(error.offset >= 0 && error.length >= 0 && error.offset + error.length <= count)
  precondition(error.line >= 1 && error.column >= 1)
  precondition(!error.description.isEmpty)
}

/// Canonical text reads as the same expression and is its own canonical text.
private func checkPrinting(_ expression: Expression) {
  let printed = expression.description
  // Greek letters become names, and operators get spaces.
  let limits = ExpressionLimits(characters: 1 << 16)
  guard let again = try? Expression(parsing: printed, limits: limits) else {
    preconditionFailure("canonical text is not understood: \(printed)")
  }
  precondition(again == expression && again.hashValue == expression.hashValue, printed)
  precondition(again.description == printed, printed)
}

/// Some names are fields, some numbers, some unknown; fields of two shapes meet.
private func checkLowering(_ expression: Expression) {
  let graph = Graph()
  var environment = Expression.Environment()
  for (index, name) in expression.freeNames.enumerated() {
    switch index % 5 {
    case 0: environment.values[name] = graph.constant([0, 0.5, -2])
    case 1, 2: environment.values[name] = graph.input()
    case 3: environment.values[name] = graph.constant([1, 2, 3, 4])
    default: break
    }
  }
  environment.functions["sum"] = Expression.EnvironmentFunction([.positional("f", .field)]) {
    sum($0[0])
  }
  environment.functions["at"] = Expression.EnvironmentFunction(
    [.positional("f", .field), .keyword("x", .scalar)]
  ) { operands throws(Expression.EnvironmentFunction.Refusal) in
    guard operands[1].shape.isScalar else { throw .init(operand: 1, reason: "a field") }
    return operands[0][0] * operands[1]
  }
  do throws(ExpressionErrors) {
    _ = try expression.lower(in: environment)
  } catch {
    for each in error.all { check(each, in: expression.text) }
  }
}

/// A value that is not finite has a cause.
private func checkNumbers(_ expression: Expression) {
  let numbers = Dictionary(
    uniqueKeysWithValues: expression.freeNames.enumerated().map { ($1, Double($0) - 1) })
  guard let value = try? expression.evaluate(numbers) else { return }
  guard let cause = try? expression.firstNonFinite(numbers) else {
    return precondition(value.isFinite, "nothing made \(value) of \(expression)")
  }
  precondition(!value.isFinite && !cause.part.value.isFinite)
  precondition(cause.operands.allSatisfy { $0.value.isFinite })
}

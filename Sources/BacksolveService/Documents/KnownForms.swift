package import JSON
import Poisson
import Synchronization

/// The forms of documents that were read last: of a document that differs from an earlier one in the numbers of
/// its parameters alone, as those of an optimisation do, these numbers are all that is read.
package final class KnownForms: Sendable {
  private struct Key: Hashable {
    let form: JSONForm
    let purpose: ProblemDocument.Purpose
  }

  private struct Entry {
    let document: ProblemDocument
    /// Which of the sweep's parameters each number of the form is.
    let parameters: [Int]
  }

  private let capacity: Int
  private let entries = Mutex<[Key: Entry]>([:])
  private let recognised = Atomic(0)

  /// Documents above this many bytes are read each time: a form is kept whole.
  private static let largest = 16_384

  /// No form known yet.
  package init(capacity: Int = 128) { self.capacity = capacity }

  /// Of how many documents the form was known.
  package var recognisedCount: Int { recognised.load(ordering: .relaxed) }

  /// Reads a document, or only its parameters' numbers if its form is known.
  package func read(
    _ json: JSONDocument, for purpose: ProblemDocument.Purpose, limits: ServiceLimits,
    expressions: ExpressionCache
  ) throws(Refusal) -> ProblemDocument {
    func read() throws(Refusal) -> ProblemDocument {
      try ProblemDocument(json.root, for: purpose, limits: limits, expressions: expressions)
    }
    guard json.byteCount <= Self.largest, let numbers = json.root.parameterNumbers else {
      return try read()
    }
    let key = Key(form: JSONForm(json, apartFrom: numbers), purpose: purpose)
    if let known = entries.withLock({ $0[key] }) {
      recognised.wrappingAdd(1, ordering: .relaxed)
      return known.document.with(numbers, for: known.parameters)
    }
    let document = try read()
    let parameters = numbers.map { number in
      document.places.parameters.firstIndex { $0.isGiven && $0.pointer == number.pointer }
    }
    if parameters.allSatisfy({ $0 != nil }) {
      let entry = Entry(document: document, parameters: parameters.compactMap { $0 })
      entries.withLock { entries in
        // Emptied at once when it is full: those in use return at their next request.
        if entries.count >= capacity { entries.removeAll(keepingCapacity: true) }
        entries[key] = entry
      }
    }
    return document
  }
}

extension ProblemDocument {
  /// The document with other numbers for some of its parameters.
  fileprivate func with(_ numbers: [JSONNode], for parameters: [Int]) -> ProblemDocument {
    var sweep = sweep
    for (node, parameter) in zip(numbers, parameters) {
      guard let number = try? node.double else {
        preconditionFailure("a number of a document is always a finite double")
      }
      sweep.setNumber(number, of: parameter)
    }
    return ProblemDocument(form, sweep)
  }
}

extension JSONNode {
  /// The single numbers that the document gives for parameters; nil if it is none that has a form: where a parameter
  /// has a list, of which there are too many that differ.
  fileprivate var parameterNumbers: [JSONNode]? {
    guard kind == .object, let document = try? object else { return nil }
    var numbers: [JSONNode] = []
    func add(_ node: JSONNode) -> Bool {
      if node.kind == .number { numbers.append(node) }
      return node.kind != .array
    }
    if let t = document["t"], !add(t) { return nil }
    guard let parameters = document["parameters"] else { return numbers }
    guard parameters.kind == .object, let members = try? parameters.object else { return nil }
    for member in members where !add(member.value) { return nil }
    return numbers
  }
}

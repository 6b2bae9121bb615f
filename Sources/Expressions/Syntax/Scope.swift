/// What names mean while a text is read.
struct Scope {
  /// What a `let` bound.
  struct Binding: Sendable {
    let name: String
    /// The node that holds the value.
    let root: Int
    let range: Range<Int>
    var isUsed = false
  }

  /// Names for the environment to explain, in the order of their first use.
  private(set) var names: [String] = []
  private(set) var bindings: [Binding] = []
  private var places: [String: Int] = [:]
  private var boundPlaces: [String: Int] = [:]
  private var loops: [(name: String, node: Int)] = []

  /// Whether the text gave the name a meaning, or used it with one from outside.
  func knows(_ name: String) -> Bool {
    boundPlaces[name] != nil || places[name] != nil || loops.contains { $0.name == name }
  }

  mutating func bind(_ name: String, root: Int, range: Range<Int>) {
    boundPlaces[name] = bindings.count
    bindings.append(Binding(name: name, root: root, range: range))
  }

  mutating func push(_ name: String, loop: Int) { loops.append((name, loop)) }

  mutating func pop() { loops.removeLast() }

  /// The node of a name, which counts as used.
  mutating func use(_ name: String) -> Node.Kind {
    if let loop = loops.last(where: { $0.name == name }) { return .counter(loop: loop.node) }
    if let place = boundPlaces[name] {
      bindings[place].isUsed = true
      return .binding(place)
    }
    if let place = places[name] { return .name(place) }
    places[name] = names.count
    names.append(name)
    return .name(names.count - 1)
  }

  var firstUnused: Binding? { bindings.first { !$0.isUsed } }
}

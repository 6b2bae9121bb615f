/// A graph in which what varies along one axis of a grid only is computed once per point of that axis.
///
/// Long known fields that repeat the numbers of an axis are where it begins; functions of fields of one
/// axis and of scalars are fields of that axis. Each is computed as a line, and passes over the grid
/// spread it; ramps, such as the coordinate of a long line, are counted by passes, and known fields that are
/// multiples of one another by numbers along an axis are read once. And as e^{a+b} = e^a e^b, exponentials of sums of such fields are products of lines, wherever a, b ≤ 0, so that nothing overflows. (A factor
/// of the sum is taken to be finite: ∞ (a + b) may be a number where ∞ a + ∞ b is none.)
struct AxisHoisting {
  /// The graph to execute.
  private(set) var graph: Graph
  /// The nodes of the inputs there.
  private(set) var inputs: [Int]
  /// The nodes of the outputs there.
  private(set) var outputs: [Int]

  /// - Parameters:
  ///   - graph: the nodes and their operands.
  ///   - inputs: the nodes of the inputs.
  ///   - outputs: the nodes of the outputs.
  init(_ graph: Graph, inputs: [Int], outputs: [Int]) {
    self.graph = graph
    self.inputs = inputs
    self.outputs = outputs
    guard graph.simplifications.contains(.axes),
      var copy = AxisGraph(graph, needed: graph.needed(for: outputs + inputs))
    else { return }
    copy.build()
    self.graph = copy.graph
    self.inputs = inputs.map { copy.whole($0) }
    self.outputs = outputs.map { copy.whole($0) }
  }
}

/// How a line is spread over a grid: element i of the field is element (i / inner) mod count of the line.
struct AxisLayout: Hashable {
  let count: Int
  let inner: Int

  /// Of a line: some elements are repeated, so that a tile of the field can be read from any place.
  var lineCount: Int { count + Lowering.tile }
}

/// The copy of a graph under construction.
private struct AxisGraph {
  let graph = Graph(simplifications: [])
  private let original: Graph
  private let needed: [Bool]
  private let axes: [Int: AxisField]
  private let ramps: [Int: Ramp]
  private let multiples: [Int: AxisMultiple]
  /// Per node of the original what it varies along; nil for scalars and for several axes.
  private var layouts: [AxisLayout?]
  /// The nodes of fields and scalars in the copy.
  private var copies: [Int: Int] = [:]
  /// The nodes of lines in the copy.
  private var lines: [Int: Int] = [:]

  /// nil if there is nothing to gain.
  init?(_ original: Graph, needed: [Bool]) {
    self.original = original
    self.needed = needed
    var (axes, ramps) = ([Int: AxisField](), [Int: Ramp]())
    for (node, definition) in original.nodes.enumerated() where needed[node] {
      guard case .constantField(let index) = definition.operation,
        definition.shape.count >= Recomputation.shortest
      else { continue }
      let field = original.constantFields[index]
      axes[node] = field.axis
      if field.axis == nil { ramps[node] = Ramp(field.values) }
    }
    (self.axes, self.ramps) = (axes, ramps)
    multiples = original.axisMultiples(needed: needed)
    if axes.isEmpty, ramps.isEmpty, multiples.isEmpty { return nil }
    layouts = [AxisLayout?](repeating: nil, count: original.nodes.count)
  }

  mutating func build() {
    for node in original.nodes.indices where needed[node] {
      if ramps[node] != nil { continue }
      if let field = axes[node] {
        layouts[node] = field.layout
        lines[node] = graph.node(of: graph.constant(field.padded))
      } else if let layout = commonLayout(of: node) {
        layouts[node] = layout
        lines[node] = line(like: node, layout, original.nodes[node].operands.map { line($0) })
      } else {
        copies[node] = product(for: node) ?? copy(node)
      }
    }
  }

  /// What all fields among the operands of a function vary along.
  private func commonLayout(of node: Int) -> AxisLayout? {
    guard case .elementwise = original.nodes[node].operation else { return nil }
    let fields = original.nodes[node].operands.filter { !original.shape(of: $0).isScalar }
    guard let first = fields.first, let layout = layouts[first],
      fields.allSatisfy({ layouts[$0] == layout })
    else { return nil }
    return layout
  }

  /// A function of lines and scalars.
  private func line(like node: Int, _ layout: AxisLayout, _ operands: [Int]) -> Int {
    graph.copy(original.nodes[node].operation, operands, .field(layout.lineCount))
  }

  /// A line, or a scalar.
  private func line(_ node: Int) -> Int { lines[node] ?? copy(of: node) }

  /// The copy of a node that has been built.
  private func copy(of node: Int) -> Int {
    guard let copy = copies[node] else { preconditionFailure("operands come first") }
    return copy
  }

  private mutating func copy(_ node: Int) -> Int {
    let definition = original.nodes[node]
    if case .constantField(let index) = definition.operation {
      return graph.node(of: graph.constant(original.constantFields[index], shape: definition.shape))
    }
    if let product = multiple(for: node) { return product }
    let isFunction = if case .elementwise = definition.operation { true } else { false }
    let operands = definition.operands.map { isFunction ? field($0) : whole($0) }
    return graph.copy(definition.operation, operands, definition.shape)
  }

  /// k x for a known field k that is another one, which is read anyway, times numbers along an axis.
  private mutating func multiple(for node: Int) -> Int? {
    let (operands, shape) = (original.nodes[node].operands, original.shape(of: node))
    guard original.nodes[node].operation == .elementwise(.multiply),
      let place = operands.firstIndex(where: { multiples[$0] != nil }),
      let multiple = multiples[operands[place]]
    else { return nil }
    let product = graph.copy(
      .elementwise(.multiply), [whole(multiple.base), field(operands[1 - place])], shape)
    let factor: Int
    if multiple.axis.isUniform {
      factor = graph.constant(multiple.axis.values[0])
    } else {
      let line = graph.node(of: graph.constant(multiple.axis.padded))
      factor = graph.copy(.spread(multiple.axis.layout), [line], shape)
    }
    return graph.copy(.elementwise(.multiply), [product, factor], shape)
  }

  /// A node as an operand of a pass: lines are spread.
  private mutating func field(_ node: Int) -> Int {
    if let ramp = ramps[node] { return graph.copy(.ramp(ramp), [], original.shape(of: node)) }
    guard let layout = layouts[node] else { return copy(of: node) }
    return graph.copy(.spread(layout), [line(node)], original.shape(of: node))
  }

  /// A node as an operand of anything else, or as an output: what is known is kept as it is.
  mutating func whole(_ node: Int) -> Int {
    if axes[node] == nil, ramps[node] == nil { return field(node) }
    let copy = copies[node] ?? copy(node)
    copies[node] = copy
    return copy
  }

  // MARK: Exponentials

  /// A term of a sum of fields that vary along one axis each.
  private struct Term {
    let layout: AxisLayout
    var line: Int
    var sign: Sign
  }

  /// e^{a + b + …} as a product, if all terms are known to be ≤ 0.
  private func product(for node: Int) -> Int? {
    guard original.nodes[node].operation == .elementwise(.exp),
      let terms = terms(of: original.nodes[node].operands[0], depth: 0),
      terms.allSatisfy({ $0.sign == .notPositive })
    else { return nil }
    let shape = original.shape(of: node)
    let factors = terms.map { term in
      let line = line(like: node, term.layout, [term.line])
      return graph.copy(.spread(term.layout), [line], shape)
    }
    return factors.dropFirst().reduce(factors[0]) {
      graph.copy(.elementwise(.multiply), [$0, $1], shape)
    }
  }

  /// The terms of a field, one per axis; nil if it is no such sum.
  private func terms(of node: Int, depth: Int) -> [Term]? {
    if let layout = layouts[node] {
      return [Term(layout: layout, line: line(node), sign: original.sign(of: node))]
    }
    guard depth < Sign.depth, case .elementwise(let function) = original.nodes[node].operation
    else { return nil }
    let operands = original.nodes[node].operands
    switch function {
    case .add:
      guard let x = terms(of: operands[0], depth: depth + 1),
        let y = terms(of: operands[1], depth: depth + 1)
      else { return nil }
      return y.reduce(into: x) { sum, term in add(term, to: &sum) }
    case .negate:
      return terms(of: operands[0], depth: depth + 1)?.map { term in
        self.term(term.layout, .negate, [term.line], -term.sign)
      }
    case .multiply:
      guard let scalar = operands.firstIndex(where: { original.shape(of: $0).isScalar }) else {
        return nil
      }
      let (factor, sign) = (copy(of: operands[scalar]), original.sign(of: operands[scalar]))
      return terms(of: operands[1 - scalar], depth: depth + 1)?.map { term in
        self.term(term.layout, .multiply, [factor, term.line], sign * term.sign)
      }
    default:
      return nil
    }
  }

  private func term(
    _ layout: AxisLayout, _ function: Elementwise, _ operands: [Int], _ sign: Sign
  ) -> Term {
    let line = graph.copy(.elementwise(function), operands, .field(layout.lineCount))
    return Term(layout: layout, line: line, sign: sign)
  }

  private func add(_ term: Term, to terms: inout [Term]) {
    guard let index = terms.firstIndex(where: { $0.layout == term.layout }) else {
      terms.append(term)
      return
    }
    let other = terms[index]
    terms[index] = self.term(
      term.layout, .add, [other.line, term.line], other.sign + term.sign)
  }
}

extension Graph {
  /// Those of the needed nodes that are chosen, with the spread lines and ramps that they read: these are made
  /// where they are read, whatever they depend on, and where they are outputs.
  func part(of needed: [Bool], outputs: [Int], where isChosen: (Int) -> Bool) -> [Bool] {
    var part = [Bool](repeating: false, count: nodes.count)
    for (node, definition) in nodes.enumerated() where needed[node] {
      if definition.isMadeInPasses || !isChosen(node) { continue }
      part[node] = true
      for operand in definition.operands where nodes[operand].isMadeInPasses {
        part[operand] = true
      }
    }
    for output in outputs where isChosen(output) { part[output] = true }
    return part
  }

  /// A node that does the same as one of another graph.
  fileprivate func copy(_ operation: Operation, _ operands: [Int], _ shape: Shape) -> Int {
    index(of: Node(operation: operation, operands: operands, shape: shape))
  }
}

extension Graph.Node {
  /// Whether this is a spread line or a ramp.
  fileprivate var isMadeInPasses: Bool {
    switch operation {
    case .spread, .ramp: true
    default: false
    }
  }
}

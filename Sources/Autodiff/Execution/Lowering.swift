import CKernels

/// Turns a graph into instructions on offsets: schedule, liveness, one arena.
struct Lowering {
  /// Elements that make one partial result of a sum, and the most of a field that exists only within
  /// a pass: a handful of such blocks fit in the first-level cache.
  static let block = 1024
  /// Elements that the machine of passes works on at a time.
  static let tile = CK_TILE

  /// Where offsets into scratch space begin.
  static let scratchBase = 1 << 48

  /// A part of a program.
  enum Step {
    /// Scalars, from an instruction on.
    case scalars(first: Int)
    /// A pass over fields of `count` elements, from an instruction on.
    case pass(first: Int, count: Int)
    /// Kernels called on `count` elements, in blocks.
    case kernels(Range<Int>, count: Int)
    /// A linear operator, by its index in the table of these.
    case linear(Int)
    /// A differentiable operator, by its index in the table of calls.
    case call(Int)
  }

  var steps: [Step] = []
  /// How many of the steps, the first ones, do not depend on the swept inputs.
  private(set) var invariantStepCount = 0
  var instructions: [ck_instruction] = []
  var operators: [LinearCall] = []
  var calls: [OperatorCall] = []
  private(set) var constants: [Double] = []
  var arena = Arena()
  /// Where scalars go that nothing reads from memory: their machine stores every result.
  private(set) lazy var discarded = allocate(Shape.scalar)
  /// Places of one block each, for fields that never exist as a whole, and the partial sums of a pass.
  /// Every thread that takes part in a pass has its own.
  var scratchArena = Arena()
  private(set) var places: [Int: Place] = [:]
  /// What the machine has to know of a layout: the number of elements, and how often each is repeated.
  private(set) var layouts: [AxisLayout: Place] = [:]
  /// The same of ramps.
  private(set) var ramps: [Ramp: Place] = [:]

  let graph: Graph
  /// Products and squares that the sums of them compute themselves, and lines that their consumers spread.
  let absorbed: [Bool]
  /// Whether what is computed at a position is read by a block other than its own, or is an output.
  private var leavesBlock: [Bool] = []
  /// The last position that reads what is computed at a position.
  private var lastUse: [Int] = []
  /// Where each node has been computed most recently; long fields may be computed several times.
  private var definition: [Int]
  private let blocks: [Schedule.Block]
  private let invariantBlockCount: Int
  /// The place of the current node in the order of execution.
  private var position = 0

  /// - Parameters:
  ///   - graph: the nodes and their operands.
  ///   - inputs: the nodes of the inputs.
  ///   - outputs: the nodes of the outputs.
  ///   - swept: those of the inputs that change from run to run; what does not depend on them comes
  ///     first, so that a sweep need compute it only once.
  init(_ graph: Graph, inputs: [Int], outputs: [Int], swept: [Int]) {
    self.graph = graph
    let needed = graph.needed(for: outputs)
    let varies = graph.dependents(of: swept, below: graph.nodes.count)
    let products = graph.absorbedProducts(needed: needed, outputs: outputs)
    let lines = graph.absorbedLines(needed: needed, outputs: outputs, products)
    let absorbed = zip(products, lines).map { $0 || $1 }
    self.absorbed = absorbed
    // What a sweep computes once is not computed again for each of its points.
    let parts = [false, true].map { isVarying in
      let needed = graph.part(of: needed, outputs: outputs) { varies[$0] == isVarying }
      let blocks = Schedule(graph, needed: needed).blocks
      return Recomputation(graph, blocks: blocks, outputs: outputs).applied(to: blocks)
    }
    blocks = (parts[0] + parts[1]).map { $0.chained(graph, absorbed: absorbed) }
    invariantBlockCount = parts[0].count
    definition = [Int](repeating: -1, count: graph.nodes.count)
    for node in inputs { place(input: node) }
    for node in graph.nodes.indices where needed[node] && graph.nodes[node].isInput {
      precondition(places[node] != nil, "an output depends on a variable that is not an input")
    }
    for node in graph.nodes.indices where needed[node] { place(constant: node) }
    findLifetimes(outputs: outputs)
    for (index, block) in blocks.enumerated() {
      if index == invariantBlockCount { invariantStepCount = steps.count }
      emit(block)
    }
    if blocks.count == invariantBlockCount { invariantStepCount = steps.count }
  }

  private mutating func emit(_ block: Schedule.Block) {
    for (index, node) in block.nodes.enumerated() { definition[node] = position + index }
    switch block {
    case .scalars(let nodes): emit(scalars: nodes)
    case .fields(let nodes, let count): emit(pass: nodes, count: count)
    case .whole(let node): emit(whole: node)
    }
  }

  // MARK: Lifetimes

  private mutating func findLifetimes(outputs: [Int]) {
    let count = blocks.reduce(0) { $0 + $1.nodes.count }
    leavesBlock = [Bool](repeating: false, count: count)
    lastUse = [Int](repeating: -1, count: count)
    var position = 0
    var firstVarying = 0
    for (index, block) in blocks.enumerated() {
      let start = position
      if index == invariantBlockCount { firstVarying = start }
      for node in block.nodes {
        definition[node] = position
        for source in graph.sources(of: node, absorbed: absorbed) where definition[source] >= 0 {
          let computed = definition[source]
          // An invariant is used again in the next run.
          lastUse[computed] = computed < firstVarying ? .max : position
          if computed < start { leavesBlock[computed] = true }
        }
        position += 1
      }
    }
    for node in outputs where definition[node] >= 0 {
      lastUse[definition[node]] = .max
      leavesBlock[definition[node]] = true
    }
  }

  /// Whether a node, as it is computed in the current block, is read by another block or is an output.
  func leavesBlock(_ node: Int) -> Bool { leavesBlock[definition[node]] }

  /// Goes on to the next node, and frees what this one read for the last time.
  mutating func advance(past node: Int) {
    for source in graph.sources(of: node, absorbed: absorbed) where isLastUse(of: source) {
      lastUse[definition[source]] = -1  // It may be read twice, and is freed once.
      // None for what has been in the accumulator only.
      guard let place = places.removeValue(forKey: source) else { continue }
      if place.offset >= Lowering.scratchBase {
        scratchArena.release(place.offset - Lowering.scratchBase, count: place.size)
      } else {
        arena.release(place.offset, count: place.size)
      }
    }
    position += 1
  }

  /// Whether nothing reads a computed value after the current node.
  func isLastUse(of source: Int) -> Bool {
    definition[source] >= 0 && lastUse[definition[source]] == position
  }

  // MARK: Places

  /// A place in the frame.
  private mutating func allocate(_ shape: Shape) -> Place {
    shape.isScalar
      ? .scalar(at: arena.allocate(1))
      : .field(of: shape.count, at: arena.allocate(Place.fieldSize(shape.count)))
  }

  private mutating func place(input node: Int) { places[node] = allocate(graph.shape(of: node)) }

  private mutating func place(constant node: Int) {
    switch graph.nodes[node].operation {
    case .constant(let bits):
      places[node] = .scalar(at: ~constants.count)
      constants.append(Double(bitPattern: bits))
      constants += [Double](repeating: 0, count: AlignedBuffer.width - 1)
    case .constantField(let index):
      places[node] = place(known: graph.constantFields[index].values)
    case .spread(let layout) where layouts[layout] == nil:
      layouts[layout] = place(known: [Double(layout.count), Double(layout.inner)])
    case .ramp(let ramp) where ramps[ramp] == nil:
      ramps[ramp] = place(known: ramp.layout)
    default: return
    }
  }

  /// A place for known numbers.
  private mutating func place(known values: [Double]) -> Place {
    let place = Place.field(of: values.count, at: ~constants.count)
    constants += values
    constants += [Double](repeating: 0, count: place.size - values.count)
    return place
  }

  /// A place for a computed node; a field that is used only in the pass that makes it needs one block.
  mutating func place(_ node: Int) -> Place {
    let shape = graph.shape(of: node)
    let place: Place
    if shape.isScalar || leavesBlock(node) {
      place = allocate(shape)
    } else {
      let count = min(shape.count, Lowering.block)
      place = .block(
        of: count, at: Lowering.scratchBase + scratchArena.allocate(Place.fieldSize(count)))
    }
    places[node] = place
    return place
  }
}

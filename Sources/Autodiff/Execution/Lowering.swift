import CKernels

/// Turns a graph into instructions on offsets: schedule, liveness, one arena.
struct Lowering {
  /// Elements that one kernel call works on: a handful of such blocks fit in the first-level cache.
  static let block = 1024

  /// Where offsets into scratch space begin.
  static let scratchBase = 1 << 48

  /// A part of a program.
  enum Step {
    /// Instructions run together, over `count` elements in blocks.
    case run(Range<Int>, count: Int)
    /// A linear operator of the table, with the offsets of its input, output and scratch space.
    case linear(Int, input: Int, output: Int, scratch: Int, Sizes)
    /// A differentiable operator, by its index in the table of calls.
    case call(Int)
  }

  /// What a linear operator reads, writes and needs.
  struct Sizes {
    let input: Int
    let output: Int
    let scratch: Int

    init(_ map: any LinearOperator) {
      input = map.inputCount
      output = map.outputCount
      scratch = map.scratchCount
    }
  }

  /// Where a value is while the program runs.
  struct Place {
    /// Doubles from the frame's start, or, where negative, ~offset into the constants; from
    /// `scratchBase` on, into the scratch space of a thread.
    let offset: Int
    let count: Int
    /// Whether this is a whole field, through which blocks advance; false for scalars and for
    /// fields of which only the current block exists.
    let isWhole: Bool

    /// A part of a whole field.
    func part(at start: Int, count: Int) -> Place {
      Place(offset: offset >= 0 ? offset + start : offset - start, count: count, isWhole: true)
    }
  }

  private(set) var steps: [Step] = []
  /// How many of the steps, the first ones, do not depend on the swept inputs.
  private(set) var invariantStepCount = 0
  private(set) var instructions: [ck_instruction] = []
  private(set) var operators: [any LinearOperator] = []
  private(set) var calls: [OperatorCall] = []
  private(set) var constants: [Double] = []
  private(set) var arena = Arena()
  /// Places of one block each, for fields that never exist as a whole. Every thread that takes part in
  /// a pass has its own.
  private(set) var scratchArena = Arena()
  private(set) var places: [Int: Place] = [:]

  private let graph: Graph
  private let blocks: [Schedule.Block]
  private let invariantBlockCount: Int
  private let absorbed: [Bool]
  private var lastUse: [Int]
  private var blockOf: [Int: Int] = [:]
  private var leavesBlock: [Bool]
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
    let invariant = Schedule(graph, needed: zip(needed, varies).map { $0 && !$1 }).blocks
    let varying = Schedule(graph, needed: zip(needed, varies).map { $0 && $1 }).blocks
    blocks = invariant + varying
    invariantBlockCount = invariant.count
    absorbed = graph.absorbedProducts(needed: needed, outputs: outputs)
    lastUse = [Int](repeating: -1, count: graph.nodes.count)
    leavesBlock = [Bool](repeating: false, count: graph.nodes.count)
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

  // MARK: Lifetimes

  /// The nodes that a node reads when it is executed: those of a product it has absorbed.
  private func sources(of node: Int) -> [Int] {
    let operands = graph.nodes[node].operands
    guard graph.nodes[node].operation == .sum, absorbed[operands[0]] else { return operands }
    return graph.nodes[operands[0]].operands
  }

  private mutating func findLifetimes(outputs: [Int]) {
    var position = 0
    for (index, block) in blocks.enumerated() {
      for node in block.nodes where !absorbed[node] {
        blockOf[node] = index
        for source in sources(of: node) {
          // An invariant is used again in the next run.
          let isKept = index >= invariantBlockCount && (blockOf[source] ?? 0) < invariantBlockCount
          lastUse[source] = isKept ? .max : max(lastUse[source], position)
          if blockOf[source] != index { leavesBlock[source] = true }
        }
        position += 1
      }
    }
    for node in outputs {
      lastUse[node] = .max
      leavesBlock[node] = true
    }
  }

  /// Frees what is read here for the last time.
  private mutating func release(after node: Int) {
    for source in sources(of: node) where lastUse[source] == position {
      lastUse[source] = -1  // It may be read twice, and is freed once.
      guard let place = places[source], place.offset >= 0, graph.nodes[source].isComputed else {
        continue
      }
      if place.offset >= Lowering.scratchBase {
        scratchArena.release(place.offset - Lowering.scratchBase, count: place.count)
      } else {
        arena.release(place.offset, count: place.count)
      }
    }
  }

  // MARK: Places

  private mutating func place(input node: Int) {
    let count = graph.shape(of: node).count
    places[node] = Place(
      offset: arena.allocate(count), count: count, isWhole: !graph.shape(of: node).isScalar)
  }

  private mutating func place(constant node: Int) {
    let values: [Double]
    switch graph.nodes[node].operation {
    case .constant(let bits): values = [Double(bitPattern: bits)]
    case .constantField(let index): values = graph.constantFields[index]
    default: return
    }
    places[node] = Place(
      offset: ~constants.count, count: values.count, isWhole: !graph.shape(of: node).isScalar)
    constants += values
    constants += [Double](
      repeating: 0, count: AlignedBuffer.padded(max(1, values.count)) - values.count)
  }

  /// A place for a computed node; a field that is used only where it is made needs one block.
  private mutating func place(_ node: Int, in count: Int) -> Place {
    let shape = graph.shape(of: node)
    let isWhole = !shape.isScalar && (leavesBlock[node] || count <= Lowering.block)
    let place =
      isWhole || shape.isScalar
      ? Place(offset: arena.allocate(shape.count), count: shape.count, isWhole: isWhole)
      : Place(
        offset: Lowering.scratchBase + scratchArena.allocate(Lowering.block),
        count: Lowering.block, isWhole: false)
    places[node] = place
    return place
  }

  // MARK: Instructions

  private mutating func emit(_ block: Schedule.Block) {
    switch block {
    case .scalars(let nodes): emit(nodes, count: 1)
    case .fields(let nodes, let count): emit(nodes, count: count)
    case .whole(let node): emit(whole: node)
    }
  }

  private mutating func emit(whole node: Int) {
    let operands = graph.nodes[node].operands.compactMap { places[$0] }
    // Output and scratch are taken before the operands are freed: neither may overlap them.
    let output = place(node, in: 0)
    switch graph.nodes[node].operation {
    case .linear(let linear): emit(linear, from: operands[0], to: output)
    case .general(let general): emit(general, from: operands, to: output)
    case .slice(let start):
      emit(CK_MOVE, [(operands[0].part(at: start, count: output.count), output)])
    case .assemble(let offsets):
      let parts = zip(operands, offsets).map { ($0, output.part(at: $1, count: $0.count)) }
      emit(assembly: parts, to: output)
    default: preconditionFailure("not an operation on whole fields")
    }
    release(after: node)
    position += 1
  }

  /// Pieces that don't overlap are moved, so that they keep their bits; others are added up.
  private mutating func emit(assembly parts: [(from: Place, to: Place)], to output: Place) {
    let sorted = parts.map(\.to).filter { $0.count > 0 }.sorted { $0.offset < $1.offset }
    let overlap = zip(sorted, sorted.dropFirst()).contains { $0.offset + $0.count > $1.offset }
    let covered = sorted.reduce(0) { $0 + $1.count }
    if overlap || covered < output.count { emit(CK_CLEAR, [(output, output)]) }
    let kernel = overlap ? CK_ACCUMULATE : CK_MOVE
    emit(kernel, parts.filter { $0.to.count == 1 })
    for part in parts where part.to.count > 1 { emit(kernel, [part]) }
  }

  /// A step that runs one kernel on pairs of places of one length.
  private mutating func emit(_ kernel: ck_kernel_id, _ pairs: [(from: Place, to: Place)]) {
    guard let count = pairs.first?.to.count, count > 0 else { return }
    let first = instructions.count
    for (from, to) in pairs {
      instructions.append(instruction(kernel, reading: [from], writing: to))
    }
    steps.append(.run(first..<instructions.count, count: count))
  }

  /// A place for values without meaning, free again at once: whatever is placed next is written later.
  private mutating func scratch(_ count: Int) -> Int {
    let offset = arena.allocate(count)
    arena.release(offset, count: count)
    return offset
  }

  private mutating func emit(_ general: GeneralMap, from operands: [Place], to output: Place) {
    calls.append(
      OperatorCall(
        map: general.map, operands: operands, output: output,
        scratch: scratch(general.map.scratchCount)))
    steps.append(.call(calls.count - 1))
  }

  private mutating func emit(_ linear: LinearMap, from input: Place, to output: Place) {
    let scratch = scratch(linear.map.scratchCount)
    operators.append(linear.map)
    steps.append(
      .linear(
        operators.count - 1, input: input.offset, output: output.offset, scratch: scratch,
        Sizes(linear.map)))
  }

  private mutating func emit(_ nodes: [Int], count: Int) {
    let first = instructions.count
    var partial: [(sum: Place, parts: Place)] = []
    // A sum of several blocks collects one partial result per block. They take their places before
    // the pass frees any: what is read for the last time in one block is read again in the next.
    var parts: [Int: Place] = [:]
    if count > Lowering.block {
      for node in nodes where graph.nodes[node].operation == .sum {
        parts[node] = placePartialSums(of: count)
      }
    }
    for node in nodes where !absorbed[node] {
      let sources = sources(of: node).compactMap { places[$0] }
      // Elementwise results may take the place of an operand: each element is read before it is
      // written, and a scalar before anything is.
      release(after: node)
      position += 1
      var out = place(node, in: count)
      let reduces = graph.nodes[node].operation == .sum
      if let parts = parts[node] {
        partial.append((out, parts))
        out = parts
      }
      instructions.append(instruction(node, sources: sources, out: out, reduces: reduces))
    }
    guard instructions.count > first else { return }
    steps.append(.run(first..<instructions.count, count: count))
    for (sum, parts) in partial { emit(totalOf: parts, into: sum) }
  }

  /// One place per block of `count` elements.
  private mutating func placePartialSums(of count: Int) -> Place {
    let blockCount = (count + Lowering.block - 1) / Lowering.block
    return Place(offset: arena.allocate(blockCount), count: blockCount, isWhole: true)
  }

  /// Adds up partial sums, and frees them; more than one block of them in several rounds.
  private mutating func emit(totalOf parts: Place, into sum: Place) {
    var parts = parts
    while true {
      let isLast = parts.count <= Lowering.block
      let out = isLast ? sum : placePartialSums(of: parts.count)
      instructions.append(instruction(CK_SUM, reading: [parts], writing: out, reduces: true))
      steps.append(.run(instructions.count - 1..<instructions.count, count: parts.count))
      arena.release(parts.offset, count: parts.count)
      if isLast { return }
      parts = out
    }
  }

  private func instruction(_ node: Int, sources: [Place], out: Place, reduces: Bool)
    -> ck_instruction
  {
    let operands = graph.nodes[node].operands
    switch graph.nodes[node].operation {
    case .elementwise(let function):
      let isScalar = graph.shape(of: node).isScalar
      let choice = function.kernels.choice(
        isField: operands.map { isScalar || !graph.shape(of: $0).isScalar })
      return instruction(
        choice.kernel, reading: choice.isReversed ? sources.reversed() : sources, writing: out)
    case .sum:
      let kernel =
        !absorbed[operands[0]] ? CK_SUM : sources.count == 2 ? CK_DOT : CK_SUM_SQUARES
      return instruction(kernel, reading: sources, writing: out, reduces: true)
    case .broadcast:
      return instruction(CK_FILL, reading: sources, writing: out)
    case .element(let index):
      return instruction(CK_MOVE, reading: [sources[0].part(at: index, count: 1)], writing: out)
    default:
      preconditionFailure("not an instruction of a pass")
    }
  }

  private func instruction(
    _ kernel: ck_kernel_id, reading sources: [Place], writing out: Place, reduces: Bool = false
  ) -> ck_instruction {
    var advance: UInt32 = out.isWhole ? 1 : 0
    for (index, source) in sources.enumerated() where source.isWhole { advance |= 2 << index }
    func offset(_ index: Int) -> Int64 {
      Int64(index < sources.count ? sources[index].offset : sources[0].offset)
    }
    return unsafe ck_instruction(
      kernel: KernelTable.kernel(kernel), out: Int64(out.offset), a: offset(0), b: offset(1),
      c: offset(2), advance: advance, reduces: reduces ? 1 : 0)
  }
}

extension Schedule.Block {
  /// The nodes, in the order in which they are computed.
  var nodes: [Int] {
    switch self {
    case .scalars(let nodes): nodes
    case .fields(let nodes, count: _): nodes
    case .whole(let node): [node]
    }
  }
}

extension Graph {
  /// For each node, whether an output depends on it.
  func needed(for outputs: [Int]) -> [Bool] {
    var needed = [Bool](repeating: false, count: nodes.count)
    for output in outputs { needed[output] = true }
    for node in nodes.indices.reversed() where needed[node] {
      for operand in nodes[node].operands { needed[operand] = true }
    }
    return needed
  }

  /// Products and squares of fields whose only consumer adds them up: the sum computes them itself.
  func absorbedProducts(needed: [Bool], outputs: [Int]) -> [Bool] {
    var uses = [Int](repeating: 0, count: nodes.count)
    for node in nodes.indices where needed[node] {
      for operand in nodes[node].operands { uses[operand] += 1 }
    }
    for output in outputs { uses[output] += 1 }
    var absorbed = [Bool](repeating: false, count: nodes.count)
    for node in nodes.indices where needed[node] && nodes[node].operation == .sum {
      let operand = nodes[node].operands[0]
      guard uses[operand] == 1, case .elementwise(let function) = nodes[operand].operation else {
        continue
      }
      let areFields = nodes[operand].operands.allSatisfy { !shape(of: $0).isScalar }
      absorbed[operand] = areFields && (function == .multiply || function == .square)
    }
    return absorbed
  }
}

import CKernels

// Passes over fields, and scalars: instructions for the machines in CKernels.
extension Lowering {
  mutating func emit(scalars nodes: [Int]) {
    let first = instructions.count
    for item in accumulated(nodes) { emit(item, elsewhere: discarded) }
    finish(.scalars(first: first))
  }

  mutating func emit(pass nodes: [Int], count: Int) {
    let first = instructions.count
    // A sum of several blocks collects one partial result per block. They take their places before
    // the pass frees any: what is read for the last time in one tile is read again in the next.
    var parts: [Int: Place] = [:]
    if count > Lowering.block {
      for node in nodes where graph.nodes[node].operation == .sum {
        parts[node] = placePartialSums(of: count)
      }
    }
    var sums: [(sums: Place, out: Place)] = []
    var totals: [(parts: Place, sum: Place)] = []
    for item in accumulated(nodes) {
      guard graph.nodes[item.node].operation == .sum else {
        emit(item)
        continue
      }
      // Kept for this sum alone: they are 0 before and after every block.
      let lanes = Place(
        offset: Lowering.scratchBase + scratchArena.allocate(AlignedBuffer.width),
        count: AlignedBuffer.width, size: AlignedBuffer.width, isWhole: false)
      append(item, to: lanes)
      advance(past: item.node)
      let sum = place(item.node)
      if let parts = parts[item.node] { totals.append((parts, sum)) }
      sums.append((lanes, parts[item.node] ?? sum))
    }
    instructions.append(ck_instruction(CK_OP_TILE_END, reading: [], writing: nil))
    for (sums, out) in sums {
      let out = Place(offset: out.offset, count: out.count, size: out.size, isWhole: false)
      instructions.append(ck_instruction(CK_OP_FINISH, reading: [sums], writing: out))
    }
    finish(.pass(first: first, count: count))
    for (parts, sum) in totals { emit(totalOf: parts, into: sum) }
  }

  private mutating func finish(_ step: Step) {
    instructions.append(ck_instruction(CK_OP_END, reading: [], writing: nil))
    steps.append(step)
  }

  /// - Parameter elsewhere: where a result goes that nothing reads from memory; nil: nowhere.
  private mutating func emit(_ item: AccumulatedNode, elsewhere: Place? = nil) {
    // Elementwise results may take the place of an operand: each element is read before it is
    // written, and so is a scalar.
    let sources = item.operands.map { $0.flatMap { places[$0] } }
    advance(past: item.node)
    append(item, reading: sources, to: item.isStored ? place(item.node) : elsewhere)
  }

  private mutating func append(_ item: AccumulatedNode, to out: Place?) {
    append(item, reading: item.operands.map { $0.flatMap { places[$0] } }, to: out)
  }

  private mutating func append(_ item: AccumulatedNode, reading sources: [Place?], to out: Place?) {
    var sources = sources
    if let line = item.line {
      sources = [sources[0], sources[1]?.still, layouts[line]?.still]
    }
    switch graph.nodes[item.node].operation {
    case .spread(let layout): sources = [sources[0]?.still, layouts[layout]?.still]
    case .ramp(let ramp): sources = [ramps[ramp]?.still]
    case .element(let index): sources[0] = sources[0]?.part(at: index, count: 1)
    default: break
    }
    guard case .call(let kernel, let isReversed) = item.code else {
      var (op, form) = item.operation(graph)
      if graph.isPass(item.node), graph.nodes[item.node].operation != .sum, out != nil {
        form += Int(CK_OP_STORED.rawValue)
      }
      instructions.append(ck_instruction(op, form: form, reading: sources, writing: out))
      return
    }
    instructions.append(
      ck_instruction(
        CK_OP_CALL, kernel: kernel, reading: isReversed ? sources.reversed() : sources,
        writing: out))
  }
}

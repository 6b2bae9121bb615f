import CKernels

// What takes and gives whole fields: linear operators, slices, fields assembled from pieces.
extension Lowering {
  mutating func emit(whole node: Int) {
    let operands = graph.nodes[node].operands.compactMap { places[$0] }
    // Output and scratch are taken before the operands are freed: neither may overlap them.
    let output = place(node)
    switch graph.nodes[node].operation {
    case .linear(let linear):
      let isLast = isLastUse(of: graph.nodes[node].operands[0])
      emit(linear, from: operands[0], isLastUse: isLast, to: output)
    case .general(let general): emit(general, from: operands, to: output)
    case .slice(let start):
      emit(CK_MOVE, [(operands[0].part(at: start, count: output.count), output)])
    case .assemble(let offsets):
      let parts = zip(operands, offsets).map { ($0, output.part(at: $1, count: $0.count)) }
      emit(assembly: parts, to: output)
    default: preconditionFailure("not an operation on whole fields")
    }
    advance(past: node)
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
      instructions.append(
        ck_instruction(CK_OP_CALL, kernel: kernel, reading: [from], writing: to))
    }
    steps.append(.kernels(first..<instructions.count, count: count))
  }

  private mutating func emit(
    _ linear: LinearMap, from input: Place, isLastUse: Bool, to output: Place
  ) {
    let destroys = isLastUse && linear.map.canDestroyInput
    operators.append(
      LinearCall(
        linear.map, input: input.offset, output: output.offset,
        scratch: destroys ? nil : scratch(linear.map.scratchCount)))
    steps.append(.linear(operators.count - 1))
  }

  private mutating func emit(_ general: GeneralMap, from operands: [Place], to output: Place) {
    calls.append(
      OperatorCall(
        map: general.map, operands: operands, output: output,
        scratch: scratch(general.map.scratchCount)))
    steps.append(.call(calls.count - 1))
  }

  /// A place for values without meaning, free again at once: whatever is placed next is written later.
  private mutating func scratch(_ count: Int) -> Int {
    let offset = arena.allocate(count)
    arena.release(offset, count: count)
    return offset
  }

  /// Adds up the partial sums of blocks, and frees them; more than one block of them in several rounds.
  mutating func emit(totalOf parts: Place, into sum: Place) {
    var parts = parts
    while true {
      let isLast = parts.count <= Lowering.block
      let out = isLast ? sum : placePartialSums(of: parts.count)
      instructions.append(
        ck_instruction(CK_OP_FINISH, kernel: CK_SUM, reading: [parts], writing: out))
      steps.append(.kernels(instructions.count - 1..<instructions.count, count: parts.count))
      arena.release(parts.offset, count: parts.size)
      if isLast { return }
      parts = out
    }
  }

  /// One place per block of `count` elements.
  mutating func placePartialSums(of count: Int) -> Place {
    let blockCount = (count + Lowering.block - 1) / Lowering.block
    return .field(of: blockCount, at: arena.allocate(Place.fieldSize(blockCount)))
  }
}

extension ck_instruction {
  /// An instruction on places; those that are missing are not used.
  init(
    _ op: ck_op, form: Int = 0, kernel: ck_kernel_id = CK_COPY, reading sources: [Lowering.Place?],
    writing out: Lowering.Place?
  ) {
    var advance: UInt32 = 0
    for (index, place) in ([out] + sources).enumerated() {
      if place?.isWhole == true { advance |= 1 << index }
      if place?.isField == true { advance |= 16 << index }
    }
    let present = sources.compactMap { $0 }.first ?? out
    func offset(_ index: Int) -> Int64 {
      let source = index < sources.count ? sources[index] : nil
      return Int64((source ?? present)?.offset ?? 0)
    }
    self = unsafe ck_instruction(
      kernel: KernelTable.kernel(kernel), out: out.map { Int64($0.offset) } ?? .max, a: offset(0),
      b: offset(1), c: offset(2), advance: advance, op: ck_op(rawValue: op.rawValue + UInt32(form)))
  }
}

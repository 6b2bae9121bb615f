import CKernels

/// How the machines of CKernels compute a node.
enum MachineCode {
  /// A function of two operands, with forms by where these are.
  case binary(ck_op)
  /// A function of one operand, or a sum.
  case unary(ck_op)
  /// Anything that has one form only, with its operand in memory.
  case single(ck_op)
  /// A kernel from memory to memory.
  case call(ck_kernel_id, isReversed: Bool)
}

/// A node as an instruction: which operands are in memory, and whether the result goes there.
struct AccumulatedNode {
  let node: Int
  let code: MachineCode
  /// The operands in memory; nil for the one that is the accumulator.
  let operands: [Int?]
  /// How the last operand is spread, if it is a line.
  let line: AxisLayout?
  var isStored: Bool

  /// The operation, and its form.
  func operation(_ graph: Graph) -> (ck_op, form: Int) {
    func isScalar(_ index: Int) -> Bool {
      guard let operand = operands[index] else { return false }
      return graph.isPass(node) && graph.shape(of: operand).isScalar
    }
    switch code {
    case .binary(let op) where line != nil:
      return (op, operands[0] == nil ? CK_FORM_AL : CK_FORM_VL)
    case .binary(let op):
      let forms: [[Int]] = [
        // Second operand: accumulator, vector, scalar.
        [0, CK_FORM_AV, CK_FORM_AS],
        [CK_FORM_VA, CK_FORM_VV, CK_FORM_VS],
        [CK_FORM_SA, CK_FORM_SV, 0],
      ]
      func kind(_ index: Int) -> Int { operands[index] == nil ? 0 : isScalar(index) ? 2 : 1 }
      return (op, forms[kind(0)][kind(1)])
    case .unary(let op):
      return (op, operands[0] == nil ? CK_FORM_A : CK_FORM_V)
    case .single(let op):
      return (op, 0)
    case .call:
      return (CK_OP_CALL, 0)
    }
  }
}

extension Lowering {
  /// The nodes of a block with their operands: the accumulator holds the value of the last node that
  /// was no sum, and what is read from memory by any other is stored.
  func accumulated(_ nodes: [Int]) -> [AccumulatedNode] {
    var items: [AccumulatedNode] = []
    var fromMemory: Set<Int> = []
    var accumulator: Int?
    for node in nodes {
      let code = code(of: node)
      var sources = graph.sources(of: node, absorbed: absorbed)
      var held: Int?
      switch code {
      case .binary, .unary: held = sources.firstIndex { $0 == accumulator }
      case .single, .call: break
      }
      let line = graph.absorbedLine(of: node, absorbed: absorbed)
      if graph.nodes[node].operation == .sum && held == 1 || line?.operand == 0 {
        sources.swapAt(0, 1)  // Σ a b takes the accumulator first, and lines are last.
        held = held.map { 1 - $0 }
      }
      let operands = sources.enumerated().map { $0.offset == held ? nil : $0.element }
      fromMemory.formUnion(operands.compactMap { $0 })
      var isStored = leavesBlock(node)
      if case .call = code { isStored = true }
      items.append(
        AccumulatedNode(
          node: node, code: code, operands: operands, line: line?.layout, isStored: isStored))
      if graph.nodes[node].operation != .sum { accumulator = node }
    }
    for index in items.indices where fromMemory.contains(items[index].node) {
      items[index].isStored = true
    }
    return items
  }

  private func code(of node: Int) -> MachineCode {
    let operands = graph.nodes[node].operands
    switch graph.nodes[node].operation {
    case .sum where !absorbed[operands[0]]: return .unary(CK_OP_SUM)
    case .sum:
      let isProduct = graph.nodes[operands[0]].operands.count == 2
      return isProduct ? .binary(CK_OP_DOT) : .unary(CK_OP_SUM_SQUARES)
    case .broadcast: return .single(CK_OP_FILL)
    case .spread: return .single(CK_OP_SPREAD)
    case .ramp: return .single(CK_OP_RAMP)
    case .element: return .single(CK_OP_LOAD)
    case .elementwise(let function): return code(of: function, node)
    default: preconditionFailure("not an instruction of a pass")
    }
  }

  private func code(of function: Elementwise, _ node: Int) -> MachineCode {
    let isPass = graph.isPass(node)
    if function.arity == 2, let op = MachineCode.binaries[function.kernels.fields.rawValue] {
      return .binary(op)
    }
    let unaries = isPass ? MachineCode.unaries : MachineCode.scalarUnaries
    if let op = unaries[function.kernels.fields.rawValue] { return .unary(op) }
    let choice = function.kernels.choice(
      isField: graph.nodes[node].operands.map { !isPass || !graph.shape(of: $0).isScalar })
    return .call(choice.kernel, isReversed: choice.isReversed)
  }
}

extension MachineCode {
  /// Operations by the kernel that computes the same for two fields.
  fileprivate static let binaries: [UInt32: ck_op] = [
    CK_ADD_VV.rawValue: CK_OP_ADD, CK_SUB_VV.rawValue: CK_OP_SUBTRACT,
    CK_MUL_VV.rawValue: CK_OP_MULTIPLY, CK_DIV_VV.rawValue: CK_OP_DIVIDE,
  ]

  /// Operations by the kernel that computes the same for a field.
  fileprivate static let unaries: [UInt32: ck_op] = [
    CK_NEG.rawValue: CK_OP_NEGATE, CK_ABS.rawValue: CK_OP_ABS, CK_SQUARE.rawValue: CK_OP_SQUARE,
    CK_RECIPROCAL.rawValue: CK_OP_RECIPROCAL, CK_SQRT.rawValue: CK_OP_SQRT,
    CK_EXP.rawValue: CK_OP_EXP,
  ]

  /// Those of scalars: some from the C library, which is faster for a single number.
  fileprivate static let scalarUnaries = unaries.merging(
    [CK_SIN.rawValue: CK_OP_SIN, CK_COS.rawValue: CK_OP_COS]) { first, _ in first }
}

extension Graph {
  /// Whether a node is computed in a pass over fields.
  func isPass(_ node: Int) -> Bool {
    if case .scalar = kind(of: node) { false } else { true }
  }

  /// The nodes that a node reads when it is executed: those of a product it has absorbed.
  func sources(of node: Int, absorbed: [Bool]) -> [Int] {
    factors(of: node, absorbed: absorbed).map {
      isAbsorbedLine($0, absorbed) ? nodes[$0].operands[0] : $0
    }
  }

  /// The operands of a node, or those of the product it has absorbed.
  private func factors(of node: Int, absorbed: [Bool]) -> [Int] {
    let operands = nodes[node].operands
    guard nodes[node].operation == .sum, absorbed[operands[0]] else { return operands }
    return nodes[operands[0]].operands
  }

  private func isAbsorbedLine(_ node: Int, _ absorbed: [Bool]) -> Bool {
    guard absorbed[node], case .spread = nodes[node].operation else { return false }
    return true
  }

  /// Which of a node's operands is a line that the node spreads itself, and how.
  func absorbedLine(of node: Int, absorbed: [Bool]) -> (operand: Int, layout: AxisLayout)? {
    let factors = factors(of: node, absorbed: absorbed)
    guard let operand = factors.firstIndex(where: { isAbsorbedLine($0, absorbed) }),
      case .spread(let layout) = nodes[factors[operand]].operation
    else { return nil }
    return (operand, layout)
  }

  /// Lines of which all consumers are sums of two, products, or sums of such, with another field each: these
  /// spread them themselves. `absorbed` are the products that are computed by sums.
  func absorbedLines(needed: [Bool], outputs: [Int], _ absorbed: [Bool]) -> [Bool] {
    var others: [Int: [Int]] = [:]
    var isRead = [Bool](repeating: false, count: nodes.count)
    for output in outputs { isRead[output] = true }
    for node in nodes.indices where needed[node] && !absorbed[node] {
      let factors = factors(of: node, absorbed: absorbed)
      let isPair =
        factors.count == 2 && factors[0] != factors[1]
        && factors.allSatisfy { !shape(of: $0).isScalar }
        && [.sum, .elementwise(.add), .elementwise(.multiply)].contains(nodes[node].operation)
      for (index, factor) in factors.enumerated() {
        if isPair {
          others[factor, default: []].append(factors[1 - index])
        } else {
          isRead[factor] = true
        }
      }
    }
    var lines = [Bool](repeating: false, count: nodes.count)
    for node in nodes.indices where needed[node] && !isRead[node] {
      guard case .spread = nodes[node].operation, let others = others[node] else { continue }
      lines[node] = others.allSatisfy { !lines[$0] }
    }
    return lines
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

  /// For each node, whether an output depends on it.
  func needed(for outputs: [Int]) -> [Bool] {
    var needed = [Bool](repeating: false, count: nodes.count)
    for output in outputs { needed[output] = true }
    for node in nodes.indices.reversed() where needed[node] {
      for operand in nodes[node].operands { needed[operand] = true }
    }
    return needed
  }
}

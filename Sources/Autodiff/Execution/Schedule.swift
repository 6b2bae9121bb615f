/// The order in which the nodes of a graph are computed: phases, separated by the barriers that end
/// a pass over fields.
///
/// A sum is complete, and an operator can start, only after a whole pass. So the result of
/// either is available one phase later; everything else may be used in the phase that makes it,
/// except that an element of a field is read in the phase after the field's.
/// Within a phase come the scalars, then one fused pass per length of field, then what takes whole
/// fields: operators, slices, fields assembled from pieces. Operators run as early as they can, and sums
/// in the earliest pass that there is anyway; the rest as late as its consumers allow, so that few fields
/// live from one phase to the next.
struct Schedule {
  /// Nodes computed in one go.
  enum Block {
    case scalars([Int])
    case fields([Int], count: Int)
    case whole(Int)
  }

  let blocks: [Block]

  /// - Parameters:
  ///   - graph: the nodes and their operands.
  ///   - needed: the nodes to compute, and inputs and constants; any other operand has been
  ///     computed before.
  init(_ graph: Graph, needed: [Bool]) {
    let phases = Schedule.phases(graph, needed: needed)
    let computed = graph.nodes.indices.filter { needed[$0] && graph.nodes[$0].isComputed }
    var byPhase = [[Int]](repeating: [], count: (phases.max() ?? 0) + 1)
    for node in computed { byPhase[phases[node]].append(node) }
    blocks = byPhase.flatMap { Schedule.blocks(graph, of: $0) }
  }

  private static func blocks(_ graph: Graph, of nodes: [Int]) -> [Block] {
    var scalars: [Int] = []
    var fields: [Int: [Int]] = [:]
    var whole: [Block] = []
    for node in nodes {
      switch graph.kind(of: node) {
      case .whole: whole.append(.whole(node))
      case .scalar: scalars.append(node)
      case .field(let count): fields[count, default: []].append(node)
      }
    }
    let passes = fields.sorted { $0.key < $1.key }.map { Block.fields($0.value, count: $0.key) }
    return (scalars.isEmpty ? [] : [.scalars(scalars)]) + passes + whole
  }

  /// The phase of each node; 0 for what is not computed.
  private static func phases(_ graph: Graph, needed: [Bool]) -> [Int] {
    let nodes = graph.nodes
    var phases = [Int](repeating: 0, count: nodes.count)
    for node in nodes.indices where needed[node] {
      for operand in nodes[node].operands where needed[operand] {
        let waits = nodes[operand].isBarrier || graph.reads(node, wholeOf: operand)
        let available = phases[operand] + (waits ? 1 : 0)
        phases[node] = max(phases[node], available)
      }
    }
    let last = phases.max() ?? 0
    let anchors = anchors(graph, needed: needed, phases: phases, last: last)
    var latest = [Int](repeating: last, count: nodes.count)
    for node in nodes.indices.reversed() where needed[node] {
      if !nodes[node].isBarrier {
        phases[node] = latest[node]
      } else if nodes[node].operation == .sum {
        phases[node] = phase(of: node, graph, from: phases[node], to: latest[node], anchors)
      }
      for operand in nodes[node].operands where needed[operand] {
        let waits = nodes[operand].isBarrier || graph.reads(node, wholeOf: operand)
        latest[operand] = min(latest[operand], phases[node] - (waits ? 1 : 0))
      }
    }
    return phases
  }

  /// A pass over fields of one length.
  private struct Pass: Hashable {
    let phase: Int
    let count: Int
  }

  /// The passes that there are in any case: those before an operator, and over what can't be added up later.
  private static func anchors(
    _ graph: Graph, needed: [Bool], phases: [Int], last: Int
  ) -> Set<Pass> {
    let nodes = graph.nodes
    var latest = [Int](repeating: last, count: nodes.count)
    var anchors: Set<Pass> = []
    for node in nodes.indices.reversed() where needed[node] {
      let phase = nodes[node].isBarrier ? phases[node] : latest[node]
      for operand in nodes[node].operands where needed[operand] {
        let waits = nodes[operand].isBarrier || graph.reads(node, wholeOf: operand)
        latest[operand] = min(latest[operand], phase - (waits ? 1 : 0))
        guard nodes[node].isBarrier, nodes[node].operation != .sum || latest[node] == phase,
          nodes[operand].isComputed || nodes[node].operation == .sum
        else { continue }
        anchors.insert(Pass(phase: phase, count: graph.shape(of: operand).count))
      }
    }
    return anchors
  }

  /// When to add up: as early as possible, unless that took a pass of its own and another comes in time.
  private static func phase(
    of sum: Int, _ graph: Graph, from earliest: Int, to latest: Int, _ anchors: Set<Pass>
  ) -> Int {
    let count = graph.shape(of: graph.nodes[sum].operands[0]).count
    guard earliest < latest else { return earliest }
    return (earliest...latest).first { anchors.contains(Pass(phase: $0, count: count)) }
      ?? earliest
  }
}

extension Graph {
  /// How a computed node is executed.
  enum Kind {
    case scalar
    case field(count: Int)
    case whole
  }

  /// Whether a node that starts no phase needs an operand's whole pass to be over.
  func reads(_ node: Int, wholeOf operand: Int) -> Bool {
    switch nodes[node].operation {
    case .element, .spread: nodes[operand].isComputed
    default: false
    }
  }

  /// A sum belongs to the pass over the field that it adds up.
  func kind(of node: Int) -> Kind {
    switch nodes[node].operation {
    case .linear, .general, .slice, .assemble: return .whole
    case .sum: return .field(count: shape(of: nodes[node].operands[0]).count)
    default:
      let shape = shape(of: node)
      return shape.isScalar ? .scalar : .field(count: shape.count)
    }
  }
}

extension Graph.Node {
  /// Whether a program computes this node, rather than being given it.
  var isComputed: Bool {
    switch operation {
    case .input, .constant, .constantField: false
    case .elementwise, .sum, .broadcast, .spread, .ramp, .linear, .general, .element, .slice,
      .assemble:
      true
    }
  }

  /// Whether this is an independent variable.
  var isInput: Bool {
    if case .input = operation { true } else { false }
  }

  /// Whether the result is available only after a whole pass.
  var isBarrier: Bool {
    switch operation {
    case .sum, .linear, .general, .slice, .assemble: true
    case .input, .constant, .constantField, .elementwise, .broadcast, .spread, .ramp, .element:
      false
    }
  }
}

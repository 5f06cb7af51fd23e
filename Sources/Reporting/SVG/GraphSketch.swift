import Devices
import Documents
import Graphs
import Plans
import Quantities

/// The graph as it is drawn: operators, or runs of operators where there are too many to draw.
struct GraphSketch {
  /// One box.
  struct Node {
    /// What it is, for a tooltip.
    let title: String
    /// A short word for inside the box.
    let word: String
    /// The processors that compute it, each with its share.
    let shares: [Share]
  }

  /// What one processor computes of a box.
  struct Share: Hashable {
    let processor: Index<Processor>
    var amount: UInt64
  }

  /// A flow of data between boxes.
  struct Edge: Hashable {
    let source: Int
    let target: Int
    /// Whether the data is copied between pools on the way.
    var isCopied: Bool
  }

  private(set) var nodes: [Node] = []
  /// The edges, each once, by source and target.
  private(set) var edges: [Edge] = []
  /// Whether boxes are runs of operators.
  let isCollapsed: Bool

  private static let limit = 200

  init(_ program: Program) {
    let graph = program.graph
    let shares = Self.shares(program)
    let isCollapsed = graph.operators.count > Self.limit
    let groups =
      isCollapsed
      ? Self.groups(shares.values) : (0..<graph.operators.count).map { $0..<($0 + 1) }
    self.isCollapsed = isCollapsed
    nodes = groups.map { Self.node($0, program, shares) }
    edges = Self.edges(groups, program, shares)
  }

  /// How much of each operator each processor computes, in elements along the cut.
  private static func shares(_ program: Program) -> Table<Operator, [Share]> {
    var result = Table<Operator, [Share]>(repeating: [], count: program.graph.operators.count)
    for command in program.commands.values {
      guard case .run(let node, on: let processor, let part, precision: _) = command.action
      else { continue }
      let amount = UInt64(max(part?.range.count ?? 1, 1))
      if let position = result[node].firstIndex(where: { $0.processor == processor }) {
        result[node][position].amount += amount
      } else {
        result[node].append(Share(processor: processor, amount: amount))
      }
    }
    return result
  }

  /// Runs of neighbouring operators on the same processors, or of equal length if these are many.
  ///
  /// Operators are in topological order, so that no run depends on a later one.
  private static func groups(_ shares: [[Share]]) -> [Range<Int>] {
    var groups: [Range<Int>] = []
    for position in shares.indices {
      let processors = Set(shares[position].map(\.processor))
      if let last = groups.last, Set(shares[last.lowerBound].map(\.processor)) == processors {
        groups[groups.count - 1] = last.lowerBound..<(position + 1)
      } else {
        groups.append(position..<(position + 1))
      }
    }
    guard groups.count > limit else { return groups }
    let length = (shares.count + limit - 1) / limit
    return stride(from: 0, to: shares.count, by: length)
      .map {
        $0..<min($0 + length, shares.count)
      }
  }

  private static func node(
    _ group: Range<Int>,
    _ program: Program,
    _ shares: Table<Operator, [Share]>
  ) -> Node {
    let graph = program.graph
    var total: [Share] = []
    for share in group.flatMap({ shares[Index($0)] }) {
      if let position = total.firstIndex(where: { $0.processor == share.processor }) {
        total[position].amount += group.count > 1 ? 1 : share.amount
      } else {
        total.append(
          Share(processor: share.processor, amount: group.count > 1 ? 1 : share.amount)
        )
      }
    }
    total.sort { $0.processor < $1.processor }
    let names = total.map { escaped(program.device.processors[$0.processor].name, limit: 20) }
    let place = names.isEmpty ? "not computed" : "on " + names.joined(separator: " and ")
    let first = graph.operators[Index(group.lowerBound)]
    guard group.count > 1 else {
      let kind = escaped(first.typeName, limit: 24)
      return Node(
        title: "\(escaped(first.name, limit: 80)), \(kind), \(place)",
        word: shortened(kind),
        shares: total
      )
    }
    let last = graph.operators[Index(group.upperBound - 1)]
    return Node(
      title: "\(group.count) operators, \(escaped(first.name, limit: 60)) to "
        + "\(escaped(last.name, limit: 60)), \(place)",
      word: "× \(group.count)",
      shares: total
    )
  }

  private static func shortened(_ kind: String) -> String {
    let known = [
      ("ConvTranspose", "Deconv"), ("BatchNormalization", "BNorm"), ("GlobalAveragePool", "GAvgP"),
      ("AveragePool", "AvgPool"), ("GlobalMaxPool", "GMaxP"), ("LayerNormalization", "LNorm"),
      ("InstanceNormalization", "INorm"), ("DepthwiseConv", "DWConv"), ("LeakyRelu", "LRelu"),
    ]
    if let short = known.first(where: { $0.0 == kind })?.1 { return short }
    return kind.count > 8 ? String(kind.prefix(7)) + "…" : kind
  }

  private static func edges(
    _ groups: [Range<Int>],
    _ program: Program,
    _ shares: Table<Operator, [Share]>
  ) -> [Edge] {
    var groupOf = [Int](repeating: 0, count: program.graph.operators.count)
    for (number, group) in groups.enumerated() {
      for position in group { groupOf[position] = number }
    }
    func pools(_ node: Index<Operator>) -> Set<Index<MemoryPool>> {
      Set(shares[node].map { program.device.processors[$0.processor].pool })
    }
    var result: [Edge] = []
    var positions: [[Int]: Int] = [:]
    for node in program.graph.operators.indices {
      for before in program.graph.predecessors(of: node) {
        let source = groupOf[before.value]
        let target = groupOf[node.value]
        guard source != target else { continue }
        let isCopied = !pools(node).subtracting(pools(before)).isEmpty
        if let known = positions[[source, target]] {
          if isCopied { result[known].isCopied = true }
        } else {
          positions[[source, target]] = result.count
          result.append(Edge(source: source, target: target, isCopied: isCopied))
        }
      }
    }
    return result
  }
}

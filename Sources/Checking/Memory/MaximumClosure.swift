/// The heaviest set of nodes that contains whatever its members require.
///
/// It is the source side of a minimum cut (Picard, Management Science 22, 1976,
/// doi:10.1287/mnsc.22.11.1268). Of several heaviest sets the smallest is found, which is unique.
struct MaximumClosure {
  private var weights: [Int64] = []
  private var requirements: [(node: Int, required: Int)] = []

  /// Adds a node and gives its number, counting from zero.
  mutating func add(weight: Int64) -> Int {
    weights.append(weight)
    return weights.count - 1
  }

  /// Changes what a node counts.
  mutating func add(_ weight: Int64, to node: Int) { weights[node] += weight }

  /// Requires a node in every set that contains another.
  mutating func require(_ required: Int, for node: Int) { requirements.append((node, required)) }

  /// The weight of the heaviest set, and whether each node is in it.
  ///
  /// - Complexity: that of Dinic's algorithm on the nodes and requirements.
  func solved() -> (weight: Int64, members: [Bool]) {
    let (source, sink) = (weights.count, weights.count + 1)
    var flow = MaximumFlow(nodes: weights.count + 2)
    var gain: Int64 = 0
    for (node, weight) in weights.enumerated() {
      if weight > 0 {
        gain += weight
        flow.connect(source, to: node, capacity: weight)
      } else if weight < 0 {
        flow.connect(node, to: sink, capacity: -weight)
      }
    }
    for (node, required) in requirements {
      flow.connect(node, to: required, capacity: .max / 4)
    }
    let cut = flow.run(from: source, to: sink)
    return (gain - cut, Array(flow.reachable(from: source).prefix(weights.count)))
  }
}

/// The largest flow through a network, by Dinic's algorithm.
///
/// (Dinic, Soviet Mathematics Doklady 11, 1970.)
private struct MaximumFlow {
  private var heads: [Int32] = []
  private var capacities: [Int64] = []
  private var edgesOf: [[Int32]]
  private var levels: [Int32]
  private var next: [Int]

  init(nodes: Int) {
    edgesOf = Array(repeating: [], count: nodes)
    levels = Array(repeating: -1, count: nodes)
    next = Array(repeating: 0, count: nodes)
  }

  mutating func connect(_ tail: Int, to head: Int, capacity: Int64) {
    edgesOf[tail].append(Int32(heads.count))
    heads.append(Int32(head))
    capacities.append(capacity)
    edgesOf[head].append(Int32(heads.count))
    heads.append(Int32(tail))
    capacities.append(0)
  }

  mutating func run(from source: Int, to sink: Int) -> Int64 {
    var total: Int64 = 0
    while level(from: source), levels[sink] >= 0 {
      next = Array(repeating: 0, count: next.count)
      while true {
        let pushed = augment(from: source, to: sink)
        if pushed == 0 { break }
        total += pushed
      }
    }
    return total
  }

  /// The nodes to which some capacity is left.
  func reachable(from source: Int) -> [Bool] {
    var seen = [Bool](repeating: false, count: edgesOf.count)
    seen[source] = true
    var open = [source]
    while let node = open.popLast() {
      for edge in edgesOf[node] where capacities[Int(edge)] > 0 && !seen[Int(heads[Int(edge)])] {
        seen[Int(heads[Int(edge)])] = true
        open.append(Int(heads[Int(edge)]))
      }
    }
    return seen
  }

  private mutating func level(from source: Int) -> Bool {
    levels = Array(repeating: -1, count: levels.count)
    levels[source] = 0
    var queue = [source]
    var position = 0
    while position < queue.count {
      let node = queue[position]
      position += 1
      for edge in edgesOf[node] where capacities[Int(edge)] > 0 {
        let head = Int(heads[Int(edge)])
        guard levels[head] < 0 else { continue }
        levels[head] = levels[node] + 1
        queue.append(head)
      }
    }
    return true
  }

  /// Sends flow along one shortest path; zero where none is left.
  private mutating func augment(from source: Int, to sink: Int) -> Int64 {
    var path: [Int] = []
    var node = source
    while node != sink {
      if let edge = advance(node) {
        path.append(edge)
        node = Int(heads[edge])
      } else {
        guard let last = path.popLast() else { return 0 }
        node = Int(heads[last ^ 1])
        next[node] += 1
      }
    }
    let amount = path.map { capacities[$0] }.min() ?? 0
    for edge in path {
      capacities[edge] -= amount
      capacities[edge ^ 1] += amount
    }
    return amount
  }

  private mutating func advance(_ node: Int) -> Int? {
    while next[node] < edgesOf[node].count {
      let edge = Int(edgesOf[node][next[node]])
      if capacities[edge] > 0, levels[Int(heads[edge])] == levels[node] + 1 { return edge }
      next[node] += 1
    }
    return nil
  }
}

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
    var arcs: [MaximumFlow.Arc] = []
    arcs.reserveCapacity(weights.count + requirements.count)
    var gain: Int64 = 0
    for (node, weight) in weights.enumerated() {
      if weight > 0 {
        gain += weight
        arcs.append(.init(tail: source, head: node, capacity: weight))
      } else if weight < 0 {
        arcs.append(.init(tail: node, head: sink, capacity: -weight))
      }
    }
    for (node, required) in requirements {
      arcs.append(.init(tail: node, head: required, capacity: .max / 4))
    }
    var flow = MaximumFlow(nodes: weights.count + 2, arcs)
    let cut = flow.run(from: source, to: sink)
    return (gain - cut, Array(flow.reachable(from: source).prefix(weights.count)))
  }
}

/// The largest flow through a network, by Dinic's algorithm.
///
/// (Dinic, Soviet Mathematics Doklady 11, 1970.) The edges that leave a node lie side by side, each
/// arc as two of them, there and back.
private struct MaximumFlow {
  struct Arc {
    let tail: Int
    let head: Int
    let capacity: Int64
  }

  /// Where the edges of each node begin, and after the last of them.
  private var begins: [Int32]
  private var heads: [Int32]
  private var capacities: [Int64]
  /// The edge the other way.
  private var opposites: [Int32]
  private var levels: [Int32]
  private var next: [Int32]
  private var queue: [Int32] = []

  init(nodes: Int, _ arcs: [Arc]) {
    begins = Array(repeating: 0, count: nodes + 1)
    for arc in arcs {
      begins[arc.tail + 1] += 1
      begins[arc.head + 1] += 1
    }
    for node in 0..<nodes { begins[node + 1] += begins[node] }
    next = Array(begins.prefix(nodes))
    heads = Array(repeating: 0, count: arcs.count * 2)
    capacities = Array(repeating: 0, count: arcs.count * 2)
    opposites = heads
    for arc in arcs {
      let (there, back) = (Int(next[arc.tail]), Int(next[arc.head]))
      next[arc.tail] += 1
      next[arc.head] += 1
      (heads[there], heads[back]) = (Int32(arc.head), Int32(arc.tail))
      (opposites[there], opposites[back]) = (Int32(back), Int32(there))
      capacities[there] = arc.capacity
    }
    levels = Array(repeating: -1, count: nodes)
    queue.reserveCapacity(nodes)
  }

  mutating func run(from source: Int, to sink: Int) -> Int64 {
    var total: Int64 = 0
    while level(from: source, to: sink) {
      for node in next.indices { next[node] = begins[node] }
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
    var seen = [Bool](repeating: false, count: levels.count)
    seen[source] = true
    var open = [source]
    while let node = open.popLast() {
      for edge in Int(begins[node])..<Int(begins[node + 1])
      where capacities[edge] > 0 && !seen[Int(heads[edge])] {
        seen[Int(heads[edge])] = true
        open.append(Int(heads[edge]))
      }
    }
    return seen
  }

  /// Whether some capacity is left all the way.
  private mutating func level(from source: Int, to sink: Int) -> Bool {
    for node in levels.indices { levels[node] = -1 }
    levels[source] = 0
    queue.removeAll(keepingCapacity: true)
    queue.append(Int32(source))
    var position = 0
    while position < queue.count {
      let node = Int(queue[position])
      position += 1
      for edge in Int(begins[node])..<Int(begins[node + 1]) where capacities[edge] > 0 {
        let head = heads[edge]
        guard levels[Int(head)] < 0 else { continue }
        levels[Int(head)] = levels[node] + 1
        queue.append(head)
      }
    }
    return levels[sink] >= 0
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
        node = Int(heads[Int(opposites[last])])
        next[node] += 1
      }
    }
    var amount = Int64.max
    for edge in path { amount = min(amount, capacities[edge]) }
    for edge in path {
      capacities[edge] -= amount
      capacities[Int(opposites[edge])] += amount
    }
    return amount
  }

  private mutating func advance(_ node: Int) -> Int? {
    while next[node] < begins[node + 1] {
      let edge = Int(next[node])
      if capacities[edge] > 0, levels[Int(heads[edge])] == levels[node] + 1 { return edge }
      next[node] += 1
    }
    return nil
  }
}

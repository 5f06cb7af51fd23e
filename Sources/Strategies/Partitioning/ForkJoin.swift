import Graphs
import Quantities

/// Operators between a tensor that several read and the operator at which their results meet.
struct ForkJoin: Hashable, Sendable {
  /// The branches, disjoint, each in graph order, in the order of their first operators.
  let branches: [[Index<Operator>]]

  /// All operators of the branches, in graph order.
  var members: [Index<Operator>] { branches.flatMap { $0 }.sorted() }
}

extension ForkJoin {
  /// The regions of a graph with at least two branches, outermost first, none inside another.
  ///
  /// - Complexity: the sum of the sizes of all regions, times the branches.
  static func regions(of graph: Graph) -> [ForkJoin] {
    var isTaken = [Bool](repeating: false, count: graph.operators.count)
    var regions: [ForkJoin] = []
    let outputs = Set(graph.outputs)
    for fork in graph.tensors.indices
    where graph.tensors[fork].role != .weight && graph.consumers[fork].count > 1 {
      guard let members = members(after: fork, in: graph, outputs),
        !members.contains(where: { isTaken[$0.value] })
      else { continue }
      let branches = branches(of: members, in: graph)
      guard branches.count > 1 else { continue }
      for member in members { isTaken[member.value] = true }
      regions.append(ForkJoin(branches: branches))
    }
    return regions
  }

  /// The operators between a tensor and the first operator that everything after it flows into;
  /// nil where they also read from elsewhere or something leaves before.
  private static func members(
    after fork: Index<Tensor>,
    in graph: Graph,
    _ outputs: Set<Index<Tensor>>
  ) -> [Index<Operator>]? {
    var pending = PositionHeap(graph.consumers[fork].map(\.value))
    var open = Set(graph.consumers[fork].map(\.value))
    var inside: Set<Index<Tensor>> = [fork]
    var members: [Index<Operator>] = []
    while let next = pending.popLeast() {
      guard open.contains(next) else { continue }
      if open.count == 1, !members.isEmpty { return members }
      let node = Index<Operator>(next)
      guard graph.activations(of: node).allSatisfy(inside.contains) else { return nil }
      open.remove(next)
      members.append(node)
      for case let output? in graph.operators[node].outputs {
        if outputs.contains(output) { return nil }
        inside.insert(output)
        for reader in graph.consumers[output] where open.insert(reader.value).inserted {
          pending.insert(reader.value)
        }
      }
    }
    return nil
  }

  /// The parts of a region that share no tensor but the fork's.
  private static func branches(of members: [Index<Operator>], in graph: Graph)
    -> [[Index<Operator>]]
  {
    var branchOf: [Index<Operator>: Int] = [:]
    var branches: [[Index<Operator>]] = []
    for node in members {
      let joined = Set(graph.predecessors(of: node).compactMap { branchOf[$0] }).sorted()
      let target = joined.first ?? branches.count
      if target == branches.count { branches.append([]) }
      for other in joined.dropFirst() {
        for moved in branches[other] { branchOf[moved] = target }
        branches[target] += branches[other]
        branches[other] = []
      }
      branches[target].append(node)
      branchOf[node] = target
    }
    return branches.filter { !$0.isEmpty }.map { $0.sorted() }
  }
}

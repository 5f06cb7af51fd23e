import Calibration
import Devices
import Graphs
import Plans
import Quantities
import Strategies

/// Rows of operators between CPU and GPU, exchanged after every chain of so many operators.
///
/// All operators with at least ten rows are divided, in one share, that which is done first in the
/// condition: a plan cannot avoid the cost of its grain by leaving operators whole. Inside a chain
/// each processor also computes the rows beside its own that its next operator needs.
struct ChainedRows {
  /// The most operators of a chain.
  let length: Int

  /// The fastest plan over the GPU's shares; nil without a GPU, and where no chain of the model is
  /// as long.
  func plan(for task: Task) -> Plan? {
    guard let gpu = task.device.processors.firstIndex(where: { $0.kind == .gpu }) else {
      return nil
    }
    let chains = chains(of: task.graph)
    guard chains.contains(where: { $0.count == length }) else { return nil }
    var best: (plan: Plan, latency: Nanoseconds)?
    for tenths in 3...9 {
      var shares: [Index<Operator>: SharedPlan.Share] = [:]
      for node in chains.joined() { shares[node] = SharedPlan.Share(.height, tenths: tenths) }
      let plan = SharedPlan(shares: shares, chains: chains)
        .plan(
          for: task.graph,
          on: task.device,
          first: gpu,
          second: task.device.host,
          Plan.Provenance(name: "chained:length=\(length)", version: "1")
        )
      guard let run = Execution(plan, for: task) else { continue }
      if best.map({ run.latency < $0.latency }) ?? true { best = (plan, run.latency) }
    }
    return best?.plan
  }

  /// Operators with rows, in chains in which each one alone reads the one before it.
  private func chains(of graph: Graph) -> [[Index<Operator>]] {
    var isTaken = [Bool](repeating: false, count: graph.operators.count)
    var chains: [[Index<Operator>]] = []
    for head in graph.operators.indices where !isTaken[head.value] && hasRows(head, in: graph) {
      var chain = [head]
      isTaken[head.value] = true
      while chain.count < length, let last = chain.last, let next = follower(of: last, in: graph),
        !isTaken[next.value]
      {
        chain.append(next)
        isTaken[next.value] = true
      }
      chains.append(chain)
    }
    return chains
  }

  /// The operator that alone reads what another computes, and reads nothing else.
  private func follower(of node: Index<Operator>, in graph: Graph) -> Index<Operator>? {
    guard case let output?? = graph.operators[node].outputs.first,
      !graph.outputs.contains(output), graph.consumers[output].count == 1,
      let next = graph.consumers[output].first, hasRows(next, in: graph),
      graph.predecessors(of: next) == [node],
      graph.operators[next].inputs.compactMap({ $0 })
        .allSatisfy({ $0 == output || graph.tensors[$0].role == .weight })
    else { return nil }
    return next
  }

  private func hasRows(_ node: Index<Operator>, in graph: Graph) -> Bool {
    guard graph.operators[node].outputs.count == 1,
      case let output?? = graph.operators[node].outputs.first
    else { return false }
    let shape = graph.tensors[output].type.shape
    guard shape.rank == 4, let dimension = Axis.height.dimension(rank: 4), shape[dimension] >= 10
    else { return false }
    return graph.splitRule(of: node, along: dimension) != nil
  }
}

import Devices
import Graphs
import Plans
import Quantities
import Strategies

/// A plan of a space as a search changes it: how each operator is computed, and in what order.
struct Draft: Hashable, Sendable {
  /// How each operator is computed.
  var choices: Table<Operator, Choice>
  /// All operators, each after those it reads from; every queue follows it.
  var order: [Index<Operator>]

  init(choices: Table<Operator, Choice>, order: [Index<Operator>]) {
    self.choices = choices
    self.order = order
  }

  /// A plan's choices; nil where it does not compute every operator once, or in parts.
  init?(_ plan: Plan, for task: Task) {
    var shares = Table<Operator, [Choice.Share]>(
      repeating: [],
      count: task.graph.operators.count
    )
    var order: [Index<Operator>] = []
    for step in plan.steps.values {
      let action = step.action.plain(in: task.graph)
      guard case .run(let node, on: let processor, let part, let precision) = action else {
        continue
      }
      guard precision == nil else { return nil }
      if shares[node].isEmpty { order.append(node) }
      shares[node].append(Choice.Share(processor: processor, part: part))
    }
    guard order.count == shares.count else { return nil }
    choices = shares.map { Choice(shares: $0) }
    self.order = Self.sorted(order, task.graph)
  }

  /// The order with every operator after those it reads from, otherwise as it was.
  static func sorted(_ order: [Index<Operator>], _ graph: Graph) -> [Index<Operator>] {
    var rank = [Int](repeating: 0, count: order.count)
    for (position, node) in order.enumerated() { rank[node.value] = position }
    var missing = graph.operators.indices.map { graph.predecessors(of: $0).count }
    var ready = PositionHeap(missing.indices.filter { missing[$0] == 0 }.map { rank[$0] })
    var result: [Index<Operator>] = []
    while let next = ready.popLeast() {
      let node = order[next]
      result.append(node)
      var seen: Set<Index<Operator>> = []
      for case let output? in graph.operators[node].outputs {
        for reader in graph.consumers[output] where seen.insert(reader).inserted {
          missing[reader.value] -= 1
          if missing[reader.value] == 0 { ready.insert(rank[reader.value]) }
        }
      }
    }
    return result
  }

  /// The plan, with implicit synchronisation.
  func plan() -> Plan {
    var steps: [Step] = []
    for node in order {
      for share in choices[node].shares {
        steps.append(
          Step(
            id: Step.name(at: steps.count),
            .run(node, on: share.processor, part: share.part, precision: nil)
          )
        )
      }
    }
    return Plan(synchronization: .implicit, strategy: PlanTimer.provenance, steps: steps)
  }
}

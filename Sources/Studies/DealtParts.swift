import Costs
import Devices
import Graphs
package import Plans
import Quantities
package import Strategies

/// Every operator in so many parts, each given to the CPU cluster that is done with it first.
///
/// One part leaves a cluster idle wherever the network has no branches; many parts cost a start
/// each, and compute rows twice at their borders where kernels are tiled. Dealing knows the
/// durations of parts in the task's condition, as a profile would.
package struct DealtParts: Strategy {
  /// How many parts an operator has, if its output has so many rows.
  package let parts: Int

  /// Makes the strategy.
  package init(parts: Int) {
    self.parts = parts
  }

  package var provenance: Plan.Provenance {
    Plan.Provenance(name: "dealt:parts=\(parts)", version: "1")
  }

  package func plan(for task: Task) throws(StrategyError) -> Plan {
    let graph = task.graph
    let clusters = task.device.processors.indices.filter {
      task.device.processors[$0].kind == .cpu
        && task.device.processors[$0].pool == task.device.hostPool
    }
    let slices = graph.operators.indices.map { Self.slices(of: $0, parts, in: graph) }
    let durations = clusters.map { Self.durations(of: slices, on: $0, task) }
    var free = clusters.map { _ in Nanoseconds.zero }
    var done = graph.operators.indices.map { _ in Nanoseconds.zero }
    var steps: [Step] = []
    for node in graph.operators.indices {
      let ready = graph.predecessors(of: node).map { done[$0.value] }.max() ?? .zero
      for part in slices[node.value] {
        let ends = clusters.indices.map {
          max(free[$0], ready) + durations[$0][steps.count]
        }
        let chosen = clusters.indices.min { ends[$0] < ends[$1] } ?? 0
        free[chosen] = ends[chosen]
        done[node.value] = max(done[node.value], ends[chosen])
        steps.append(
          Step(
            id: Step.name(at: steps.count),
            .run(node, on: clusters[chosen], part: part, precision: nil)
          )
        )
      }
    }
    return Plan(synchronization: .implicit, strategy: provenance, steps: steps)
  }

  /// The duration of each part, all of them on one processor.
  private static func durations(
    of slices: [[Slice?]],
    on processor: Index<Processor>,
    _ task: Task
  ) -> [Nanoseconds] {
    var steps: [Step] = []
    for (node, parts) in slices.enumerated() {
      for part in parts {
        let id = Step.name(at: steps.count)
        steps.append(Step(id: id, .run(Index(node), on: processor, part: part, precision: nil)))
      }
    }
    let plan = Plan(synchronization: .implicit, strategy: nil, steps: steps)
    let program = Program(plan, graph: task.graph, device: task.device)
    let model = CostModel(graph: task.graph, device: task.device, condition: task.condition)
    return program.commands.values
      .filter { if case .step = $0.origin { true } else { false } }
      .map { model.cost(of: $0).duration }
  }

  /// The parts of an operator along its rows; the whole where it has none.
  private static func slices(of node: Index<Operator>, _ parts: Int, in graph: Graph) -> [Slice?] {
    guard parts > 1, case let output?? = graph.operators[node].outputs.first else { return [nil] }
    let shape = graph.tensors[output].type.shape
    guard let dimension = Axis.height.dimension(rank: shape.rank), shape.rank == 4,
      let rule = graph.splitRule(of: node, along: dimension)
    else { return [nil] }
    let extent = shape[dimension]
    let count = min(parts, extent)
    let ranges = (0..<count).map { extent * $0 / count..<extent * ($0 + 1) / count }
    guard count > 1, ranges.allSatisfy({ rule.allows($0, of: extent) }) else { return [nil] }
    return ranges.map { Slice(dimension: dimension, range: $0) }
  }
}

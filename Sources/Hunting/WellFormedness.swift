import Devices
import Graphs
import Plans
import Quantities
import Strategies

/// Whether a plan speaks of its task at all, which everything else takes for granted.
enum WellFormedness {
  /// The first thing that is wrong with a plan, nil where nothing is.
  static func problem(of plan: Plan, for task: Task) -> String? {
    guard plan.steps.count <= Limits.steps else { return "it has more than \(Limits.steps) steps" }
    for step in plan.steps.values {
      if let problem = problem(of: step, for: task) { return "step '\(step.id)' " + problem }
    }
    for wait in plan.waits {
      for step in [wait.step, wait.predecessor] where !contains(step, plan.steps.count) {
        return "a wait speaks of step number \(step.value), there are \(plan.steps.count)"
      }
    }
    for placement in plan.placements {
      let isKnown =
        contains(placement.pool, task.device.pools.count)
        && contains(placement.tensor, task.graph.tensors.count)
      guard isKnown else { return "a placement speaks of what the task does not have" }
    }
    return nil
  }

  private static func problem(of step: Step, for task: Task) -> String? {
    let (graph, device) = (task.graph, task.device)
    switch step.action {
    case .run(let node, on: let processor, let part, precision: _):
      guard contains(node, graph.operators.count), contains(processor, device.processors.count)
      else { return "runs an operator or uses a processor that the task does not have" }
      let output = graph.operators[node].outputs.compactMap { $0 }.first
      return problem(of: part, in: output.map { graph.tensors[$0].shape } ?? .scalar)
    case .copy(let tensor, from: let source, to: let target, let part):
      guard contains(tensor, graph.tensors.count), contains(source, device.pools.count),
        contains(target, device.pools.count)
      else { return "copies a tensor or uses a pool that the task does not have" }
      guard device.link(from: source, to: target) != nil else {
        return "copies from '\(device.pools[source].name)' to '\(device.pools[target].name)', "
          + "between which there is no link"
      }
      return problem(of: part, in: graph.tensors[tensor].shape)
    }
  }

  private static func problem(of part: Slice?, in shape: Shape) -> String? {
    guard let part else { return nil }
    guard shape.dimensions.indices.contains(part.dimension), !part.range.isEmpty,
      part.range.lowerBound >= 0, part.range.upperBound <= shape[part.dimension]
    else { return "has a part that lies outside of \(shape)" }
    return nil
  }

  private static func contains<Owner>(_ index: Index<Owner>, _ count: Int) -> Bool {
    (0..<count).contains(index.value)
  }
}

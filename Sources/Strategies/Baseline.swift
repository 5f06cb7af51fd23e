package import Costs
import Devices
package import Plans
import Quantities
package import Simulation

/// The best that one processor can do: what every parallel plan is measured against.
///
/// The fastest of all processors alone under the same condition, with what its backend refuses
/// falling back to the host and every transfer included. Of equals the first in the device counts;
/// one that no link supplies with what it reads does not count. It runs its operators in the order
/// of its plan, also on a device that takes steps as they arrive.
package struct Baseline: Sendable {
  /// One processor alone.
  package struct Entry: Sendable {
    package let processor: String
    package let program: Program
    package let timeline: Timeline
  }

  /// Every processor that data reaches, in the device's order.
  package let entries: [Entry]
  /// The fastest.
  package let best: Entry

  /// Plans and simulates each processor alone.
  package init(_ task: Task, _ end: CostModel.Extreme = .highest) {
    let model = CostModel(graph: task.graph, device: task.device, condition: task.condition)
    entries = task.device.processors.enumerated
      .compactMap { index, processor in
        let entry = Self.alone(processor.name, task, model, end)
        return task.device.isConnected(index) || entry.program.isSupplied ? entry : nil
      }
    guard
      let best = entries.min(by: { $0.timeline.latency < $1.timeline.latency })
    else { preconditionFailure("the host alone has all that it reads") }
    self.best = best
  }

  private static func alone(
    _ processor: String,
    _ task: Task,
    _ model: CostModel,
    _ end: CostModel.Extreme
  ) -> Entry {
    guard let plan = try? SingleProcessor(processor: processor).plan(for: task) else {
      preconditionFailure("a processor of the device is known by its name")
    }
    let listed = Plan(
      synchronization: plan.synchronization,
      strategy: plan.strategy,
      steps: plan.steps.values,
      waits: plan.waits,
      orders: task.device.processors.indices.map { Plan.OrderChoice($0, .listed) }
    )
    let program = Program(listed, graph: task.graph, device: task.device)
    guard let timeline = Simulator(program, model, end).run() else {
      preconditionFailure("a serial plan in topological order has no deadlock")
    }
    return Entry(processor: processor, program: program, timeline: timeline)
  }
}

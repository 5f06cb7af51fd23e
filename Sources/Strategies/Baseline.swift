package import Costs
import Devices
package import Graphs
package import Plans
import Quantities
package import Simulation

/// The best that one processor can do: what every parallel plan is measured against.
///
/// The fastest of all processors alone under the same condition, with what its backend refuses
/// falling back to the host and every transfer included. Of equals the first in the device counts;
/// one that no link supplies with what it reads does not count. It runs its operators in the order
/// of its plan, also on a device that takes steps as they arrive.
///
/// A processor computes in the model's own precision, and is tried in each in which the plan that
/// is judged computes on it, so that no plan wins by its precision alone.
package struct Baseline: Sendable {
  /// One processor alone.
  package struct Entry: Sendable {
    package let processor: String
    /// In what it computes floating-point operators; nil for the model's own precision.
    package let precision: ElementType?
    package let program: Program
    package let timeline: Timeline

    /// The processor, with its precision where that is not the model's.
    package var name: String {
      processor + (precision.map { " in \($0.rawValue)" } ?? "")
    }

    /// Whether the processor runs any operator; otherwise all of them fall back.
    package var runsOperators: Bool {
      program.queues.contains { program.name(of: $0.queue) == processor }
    }
  }

  /// Every processor that data reaches, in the device's order.
  package let entries: [Entry]
  /// The fastest.
  package let best: Entry

  /// Plans and simulates each processor alone, as far as it goes in the precisions of a plan.
  package init(_ task: Task, for plan: Plan?, _ end: CostModel.Extreme = .highest) {
    let model = task.costModel
    let used = plan?.precisions(for: task.graph) ?? []
    var entries: [Entry] = []
    for (index, processor) in task.device.processors.enumerated {
      for precision in [nil] + used.filter({ $0.processor == index }).map(\.precision) {
        let strategy = SingleProcessor(processor: processor.name, precision: precision)
        let entry = Self.alone(processor.name, strategy, task, model, end, known: entries)
        if task.device.isConnected(index) || entry.program.isSupplied { entries.append(entry) }
      }
    }
    self.entries = entries
    guard
      let best = entries.min(by: { $0.timeline.latency < $1.timeline.latency })
    else { preconditionFailure("the host alone has all that it reads") }
    self.best = best
  }

  private static func alone(
    _ processor: String,
    _ strategy: SingleProcessor,
    _ task: Task,
    _ model: CostModel,
    _ end: CostModel.Extreme,
    known: [Entry]
  ) -> Entry {
    guard let plan = try? strategy.plan(for: task) else {
      preconditionFailure("a processor of the device is known by its name")
    }
    // On many phones a processor refuses the whole model, so that its plan is the host's.
    if let same = known.first(where: {
      $0.program.plan.steps == plan.steps && $0.program.plan.waits == plan.waits
    }) {
      return Entry(
        processor: processor,
        precision: strategy.precision,
        program: same.program,
        timeline: same.timeline
      )
    }
    let listed = Plan(
      synchronization: plan.synchronization,
      strategy: plan.strategy,
      steps: plan.steps.values,
      waits: plan.waits,
      orders: task.device.processors.indices.map { Plan.OrderChoice($0, .listed) }
    )
    let program = Program(listed, for: task)
    guard let timeline = Simulator(program, model, end).run() else {
      preconditionFailure("a serial plan in topological order has no deadlock")
    }
    return Entry(
      processor: processor,
      precision: strategy.precision,
      program: program,
      timeline: timeline
    )
  }
}

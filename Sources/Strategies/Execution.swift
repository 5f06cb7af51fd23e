package import Costs
package import Plans
package import Quantities
package import Simulation

/// A plan for a task with its simulated run.
package struct Execution: Sendable {
  /// What the plan is for.
  package let task: Task
  /// What the plan stands for.
  package let program: Program
  /// What each command costs alone, at the upper end of the condition's ranges.
  package let costs: Table<Command, Cost>
  /// What happened.
  package let timeline: Timeline

  /// Runs a plan; nil for a deadlock.
  package init?(_ plan: Plan, for task: Task) {
    let program = Program(plan, for: task)
    let simulator = Simulator(program, task.costModel)
    guard let timeline = simulator.run() else { return nil }
    self.task = task
    self.program = program
    self.timeline = timeline
    costs = simulator.costs
  }

  /// Takes over the run of a single processor.
  package init(_ entry: Baseline.Entry, for task: Task) {
    let model = task.costModel
    self.task = task
    program = entry.program
    costs = entry.program.commands.map { model.cost(of: $0) }
    timeline = entry.timeline
  }

  /// The end of the last step.
  package var latency: Nanoseconds { timeline.latency }
}

extension Program {
  /// Writes out what a plan for a task stands for.
  package init(_ plan: Plan, for task: Task) {
    self.init(plan, graph: task.graph, device: task.device)
  }
}

extension Task {
  /// What commands cost in the task's condition.
  package var costModel: CostModel {
    CostModel(graph: graph, device: device, condition: condition)
  }
}

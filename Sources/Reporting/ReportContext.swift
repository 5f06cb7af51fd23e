import Devices
import Graphs
package import Plans
import Quantities
package import Strategies

/// What a report is about, as labels for people.
package struct ReportContext: Hashable, Sendable {
  /// The plan file or the strategy.
  package let plan: String
  /// The model's name.
  package let model: String
  /// The device's name.
  package let device: String
  /// The condition's name.
  package let condition: String
  /// The strategy that made the plan, where it is known.
  package let strategy: String?
  /// How many steps the plan has.
  package let stepCount: Int

  /// Collects the labels of a plan for a task.
  package init(plan label: String, _ plan: Plan, for task: Task) {
    self.plan = label
    model = task.graph.name
    device = task.device.name
    condition = task.condition.name
    strategy = plan.strategy.map { "\($0.name) (version \($0.version))" }
    stepCount = plan.steps.count
  }
}

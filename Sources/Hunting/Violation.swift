package import Graphs
package import Plans
import Quantities
import Simulation
package import Strategies

/// A property that a strategy does not keep for a task.
package struct Violation: Hashable, Sendable {
  /// The property.
  package let property: HuntedProperty
  /// The kind of defect, by which cases are told apart; stable over runs.
  package let cause: String
  /// What happened, in a sentence with the numbers.
  package let message: String
  /// The plan; nil where there is none that fits the task.
  package let plan: Plan?
  /// What is lost, where the property speaks of time.
  package let loss: Loss?
  /// What single processors take, by name, where the property compares with them.
  package internal(set) var singles: [Single]?
  /// The network that the strategy made of the task's, which its plan is for; nil for the task's.
  package internal(set) var network: Graph?

  /// The latency of a single processor.
  package struct Single: Hashable, Sendable {
    let name: String
    let latency: Nanoseconds

    init(_ entry: Baseline.Entry) {
      (name, latency) = (entry.name, entry.timeline.latency)
    }
  }

  /// Makes a violation.
  package init(
    _ property: HuntedProperty,
    cause: String,
    message: String,
    plan: Plan?,
    loss: Loss? = nil
  ) {
    self.property = property
    self.cause = cause
    self.message = message
    self.plan = plan
    self.loss = loss
  }

  /// What the plan is for: the task that was asked, with the network that the strategy made of it.
  package func task(for asked: Task) -> Task {
    guard let network else { return asked }
    return Task(graph: network, device: asked.device, condition: asked.condition)
  }

  /// How bad it is: the logarithm of the loss, or one where there is nothing to measure.
  package var severity: Int { loss?.severity ?? 1 }

  /// A strategy that answers the same question in several ways.
  static func indecision(_ message: String, _ plan: Plan?) -> Violation {
    Violation(.determinism, cause: "changes-its-mind", message: message, plan: plan)
  }
}

import Devices
import Graphs
package import Plans
import Quantities

/// At which level a plan divides the work of a model.
///
/// The four levels of the study that this product comes from, arXiv:2405.01851, told apart by the
/// plan alone.
package enum PlanGranularity: String, Hashable, Sendable, CaseIterable {
  /// One processor runs everything.
  case task
  /// Stretches of the model, three operators or more on average, change processors.
  case subgraph = "sub-graph"
  /// Single operators change processors.
  case interOperator = "inter-operator"
  /// Several steps share one operator.
  case intraOperator = "intra-operator"

  /// The level of a plan.
  package init(of plan: Plan) {
    var processors: [(node: Index<Operator>, processor: Index<Processor>)] = []
    for step in plan.steps.values {
      guard case .run(let node, on: let processor, let part, precision: _) = step.action else {
        continue
      }
      guard part == nil else {
        self = .intraOperator
        return
      }
      processors.append((node, processor))
    }
    processors.sort { $0.node < $1.node }
    let changes = zip(processors, processors.dropFirst())
      .count { $0.processor != $1.processor }
    if changes == 0 {
      self = .task
    } else {
      self = processors.count >= 3 * (changes + 1) ? .subgraph : .interOperator
    }
  }
}

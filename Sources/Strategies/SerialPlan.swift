package import Devices
package import Graphs
package import Plans
package import Quantities

/// A plan in which the operators run one after the other, each on a processor of its own choice.
///
/// Interpreters and MACE's `SerialNet` work so: they never run two processors at the same time.
package struct SerialPlan {
  /// Makes the plan from the processor of each operator and the precision there, nil for its own.
  package static func make(
    _ task: Task,
    _ provenance: Plan.Provenance,
    place: (Index<Operator>) -> (processor: Index<Processor>, precision: ElementType?)
  ) -> Plan {
    var steps: [Step] = []
    var waits: [Plan.Wait] = []
    var previous: Index<Processor>?
    for node in task.graph.operators.indices {
      let (chosen, precision) = place(node)
      let index = Index<Step>(steps.count)
      if let previous, previous != chosen {
        waits.append(Plan.Wait(index, after: Index(steps.count - 1)))
      }
      previous = chosen
      steps.append(
        Step(
          id: Step.name(at: steps.count),
          .run(node, on: chosen, part: nil, precision: precision)
        )
      )
    }
    return Plan(synchronization: .implicit, strategy: provenance, steps: steps, waits: waits)
  }
}

package import Plans
package import Strategies
import Devices
import Graphs
import Quantities

extension FittingProblem {
  /// The plan that takes the steps strictly one after the other.
  package func plan(
    _ steps: [Fitting.Step],
    for task: Task,
    _ provenance: Plan.Provenance
  ) -> Plan {
    let made = steps.enumerated()
      .compactMap { position, step -> Step? in
        let id = Step.name(at: position)
        switch step {
        case .copy(item: let item, from: let source, to: let target):
          return Step(
            id: id,
            .copy(items[item].tensor, from: Index(source), to: Index(target), part: nil)
          )
        case .run(operator: let node, pool: let pool):
          let processor = task.device.processors.indices.first { processor in
            task.device.processors[processor].pool.value == pool
              && task.device.processors[processor].refusals(of: Index(node), in: task.graph).isEmpty
          }
          return processor.map {
            Step(id: id, .run(Index(node), on: $0, part: nil, precision: nil))
          }
        }
      }
    let waits = made.indices.dropFirst()
      .map { Plan.Wait(Index($0), after: Index($0 - 1)) }
    return Plan(
      synchronization: .explicit,
      strategy: provenance,
      steps: made,
      waits: Array(waits)
    )
  }
}

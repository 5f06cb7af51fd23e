package import Devices
import Graphs
package import Plans
import Quantities

extension Schedule {
  /// The plan in which each queue follows the schedule, with all copies written out.
  ///
  /// Its synchronisation is implicit, so that each step waits for what it reads. On processors of
  /// the device that take what arrives first, each step also waits for the one before it: without
  /// that an early step of little haste delays another.
  package func plan(
    for problem: SchedulingProblem,
    on device: Device,
    _ provenance: Plan.Provenance
  ) -> Plan {
    enum Event {
      case run(Index<Operator>)
      case copy(Copy)
    }
    let runs = starts.enumerated.map {
      (start: $0.value, rank: $0.index.value, Event.run($0.index))
    }
    let moves = copies.enumerated()
      .map { (start: $1.start, rank: starts.count + $0, Event.copy($1)) }
    let events = (runs + moves).sorted { ($0.start, $0.rank) < ($1.start, $1.rank) }
    var steps: [Step] = []
    var waits: [Plan.Wait] = []
    var last = Table<Processor, Index<Step>?>(repeating: nil, count: device.processors.count)
    for (_, _, event) in events {
      let id = Step.name(at: steps.count)
      switch event {
      case .run(let node):
        let step = Index<Step>(steps.count)
        let processor = processors[node]
        if device.processors[processor].order == .arrival, let before = last[processor] {
          waits.append(Plan.Wait(step, after: before))
        }
        last[processor] = step
        steps.append(Step(id: id, .run(node, on: processors[node], part: nil, precision: nil)))
      case .copy(let copy):
        let ends = problem.links[copy.link]
        let tensor = problem.items[copy.item].tensor
        steps.append(Step(id: id, .copy(tensor, from: ends.source, to: ends.target, part: nil)))
      }
    }
    return Plan(synchronization: .implicit, strategy: provenance, steps: steps, waits: waits)
  }
}

import Devices
import Graphs
import Plans
import Quantities

extension ChainSearch {
  /// The plan: the parts of each group, and the host's share of each result brought back to the
  /// accelerator where a chain ends.
  func proposal(_ provenance: Plan.Provenance) -> Proposal {
    var steps = StepList()
    for (group, choice) in zip(groups, choices) {
      switch choice.kind {
      case .whole(let side): pair.add(group, on: side, to: &steps)
      case .divided(let division):
        pair.add(group, divided: division, to: &steps)
        if division.isShared, !choice.isInsideChain { gather(group, division, &steps) }
      }
    }
    return Proposal(plan: steps.plan(provenance), predicted: choices.map(\.predicted).total())
  }

  private func gather(_ group: DividedGroup, _ division: Division, _ steps: inout StepList) {
    let graph = pair.task.graph
    guard let output = group.group.members.last.flatMap({ graph.onlyOutput(of: $0) }),
      !graph.consumers[output].isEmpty
    else { return }
    let device = pair.task.device
    steps.copy(
      output,
      from: device.processors[pair.host.processor].pool,
      to: device.processors[pair.accelerator.processor].pool,
      part: group.part(division.cut, division.host),
      on: device
    )
  }
}

import Devices
import Plans
import Quantities
import Strategies

extension Subject {
  /// The obligations of some that the plan breaks, or that stay open, by their direct readings
  /// alone, without a solver; obligations about time always stay open.
  ///
  /// Laws compare this with the solver's verdicts and with visiting every state of every execution.
  package func doubts(among obligations: [Obligation]) -> [Obligation] {
    let broken = Set(faults.map(\.obligation))
    return obligations.filter { obligation in
      switch obligation {
      case .support, .coverage, .residency, .ordering: broken.contains(obligation)
      case .memory: fitsDirectly != true
      case .deadline, .profit: true
      }
    }
  }

  /// Whether no execution exceeds a pool and no placements meet; nil where that stays open.
  private var fitsDirectly: Bool? {
    guard Arena(self).problems.isEmpty else { return false }
    guard order != nil else { return nil }
    var isOpen = false
    for pool in task.device.pools.indices {
      let demand = MemoryDemand(self, pool)
      guard demand.most > .zero else { continue }
      let worst = WorstOccupancy(self, OrderSegment.all(of: self, demand.allocations))
      if demand.weights + worst.bytes > demand.capacity { return false }
      if !worst.isExact, demand.weights + worst.bound > demand.capacity { isOpen = true }
    }
    if PlacementRule.hasMeeting(self) { return false }
    return isOpen ? nil : true
  }
}

import Costs
import Devices
import Graphs
public import Plans
import Quantities

/// Heterogeneous Earliest Finish Time.
///
/// Operators in the order of their upward rank (mean cost plus mean transfer along the longest
/// path to the end), each on the processor where it finishes earliest, filling gaps. Knows no
/// contention for links or memory. Topcuoglu, Hariri and Wu, IEEE TPDS 13(3), 2002,
/// doi:10.1109/71.993206.
public struct HEFT: Strategy {
  /// Makes the strategy.
  public init() {}

  public var provenance: Plan.Provenance { Plan.Provenance(name: "heft", version: "1") }

  public func plan(for task: Task) throws(StrategyError) -> Plan {
    let instance = ListInstance(task)
    var schedule = ListSchedule(instance)
    for node in instance.byUpwardRank() { schedule.placeWhereItFinishesEarliest(node) }
    return schedule.plan(provenance)
  }
}

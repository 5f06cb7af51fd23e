public import Plans

/// Heterogeneous Earliest Finish Time.
///
/// Operators in the order of their upward rank (mean cost plus mean transfer along the longest
/// path to the end), each on the processor where it finishes earliest, filling gaps. Knows no
/// contention for links or memory. Topcuoglu, Hariri and Wu, IEEE TPDS 13(3), 2002,
/// doi:10.1109/71.993206.
public struct HEFT: Strategy {
  /// How ranks average over processors.
  public let ranks: RankRule

  /// Makes the strategy.
  public init(ranks: RankRule = .paper) {
    self.ranks = ranks
  }

  public var provenance: Plan.Provenance {
    Plan.Provenance(name: ranks == .paper ? "heft" : "heft:ranks=\(ranks.rawValue)", version: "1")
  }

  public func plan(for task: Task) throws(StrategyError) -> Plan { listPlan(for: task) }
}

extension HEFT: ListScheduler {
  /// Places every task of a problem in an empty schedule.
  package func schedule(_ problem: ListProblem, in space: inout ListSpace) {
    space.ranks.rankUpward(problem, ranks)
    space.ranks.sort()
    for position in 0..<problem.taskCount {
      let task = space.ranks.order[position]
      space.schedule.put(task, space.schedule.earliestFinish(task, filling: .gaps, problem))
    }
  }
}

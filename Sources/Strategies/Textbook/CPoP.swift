package import Plans

/// Critical Path on a Processor.
///
/// The operators whose upward and downward rank add up to the longest path all run on the one
/// processor that runs them fastest; any other, taken by falling sum of its ranks as it becomes
/// ready, where it finishes earliest, filling gaps. Topcuoglu, Hariri and Wu, IEEE TPDS 13(3),
/// 2002, doi:10.1109/71.993206.
package struct CPoP: ListScheduler {
  /// How ranks average over processors.
  package let ranks: RankRule

  /// Makes the strategy.
  package init(ranks: RankRule = .paper) {
    self.ranks = ranks
  }

  package var provenance: Plan.Provenance {
    Plan.Provenance(name: ranks == .paper ? "cpop" : "cpop:ranks=\(ranks.rawValue)", version: "1")
  }

  /// Places every task of a problem in an empty schedule.
  package func schedule(_ problem: ListProblem, in space: inout ListSpace) {
    space.ranks.rankUpward(problem, ranks)
    space.ranks.rankDownward(problem, ranks)
    let sums = zip(space.ranks.upward, space.ranks.downward).map { $0 + $1 }
    let entries = (0..<problem.taskCount).filter { problem.edges(into: $0).isEmpty }
    let longest = entries.map { sums[$0] }.max() ?? 0
    let isCritical = sums.map { Self.isClose($0, to: longest) }
    let processor = Self.fastest(problem, running: isCritical)
    var ready = ReadyTasks(problem)
    while let task = ready.tasks.max(by: { (sums[$0], $1) < (sums[$1], $0) }) {
      let own = processor.flatMap { processor in
        space.schedule.candidate(task, on: processor, filling: .gaps, problem)
      }
      let place = isCritical[task] ? own : nil
      space.schedule.put(
        task,
        place ?? space.schedule.earliestFinish(task, filling: .gaps, problem)
      )
      ready.finish(task)
    }
  }

  /// Whether two sums of ranks differ by no more than rounding makes them: 10⁻⁵ of the longest.
  private static func isClose(_ sum: ListProblem.Time, to longest: ListProblem.Time) -> Bool {
    let difference = sum > longest ? sum - longest : longest - sum
    return difference <= longest / 100_000
  }

  /// The processor that runs the critical tasks in the least time; nil where none runs all.
  private static func fastest(_ problem: ListProblem, running isCritical: [Bool]) -> Int? {
    var best: (processor: Int, total: ListProblem.Time)?
    for processor in 0..<problem.processorCount {
      var total: ListProblem.Time? = 0
      for task in 0..<problem.taskCount where isCritical[task] {
        let duration = problem.duration(of: task, on: processor)
        total = total.flatMap { total in duration.map { total + $0 } }
      }
      guard let total else { continue }
      if let best, best.total <= total { continue }
      best = (processor, total)
    }
    return best?.processor
  }
}

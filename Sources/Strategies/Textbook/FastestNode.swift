package import Plans

/// Everything on the one processor that takes the least time for all of it.
///
/// What that processor does not run goes where it finishes earliest. The baseline of SAGA, Coleman
/// and Krishnamachari, arXiv:2403.07120; unlike `Baseline` it looks at durations only.
package struct FastestNode: ListScheduler {
  /// Makes the strategy.
  package init() {}

  package var provenance: Plan.Provenance { Plan.Provenance(name: "fastest-node", version: "1") }

  /// Places every task of a problem in an empty schedule.
  package func schedule(_ problem: ListProblem, in space: inout ListSpace) {
    let fastest = Self.fastest(problem)
    for task in 0..<problem.taskCount {
      let place =
        space.schedule.candidate(task, on: fastest, filling: .end, problem)
        ?? space.schedule.earliestFinish(task, filling: .end, problem)
      space.schedule.put(task, place)
    }
  }

  /// The processor with the least sum of durations, where a task that it does not run counts with
  /// the least of the others; of equals the first.
  private static func fastest(_ problem: ListProblem) -> Int {
    var best = (processor: 0, total: ListProblem.Time.max)
    for processor in 0..<problem.processorCount {
      var total: ListProblem.Time = 0
      for task in 0..<problem.taskCount {
        total += problem.duration(of: task, on: processor) ?? least(problem, task)
      }
      if total < best.total { best = (processor, total) }
    }
    return best.processor
  }

  private static func least(_ problem: ListProblem, _ task: Int) -> ListProblem.Time {
    problem.processors(of: task).compactMap { problem.duration(of: task, on: $0) }.min() ?? 0
  }
}

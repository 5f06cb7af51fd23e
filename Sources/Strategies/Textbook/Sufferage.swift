package import Plans

/// Sufferage: the ready operator goes first that would lose most without its best processor.
///
/// What it would lose is its earliest finish on the second best processor less that on the best.
/// Maheswaran et al., Journal of Parallel and Distributed Computing 59(2), 1999,
/// doi:10.1006/jpdc.1999.1581; for task graphs as in SAGA, arXiv:2403.07120.
package struct Sufferage: ListScheduler {
  /// Makes the strategy.
  package init() {}

  package var provenance: Plan.Provenance { Plan.Provenance(name: "sufferage", version: "1") }

  /// Places every task of a problem in an empty schedule.
  package func schedule(_ problem: ListProblem, in space: inout ListSpace) {
    var ready = ReadyTasks(problem)
    while !ready.tasks.isEmpty {
      var chosen: (task: Int, loss: ListProblem.Time)?
      for task in ready.tasks {
        let loss = Self.loss(of: task, space.schedule, problem)
        if let chosen, chosen.loss >= loss { continue }
        chosen = (task, loss)
      }
      guard let task = chosen?.task else { return }
      space.schedule.put(task, space.schedule.earliestFinish(task, filling: .end, problem))
      ready.finish(task)
    }
  }

  private static func loss(of task: Int, _ schedule: ListSchedule, _ problem: ListProblem)
    -> ListProblem.Time
  {
    let ends = (0..<problem.processorCount)
      .compactMap { schedule.candidate(task, on: $0, filling: .end, problem)?.end }
      .sorted()
    return ends.count < 2 ? 0 : ends[1] - ends[0]
  }
}

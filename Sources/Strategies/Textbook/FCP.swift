package import Plans

/// Fast Critical Path.
///
/// A short sorted list of ready operators by the length of the longest path from them to the end,
/// refilled in order of readiness; each goes to the processor that is free first or to the one
/// from which its last message comes, wherever it starts earlier. Radulescu and van Gemund,
/// ICS 1999, doi:10.1145/305138.305162; durations and transfers are averaged over processors.
package struct FCP: ListScheduler {
  /// Makes the strategy.
  package init() {}

  package var provenance: Plan.Provenance { Plan.Provenance(name: "fcp", version: "1") }

  /// Places every task of a problem in an empty schedule.
  package func schedule(_ problem: ListProblem, in space: inout ListSpace) {
    space.ranks.rankUpward(problem, .paper)
    let ranks = space.ranks.upward
    var ready = ReadyTasks(problem)
    var sorted: [Int] = []
    var waiting = ready.tasks
    while !(sorted.isEmpty && waiting.isEmpty) {
      while sorted.count < problem.processorCount, !waiting.isEmpty {
        sorted.append(waiting.removeFirst())
      }
      guard let task = sorted.max(by: { (ranks[$0], $1) < (ranks[$1], $0) }) else { return }
      sorted.removeAll { $0 == task }
      if let place = Self.place(task, space.schedule, problem) { space.schedule.put(task, place) }
      let before = ready.tasks
      ready.finish(task)
      waiting += ready.tasks.filter { !before.contains($0) }
    }
  }

  private static func place(_ task: Int, _ schedule: ListSchedule, _ problem: ListProblem)
    -> ListSchedule.Place?
  {
    let processors = problem.processors(of: task)
    let free = processors.min { schedule.end(of: $0) < schedule.end(of: $1) }
    let first = free.flatMap { schedule.candidate(task, on: $0, filling: .end, problem) }
    let latest = problem.edges(into: task)
      .compactMap { schedule.place(of: problem.edges[$0].source) }
      .max { $0.end < $1.end }
    let other = latest.flatMap {
      schedule.candidate(task, on: $0.processor, filling: .end, problem)
    }
    guard let first, let other else { return first ?? other }
    return first.start <= other.start ? first : other
  }
}

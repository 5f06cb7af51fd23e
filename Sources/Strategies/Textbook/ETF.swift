package import Plans

/// Earliest Task First: at every moment, of all ready operators and idle processors, the pair that
/// starts first.
///
/// A pair that would start after the next operator ends is left for that moment. Hwang, Chow, Anger
/// and Lee, SIAM Journal on Computing 18(2), 1989, doi:10.1137/0218016.
package struct ETF: ListScheduler {
  /// Makes the strategy.
  package init() {}

  package var provenance: Plan.Provenance { Plan.Provenance(name: "etf", version: "1") }

  /// Places every task of a problem in an empty schedule.
  package func schedule(_ problem: ListProblem, in space: inout ListSpace) {
    var ready = ReadyTasks(problem)
    var now: ListProblem.Time = 0
    var ends: [ListProblem.Time] = []
    while !ready.tasks.isEmpty {
      var idle = (0..<problem.processorCount).filter { space.schedule.end(of: $0) <= now }
      var tasks = ready.tasks
      while let (task, place) = Self.first(tasks, idle, from: now, space.schedule, problem) {
        if let next = ends.filter({ $0 > now }).min(), place.start > next { break }
        space.schedule.put(task, place)
        ends.append(place.end)
        ready.finish(task)
        tasks.removeAll { $0 == task }
        idle.removeAll { $0 == place.processor }
      }
      guard let next = ends.filter({ $0 > now }).min() else { continue }
      now = next
    }
  }

  /// The pair that starts first; of equals the first task, then the first processor.
  private static func first(
    _ tasks: [Int],
    _ idle: [Int],
    from now: ListProblem.Time,
    _ schedule: ListSchedule,
    _ problem: ListProblem
  ) -> (task: Int, place: ListSchedule.Place)? {
    var best: (task: Int, place: ListSchedule.Place)?
    for task in tasks {
      for processor in idle {
        guard let duration = problem.duration(of: task, on: processor) else { continue }
        let start = max(schedule.arrival(of: task, at: processor, problem), now)
        if let best, best.place.start <= start { continue }
        best = (
          task,
          ListSchedule.Place(processor: processor, start: start, end: start + duration)
        )
      }
    }
    return best
  }
}

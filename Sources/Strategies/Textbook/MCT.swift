package import Plans

/// Minimum Completion Time: operators in graph order, each where it finishes earliest.
///
/// Braun et al., Journal of Parallel and Distributed Computing 61(6), 2001,
/// doi:10.1006/jpdc.2000.1714.
package struct MCT: ListScheduler {
  /// Makes the strategy.
  package init() {}

  package var provenance: Plan.Provenance { Plan.Provenance(name: "mct", version: "1") }

  /// Places every task of a problem in an empty schedule.
  package func schedule(_ problem: ListProblem, in space: inout ListSpace) {
    for task in 0..<problem.taskCount {
      space.schedule.put(task, space.schedule.earliestFinish(task, filling: .end, problem))
    }
  }
}

/// Minimum Execution Time: operators in graph order, each where it takes the least time, whatever
/// else runs there.
///
/// Braun et al., Journal of Parallel and Distributed Computing 61(6), 2001,
/// doi:10.1006/jpdc.2000.1714.
package struct MET: ListScheduler {
  /// Makes the strategy.
  package init() {}

  package var provenance: Plan.Provenance { Plan.Provenance(name: "met", version: "1") }

  /// Places every task of a problem in an empty schedule.
  package func schedule(_ problem: ListProblem, in space: inout ListSpace) {
    GraphOrderSchedule.fill(&space.schedule, problem) { $0.end - $0.start }
  }
}

/// Opportunistic Load Balancing: operators in graph order, each on the processor that is free
/// first, whatever it takes there.
///
/// Braun et al., Journal of Parallel and Distributed Computing 61(6), 2001,
/// doi:10.1006/jpdc.2000.1714.
package struct OLB: ListScheduler {
  /// Makes the strategy.
  package init() {}

  package var provenance: Plan.Provenance { Plan.Provenance(name: "olb", version: "1") }

  /// Places every task of a problem in an empty schedule.
  package func schedule(_ problem: ListProblem, in space: inout ListSpace) {
    for task in 0..<problem.taskCount {
      let schedule = space.schedule
      let free = problem.processors(of: task).min { schedule.end(of: $0) < schedule.end(of: $1) }
      guard let free, let place = schedule.candidate(task, on: free, filling: .end, problem)
      else { continue }
      space.schedule.put(task, place)
    }
  }
}

/// Operators in graph order, each where a measure of its place is least.
private enum GraphOrderSchedule {
  static func fill(
    _ schedule: inout ListSchedule,
    _ problem: ListProblem,
    measure: (ListSchedule.Place) -> ListProblem.Time
  ) {
    for task in 0..<problem.taskCount {
      let places = problem.processors(of: task)
        .compactMap { schedule.candidate(task, on: $0, filling: .end, problem) }
      guard let place = places.min(by: { measure($0) < measure($1) }) else { continue }
      schedule.put(task, place)
    }
  }
}

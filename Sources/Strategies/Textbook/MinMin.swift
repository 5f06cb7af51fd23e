package import Plans

/// Min-min: of all ready operators, the one that can finish earliest goes first.
///
/// Level by level: what becomes ready waits until everything that was ready is placed. Braun et
/// al., Journal of Parallel and Distributed Computing 61(6), 2001, doi:10.1006/jpdc.2000.1714; for
/// task graphs as in SAGA, arXiv:2403.07120.
package struct MinMin: ListScheduler {
  /// Makes the strategy.
  package init() {}

  package var provenance: Plan.Provenance { Plan.Provenance(name: "minmin", version: "1") }

  /// Places every task of a problem in an empty schedule.
  package func schedule(_ problem: ListProblem, in space: inout ListSpace) {
    LevelSchedule.fill(&space.schedule, problem) { candidates in
      candidates.min { $0.place.end < $1.place.end }
    }
  }
}

/// Max-min: of all ready operators, the one whose earliest finish is latest goes first.
///
/// Otherwise as ``MinMin``. Braun et al., Journal of Parallel and Distributed Computing 61(6),
/// 2001, doi:10.1006/jpdc.2000.1714.
package struct MaxMin: ListScheduler {
  /// Makes the strategy.
  package init() {}

  package var provenance: Plan.Provenance { Plan.Provenance(name: "maxmin", version: "1") }

  /// Places every task of a problem in an empty schedule.
  package func schedule(_ problem: ListProblem, in space: inout ListSpace) {
    LevelSchedule.fill(&space.schedule, problem) { candidates in
      var latest: LevelSchedule.Candidate?
      for candidate in candidates {
        if let latest, latest.place.end >= candidate.place.end { continue }
        latest = candidate
      }
      return latest
    }
  }
}

/// The better one of ``MinMin`` and ``MaxMin``.
///
/// Braun et al., Journal of Parallel and Distributed Computing 61(6), 2001,
/// doi:10.1006/jpdc.2000.1714.
package struct Duplex: ListScheduler {
  /// Makes the strategy.
  package init() {}

  package var provenance: Plan.Provenance { Plan.Provenance(name: "duplex", version: "1") }

  /// Places every task of a problem in an empty schedule.
  package func schedule(_ problem: ListProblem, in space: inout ListSpace) {
    MinMin().schedule(problem, in: &space)
    let other = MaxMin().schedule(problem)
    if other.makespan < space.schedule.makespan { space.schedule = other }
  }
}

/// Scheduling level by level, each operator at the end of the queue where it finishes earliest.
private enum LevelSchedule {
  /// A ready operator and where it would finish earliest.
  struct Candidate {
    let task: Int
    let place: ListSchedule.Place
  }

  static func fill(
    _ schedule: inout ListSchedule,
    _ problem: ListProblem,
    choose: ([Candidate]) -> Candidate?
  ) {
    var ready = ReadyTasks(problem)
    while !ready.tasks.isEmpty {
      var level = ready.tasks
      while !level.isEmpty {
        let candidates = level.map { task in
          Candidate(task: task, place: schedule.earliestFinish(task, filling: .end, problem))
        }
        guard let chosen = choose(candidates) else { break }
        schedule.put(chosen.task, chosen.place)
        level.removeAll { $0 == chosen.task }
        ready.finish(chosen.task)
      }
    }
  }
}

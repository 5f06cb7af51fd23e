import Devices
import Graphs
package import Plans
import Quantities

/// A strategy that schedules whole operators one after the other, without knowing of contention.
package protocol ListScheduler: Strategy {
  /// Places every task of a problem in an empty schedule.
  func schedule(_ problem: ListProblem, in space: inout ListSpace)
}

/// The memory that a list scheduler works in, so that many problems of one size need it once.
package struct ListSpace: Hashable, Sendable {
  /// What has been placed.
  package internal(set) var schedule: ListSchedule
  var ranks = ListRanks()

  /// Makes room for problems with as many tasks and processors as this one.
  package init(_ problem: ListProblem) {
    schedule = ListSchedule(problem)
  }

  /// Empties the schedule, and says which tasks, a bit for each, take the last of equally good
  /// processors.
  package mutating func reset(tieBreaks: UInt64 = 0) {
    schedule.reset()
    schedule.tieBreaks = tieBreaks
  }
}

extension ListScheduler {
  /// The schedule of a problem.
  package func schedule(_ problem: ListProblem) -> ListSchedule {
    var space = ListSpace(problem)
    schedule(problem, in: &space)
    return space.schedule
  }

  package func plan(for task: Task) throws(StrategyError) -> Plan { listPlan(for: task) }

  /// The schedule of a task as a plan.
  package func listPlan(for task: Task) -> Plan {
    let problem = ListProblem(task)
    return Self.plan(schedule(problem), problem, provenance)
  }

  /// Each processor's operators in the order of their start, ties in graph order.
  private static func plan(
    _ schedule: ListSchedule,
    _ problem: ListProblem,
    _ provenance: Plan.Provenance
  ) -> Plan {
    var placed: [(start: ListProblem.Time, task: Int, processor: Int)] = []
    placed.reserveCapacity(problem.taskCount)
    for task in 0..<problem.taskCount {
      guard let place = schedule.place(of: task) else { continue }
      placed.append((place.start, task, place.processor))
    }
    placed.sort { ($0.start, $0.task) < ($1.start, $1.task) }
    let steps = placed.enumerated()
      .map { position, item in
        Step(
          id: Step.name(at: position),
          .run(Index(item.task), on: Index(item.processor), part: nil, precision: nil)
        )
      }
    return Plan(synchronization: .implicit, strategy: provenance, steps: steps)
  }
}

package import Plans

/// Fast Load Balancing.
///
/// The operator that starts earliest is among two: the earliest of those that wait for a message
/// to leave the processor which sends it, there; and of the others the one whose last message
/// comes first, on the processor that is free first. Of equals the second, since it hides its
/// messages. Radulescu and van Gemund, ICPP 1999, doi:10.1109/ICPP.1999.797442; message times are
/// averaged over pairs of processors.
package struct FLB: ListScheduler {
  /// Makes the strategy.
  package init() {}

  package var provenance: Plan.Provenance { Plan.Provenance(name: "flb", version: "1") }

  /// Places every task of a problem in an empty schedule.
  package func schedule(_ problem: ListProblem, in space: inout ListSpace) {
    var ready = ReadyTasks(problem)
    while !ready.tasks.isEmpty {
      let messages = ready.tasks.map { Message($0, space.schedule, problem) }
      let bound = messages.filter { !$0.isHidden(space.schedule) }
        .compactMap { message in
          message.sender
            .flatMap { space.schedule.candidate(message.task, on: $0, filling: .end, problem) }
            .map { (task: message.task, place: $0) }
        }
        .min { $0.place.start < $1.place.start }
      let free = messages.filter { $0.isHidden(space.schedule) }.min { $0.arrival < $1.arrival }
        .flatMap { message -> (task: Int, place: ListSchedule.Place)? in
          let schedule = space.schedule
          let first = problem.processors(of: message.task)
            .min { schedule.end(of: $0) < schedule.end(of: $1) }
          return
            first.flatMap { schedule.candidate(message.task, on: $0, filling: .end, problem) }
            .map { (task: message.task, place: $0) }
        }
      guard let chosen = Self.earlier(free, bound) else { return }
      space.schedule.put(chosen.task, chosen.place)
      ready.finish(chosen.task)
    }
  }

  private static func earlier(
    _ free: (task: Int, place: ListSchedule.Place)?,
    _ bound: (task: Int, place: ListSchedule.Place)?
  ) -> (task: Int, place: ListSchedule.Place)? {
    guard let free, let bound else { return free ?? bound }
    return free.place.start <= bound.place.start ? free : bound
  }

  /// The last message that a ready task waits for.
  private struct Message {
    let task: Int
    var arrival: ListProblem.Time = 0
    /// The processor that sends it, where it runs the task; nil where there is none.
    var sender: Int?

    init(_ task: Int, _ schedule: ListSchedule, _ problem: ListProblem) {
      self.task = task
      for edge in problem.edges(into: task) {
        guard let source = schedule.place(of: problem.edges[edge].source) else { continue }
        let time = source.end + RankRule.paper.meanTransfer(over: edge, problem)
        guard sender == nil || time > arrival else { continue }
        arrival = time
        sender = source.processor
      }
      if let own = sender, problem.duration(of: task, on: own) == nil { sender = nil }
    }

    /// Whether the sender is busy longer than the message travels.
    func isHidden(_ schedule: ListSchedule) -> Bool {
      sender.map { arrival < schedule.end(of: $0) } ?? true
    }
  }
}

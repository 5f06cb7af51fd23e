import Costs
import Plans
import Quantities
import Simulation

/// Reaches a state by running the simulator.
///
/// What has finished in the state takes a nanosecond each; everything else takes longer than all
/// of that together. So when the last of it has finished the simulator is in the state itself. In
/// queues ordered by arrival, what has finished arrives first, then what has started, then the
/// rest.
struct Replay {
  /// What happened.
  let timeline: Timeline
  /// When the state was reached.
  let instant: Nanoseconds
  /// What had finished by then.
  let finished: [Index<Command>]
  /// What was running then.
  let running: [Index<Command>]

  /// Runs to the state; nil where the simulator does not reach it.
  init?(_ subject: Subject, finished: [Index<Command>], started: [Index<Command>] = []) {
    let count = subject.program.commands.count
    let isFinished = Set(finished)
    let costs = subject.program.commands.indices.map { command in
      let time = isFinished.contains(command) ? 1 : UInt64(count) + 1
      return Cost(launch: Nanoseconds(time), compute: .zero, memory: .zero, traffic: .zero)
    }
    let program = Self.arranged(subject.program, isFinished, Set(started))
    guard let timeline = Simulator(program, costs: Table(costs), sharing: nil).run() else {
      return nil
    }
    let instant = finished.map { timeline.spans[$0].end }.max() ?? .zero
    let over = program.commands.indices.filter { timeline.spans[$0].end <= instant }
    guard Set(over) == isFinished else { return nil }
    let running = program.commands.indices.filter {
      timeline.spans[$0].start <= instant && timeline.spans[$0].end > instant
    }
    guard started.allSatisfy(running.contains) else { return nil }
    self.timeline = timeline
    self.instant = instant
    self.finished = over.sorted { (timeline.spans[$0].end, $0) < (timeline.spans[$1].end, $1) }
    self.running = running
  }

  /// The program with the order in which its commands arrive.
  private static func arranged(
    _ program: Program,
    _ finished: Set<Index<Command>>,
    _ started: Set<Index<Command>>
  ) -> Program {
    guard !program.queuesByArrival.isEmpty else { return program }
    let ranks = program.ranks
    func stage(_ command: Index<Command>) -> Int {
      finished.contains(command) ? 0 : started.contains(command) ? 1 : 2
    }
    return program.arriving(
      in: program.commands.indices.sorted {
        (stage($0), ranks[$0]) < (stage($1), ranks[$1])
      }
    )
  }
}

import Costs
import Plans
import Quantities
import Simulation

/// Reaches a state that the solver found, by running the simulator.
///
/// What has finished in the state takes a nanosecond each; everything else takes longer than all
/// of that together. So when the last of it has finished the simulator is in the state itself.
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
  init?(_ subject: Subject, finished: [Index<Command>]) {
    let count = subject.program.commands.count
    let isFinished = Set(finished)
    let costs = subject.program.commands.indices.map { command in
      let time = isFinished.contains(command) ? 1 : UInt64(count) + 1
      return Cost(launch: Nanoseconds(time), compute: .zero, memory: .zero, traffic: .zero)
    }
    let simulator = Simulator(subject.program, costs: Table(costs), sharing: nil)
    guard let timeline = simulator.run() else { return nil }
    let instant = finished.map { timeline.spans[$0].end }.max() ?? .zero
    let over = subject.program.commands.indices.filter { timeline.spans[$0].end <= instant }
    guard Set(over) == isFinished else { return nil }
    self.timeline = timeline
    self.instant = instant
    self.finished = over.sorted { (timeline.spans[$0].end, $0) < (timeline.spans[$1].end, $1) }
    running = subject.program.commands.indices.filter {
      timeline.spans[$0].start <= instant && timeline.spans[$0].end > instant
    }
  }
}

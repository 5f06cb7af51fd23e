import Plans
import Quantities

/// A state with as few finished commands as can be in which some commands have started.
struct EarliestState {
  /// What has finished, in an order in which it can.
  let finished: [Index<Command>]
  /// Those of the commands that run, of queues ordered by arrival.
  let started: [Index<Command>]

  /// The states in which one or two commands have started, each with the fewest that must have
  /// finished: all that come before them and, where both are in one queue, one of the two.
  static func options(starting commands: [Index<Command>], _ subject: Subject) -> [EarliestState] {
    guard let order = subject.order else { return [] }
    let before = order.sorted.filter { candidate in
      commands.contains { order.isOrdered(candidate, before: $0) }
    }
    let program = subject.program
    let isByArrival = program.isByArrival
    let running = commands.filter { !before.contains($0) }
    let started = running.filter { isByArrival[$0] }
    guard running.count == 2, running[0] != running[1],
      program.commands[running[0]].queue == program.commands[running[1]].queue
    else { return [EarliestState(finished: before, started: Array(Set(started)).sorted())] }
    return (0...1)
      .map {
        EarliestState(finished: before + [running[$0]], started: [running[1 - $0]])
      }
  }
}

import Devices
import Logic
import Plans
import Quantities

/// The states that executions reach, as unknowns for a solver.
///
/// At any instant a set of commands has finished, and it contains all predecessors of its members;
/// whatever has all its predecessors in the set and is not itself in it is running. Each such set
/// is reached by some choice of durations: short for what has finished, long for what is running.
/// So truth values suffice to speak of all interleavings, and no times are needed.
///
/// In a queue ordered by arrival a command that has all its predecessors may still have to wait
/// for its turn, so that whether it has started is an unknown too, and no two of the queue run at
/// the same time. For safety the steps may arrive in every order that the waits allow.
struct ExecutionState {
  private let program: Program
  /// The commands that may or may not have finished.
  private let commands: ArraySlice<Index<Command>>
  /// Where each command stands in an order; what stands before those commands has finished.
  private let places: Table<Command, Int>
  /// One for each of those commands.
  private var finished: [BooleanSymbol] = []
  /// One for each of those commands that has to wait for its turn.
  private var started: [BooleanSymbol?] = []
  private var startedFormulas: [Formula] = []
  private var finishedFormulas: [Formula] = []

  /// The states of the whole program.
  init(_ program: Program, _ vocabulary: inout Vocabulary) {
    let all = Array(program.commands.indices)
    self.init(program, among: all[...], at: Table(all.map(\.value)), &vocabulary)
  }

  /// The states in which some commands that stand side by side in an order have finished or not,
  /// all before them have, and none after them has.
  init(
    _ program: Program,
    among commands: ArraySlice<Index<Command>>,
    at places: Table<Command, Int>,
    _ vocabulary: inout Vocabulary
  ) {
    self.program = program
    self.commands = commands
    self.places = places
    for command in commands {
      finished.append(vocabulary.boolean("\(program.name(of: command)) has finished"))
    }
    finishedFormulas = finished.map { Formula($0) }
    started = commands.map { command in
      program.order(of: program.commands[command].queue) == .arrival
        ? vocabulary.boolean("\(program.name(of: command)) has started") : nil
    }
    startedFormulas = zip(commands, started)
      .map { command, symbol in
        symbol.map { Formula($0) }
          ?? Formula.conjunction(program.waits[command].map { hasFinished($0.predecessor) })
      }
  }

  /// The number of a command among those that may or may not have finished.
  private func number(of command: Index<Command>) -> Int? {
    let place = places[command]
    return commands.indices.contains(place) ? place - commands.startIndex : nil
  }

  /// That what has finished contains the predecessors of its members, and that queues ordered by
  /// arrival run one command at a time.
  var constraints: [Formula] {
    var result: [Formula] = []
    for (number, command) in commands.enumerated() {
      let isByTurn = started[number] != nil
      let cause = isByTurn ? startedFormulas[number] : finishedFormulas[number]
      if isByTurn { result.append(finishedFormulas[number].implies(startedFormulas[number])) }
      for wait in program.waits[command] {
        result.append(cause.implies(hasFinished(wait.predecessor)))
      }
    }
    return result + turns
  }

  /// That of two commands of a queue ordered by arrival, one finishes before the other starts.
  private var turns: [Formula] {
    var result: [Formula] = []
    for entry in program.queuesByArrival {
      let local = entry.commands.filter { number(of: $0) != nil }
      for (position, first) in local.enumerated() {
        for second in local[(position + 1)...] {
          result.append((isRunning(first) && isRunning(second)).negated)
        }
      }
    }
    return result
  }

  func hasFinished(_ command: Index<Command>) -> Formula {
    number(of: command).map { finishedFormulas[$0] }
      ?? Formula(constant: places[command] < commands.startIndex)
  }

  /// That all a command waits for has finished, so that it has started, or that it has taken its
  /// turn.
  func hasStarted(_ command: Index<Command>) -> Formula {
    number(of: command).map { startedFormulas[$0] }
      ?? Formula.conjunction(program.waits[command].map { hasFinished($0.predecessor) })
  }

  func isRunning(_ command: Index<Command>) -> Formula {
    hasStarted(command) && hasFinished(command).negated
  }

  /// That a region lies in memory.
  func isLive(_ allocation: Footprint.Allocation) -> Formula {
    let isWritten = allocation.writer.map { hasStarted($0) } ?? Formula(constant: true)
    guard !allocation.releases.isEmpty else { return isWritten }
    let isFree = Formula.conjunction(allocation.releases.map { hasFinished($0) })
    return isWritten && isFree.negated
  }

  /// The commands that have finished in a solver's assignment.
  func finishedCommands(in assignment: Assignment) -> [Index<Command>] {
    program.commands.indices.filter { command in
      number(of: command).map { assignment[finished[$0]] == true }
        ?? (places[command] < commands.startIndex)
    }
  }

  /// The commands of queues ordered by arrival that run in a solver's assignment.
  func startedCommands(in assignment: Assignment) -> [Index<Command>] {
    zip(commands, zip(finished, started))
      .compactMap { command, symbols in
        guard let started = symbols.1, assignment[started] == true else { return nil }
        return assignment[symbols.0] == false ? command : nil
      }
  }
}

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
  private let commands: [Index<Command>]
  private var finished: [Index<Command>: BooleanSymbol] = [:]
  private var started: [Index<Command>: BooleanSymbol] = [:]
  private var finishedFormulas: [Formula]
  private var startedFormulas: [Formula]

  /// The states of the whole program.
  init(_ program: Program, _ vocabulary: inout Vocabulary) {
    let all = Array(program.commands.indices)
    self.init(program, among: all, after: [], &vocabulary)
  }

  /// The states in which some commands have finished, others may have, and the rest have not.
  init(
    _ program: Program,
    among commands: [Index<Command>],
    after earlier: some Sequence<Index<Command>>,
    _ vocabulary: inout Vocabulary
  ) {
    self.program = program
    self.commands = commands
    finishedFormulas = Array(repeating: Formula(constant: false), count: program.commands.count)
    for command in earlier { finishedFormulas[command.value] = Formula(constant: true) }
    for command in commands {
      let symbol = vocabulary.boolean("\(program.name(of: command)) has finished")
      finished[command] = symbol
      finishedFormulas[command.value] = Formula(symbol)
    }
    let formulas = finishedFormulas
    startedFormulas = program.commands.indices.map { command in
      Formula.conjunction(program.waits[command].map { formulas[$0.predecessor.value] })
    }
    let isByArrival = program.isByArrival
    for command in commands where isByArrival[command] {
      let symbol = vocabulary.boolean("\(program.name(of: command)) has started")
      started[command] = symbol
      startedFormulas[command.value] = Formula(symbol)
    }
  }

  /// That what has finished contains the predecessors of its members, and that queues ordered by
  /// arrival run one command at a time.
  var constraints: [Formula] {
    commands.flatMap { command in
      let cause = started[command] == nil ? hasFinished(command) : hasStarted(command)
      let own = started[command] == nil ? [] : [hasFinished(command).implies(hasStarted(command))]
      return own
        + program.waits[command]
        .map {
          cause.implies(hasFinished($0.predecessor))
        }
    } + turns
  }

  /// That of two commands of a queue ordered by arrival, one finishes before the other starts.
  private var turns: [Formula] {
    var result: [Formula] = []
    for entry in program.queuesByArrival {
      let local = entry.commands.filter { started[$0] != nil }
      for (position, first) in local.enumerated() {
        for second in local[(position + 1)...] {
          result.append((isRunning(first) && isRunning(second)).negated)
        }
      }
    }
    return result
  }

  func hasFinished(_ command: Index<Command>) -> Formula { finishedFormulas[command.value] }

  /// That all a command waits for has finished, so that it has started, or that it has taken its
  /// turn.
  func hasStarted(_ command: Index<Command>) -> Formula { startedFormulas[command.value] }

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
      finished[command].map { assignment[$0] == true }
        ?? (finishedFormulas[command.value].constantValue == true)
    }
  }

  /// The commands of queues ordered by arrival that run in a solver's assignment.
  func startedCommands(in assignment: Assignment) -> [Index<Command>] {
    commands.filter { command in
      started[command].map { assignment[$0] == true } ?? false
        && finished[command].map { assignment[$0] == false } ?? false
    }
  }
}

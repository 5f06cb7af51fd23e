import Logic
import Plans
import Quantities

/// The states that executions reach, as unknowns for a solver.
///
/// At any instant a set of commands has finished, and it contains all predecessors of its members;
/// whatever has all its predecessors in the set and is not itself in it is running. Each such set
/// is reached by some choice of durations: short for what has finished, long for what is running.
/// So truth values suffice to speak of all interleavings, and no times are needed.
struct ExecutionState {
  private let program: Program
  /// Whether each command has finished.
  let finished: Table<Command, BooleanSymbol>
  private let finishedFormulas: [Formula]
  private let startedFormulas: [Formula]

  init(_ program: Program, _ vocabulary: inout Vocabulary) {
    self.program = program
    finished = Table(
      program.commands.indices.map { vocabulary.boolean("\(program.name(of: $0)) has finished") }
    )
    let formulas = finished.values.map { Formula($0) }
    finishedFormulas = formulas
    startedFormulas = program.commands.indices.map { command in
      Formula.conjunction(program.waits[command].map { formulas[$0.predecessor.value] })
    }
  }

  /// That what has finished contains the predecessors of its members.
  var constraints: [Formula] {
    program.commands.indices.flatMap { command in
      program.waits[command]
        .map {
          hasFinished(command).implies(hasFinished($0.predecessor))
        }
    }
  }

  func hasFinished(_ command: Index<Command>) -> Formula { finishedFormulas[command.value] }

  /// That all a command waits for has finished, so that it has started.
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
    program.commands.indices.filter { assignment[finished[$0]] == true }
  }
}

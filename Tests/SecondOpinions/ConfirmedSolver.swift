import Foundation
package import Logic
import ProcessSolving
import Synchronization
import Z3Solving

/// Z3, each of whose answers a second solver is asked to confirm where the environment names one.
///
/// `PITFALL_SECOND_SOLVER` is the path of cvc5 or z3, `PITFALL_SECOND_SHARE` says that every so
/// manieth query is asked (default 1, all of them), and `PITFALL_SECOND_LOG` names a file that gets
/// a line for each query asked. Without the first this is Z3 and nothing else.
package struct ConfirmedSolver: Solver, Sendable {
  private static let environment = ProcessInfo.processInfo.environment
  private static let second: SolverProgram? = environment["PITFALL_SECOND_SOLVER"]
    .flatMap { path in
      let file = URL(fileURLWithPath: path)
      return SolverProgram.Kind(rawValue: file.lastPathComponent)
        .map { SolverProgram($0, at: file) }
    }
  private static let share = environment["PITFALL_SECOND_SHARE"].flatMap { Int($0) } ?? 1
  private static let log = environment["PITFALL_SECOND_LOG"]
  private static let asked = Mutex(0)

  /// A solver as the environment says.
  package init() {}

  package func solve(_ query: Query) throws(SolverError) -> Answer {
    let answer = try Z3Solver().solve(query)
    try Self.confirm(answer, query)
    return answer
  }

  package func opened() throws(SolverError) -> Respondent {
    let respond = try Z3Solver().opened()
    return { query throws(SolverError) in
      let answer = try respond(query)
      try Self.confirm(answer, query)
      return answer
    }
  }

  private static func confirm(_ answer: Answer, _ query: Query) throws(SolverError) {
    guard let second else { return }
    let number = asked.withLock { count in
      count += 1
      return count
    }
    guard number % max(share, 1) == 0 else { return }
    let opinion = try SecondOpinion(
      of: second,
      on: [SecondOpinion.Question(query, answer)]
    )
    if let difference = opinion.disagreement {
      record("differ", query)
      throw .program(
        "z3 says \(difference.first.word) to '\(query.name)', \(second.kind.rawValue) says "
          + difference.second.word
      )
    }
    record(opinion.open.isEmpty ? "agree" : "open", query)
  }

  /// Adds a line to the log; each line is one write, so that parallel tests do not mix.
  private static func record(_ word: String, _ query: Query) {
    guard let log, let file = fopen(log, "a") else { return }
    fputs("\(word) \(query.name)\n", file)
    fclose(file)
  }
}

import Foundation
package import Logic
import Synchronization
import Z3Solving

/// Z3, whose questions and answers are written down where the environment asks for it.
///
/// `PITFALL_SECOND_QUERIES` names a file that gets each distinct question once, as SMT-LIB 2 after
/// a line that tells Z3's answer and before one that forgets it, so that another program can be
/// given all of them at once (`Scripts/second-opinion.sh`). Values to try are left out then, so
/// that it is Z3 who answers. Without the variable this is Z3 and nothing else.
package struct ConfirmedSolver: Solver, Sendable {
  private static let path = ProcessInfo.processInfo.environment["PITFALL_SECOND_QUERIES"]
  private static let known = Mutex<Record>(Record())

  private struct Record {
    var marks: Set<UInt64> = []
    var file: UnsafeMutablePointer<FILE>?
  }

  /// A solver as the environment says.
  package init() {}

  package func solve(_ query: Query) throws(SolverError) -> Answer {
    let answer = try Z3Solver().solve(Self.asked(query))
    Self.record(answer, query)
    return answer
  }

  package func opened() throws(SolverError) -> Respondent {
    let respond = try Z3Solver().opened()
    return { query throws(SolverError) in
      let answer = try respond(Self.asked(query))
      Self.record(answer, query)
      return answer
    }
  }

  private static func asked(_ query: Query) -> Query { path == nil ? query : query.untried }

  /// Adds the question to the file, unless the same text is there.
  private static func record(_ answer: Answer, _ query: Query) {
    guard let path else { return }
    let script = SMTLIBPrinter.script(for: query)
    // The first line is a comment with the name.
    let body = script.utf8.drop { $0 != 0x0A }
    let mark = body.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    let name = query.name.unicodeScalars.map { $0.properties.isAlphabetic ? String($0) : "-" }
    known.withLock { record in
      guard record.marks.insert(mark).inserted else { return }
      if record.file == nil { record.file = fopen(path, "a") }
      guard let file = record.file else { return }
      fputs("(echo \"asked \(answer.word) \(name.joined())\")\n\(script)(reset)\n", file)
      fflush(file)
    }
  }
}

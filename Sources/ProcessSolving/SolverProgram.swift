package import Foundation
package import Logic
import Quantities

/// A solver that is a program of its own and reads SMT-LIB 2: cvc5 or z3.
package struct SolverProgram: Sendable {
  /// The programs whose options are known.
  package enum Kind: String, Sendable, CaseIterable {
    case cvc5
    case z3

    /// The options for a script on standard input under a limit.
    func options(_ limit: SolverLimit) -> [String] {
      switch self {
      case .cvc5:
        // cvc5's own count of steps; it is reproducible within one version.
        ["--lang", "smt2", "-q"] + (limit.resources.map { ["--rlimit=\($0)"] } ?? [])
      case .z3: ["-in", "-smt2"] + (limit.resources.map { ["rlimit=\($0)"] } ?? [])
      }
    }
  }

  /// Which program it is.
  package let kind: Kind
  /// Where it lies.
  package let file: URL

  /// A program at a path.
  package init(_ kind: Kind, at file: URL) {
    self.kind = kind
    self.file = file
  }

  /// The program in the first folder of a search path such as `PATH` that has it; nil where none
  /// has.
  package init?(_ kind: Kind, on searchPath: String) {
    let files = searchPath.split(separator: ":")
      .map { URL(fileURLWithPath: String($0)).appendingPathComponent(kind.rawValue) }
    guard let file = files.first(where: { FileManager.default.isExecutableFile(atPath: $0.path) })
    else { return nil }
    self.init(kind, at: file)
  }
}

extension SolverProgram: Solver {
  /// Starts the program for the query and reads its answer.
  ///
  /// Values are confirmed as those of the library are. Where nothing satisfies the query all its
  /// assumptions count as the core: a second opinion needs no smaller one.
  package func solve(_ query: Query) throws(SolverError) -> Answer {
    let questions = SMTLIBPrinter.questions(for: query)
    let text = try output(for: questions.script, query.limit)
    var reader = ExpressionReader(text)
    guard case .atom(let word)? = reader.next() else {
      throw .program("\(kind.rawValue) gives no answer to '\(query.name)': \(text.prefix(200))")
    }
    switch word {
    case "sat":
      let assignment = try values(questions, &reader)
      try confirm(assignment, query)
      return .satisfiable(assignment)
    case "unsat":
      return .unsatisfiable(
        UnsatisfiableCore(members: Array(query.assumptions.indices), isMinimal: false)
      )
    case "unknown": return .undecided(indecision(&reader, query.limit))
    default:
      throw .program("\(kind.rawValue) answers '\(query.name)' with \(text.prefix(200))")
    }
  }

  private func values(
    _ questions: SMTLIBPrinter.Questions,
    _ reader: inout ExpressionReader
  ) throws(SolverError) -> Assignment {
    var assignment = Assignment()
    guard !questions.integers.isEmpty || !questions.booleans.isEmpty else { return assignment }
    // What is said about the reason of an `unknown` comes first.
    _ = reader.next()
    guard case .list(let pairs)? = reader.next(),
      pairs.count == questions.integers.count + questions.booleans.count
    else { throw .program("\(kind.rawValue) gives no values") }
    for (symbol, pair) in zip(questions.integers, pairs) {
      guard let value = pair.second?.integer else { throw .valueOutOfRange(symbol: symbol.name) }
      assignment[symbol] = value
    }
    for (symbol, pair) in zip(questions.booleans, pairs.dropFirst(questions.integers.count)) {
      guard let value = pair.second?.truth else { throw .valueOutOfRange(symbol: symbol.name) }
      assignment[symbol] = value
    }
    return assignment
  }

  private func confirm(_ assignment: Assignment, _ query: Query) throws(SolverError) {
    var evaluator = Evaluator(assignment)
    let formulas = query.constraints + query.assumptions.values.map(\.formula)
    for (position, formula) in formulas.enumerated() {
      let holds: Bool
      do {
        holds = try evaluator.value(of: formula)
      } catch {
        throw .evaluation(error)
      }
      guard holds else { throw .modelDoesNotSatisfy(position: position) }
    }
  }

  private func indecision(_ reader: inout ExpressionReader, _ limit: SolverLimit) -> Indecision {
    let reason = reader.next()?.second?.text ?? ""
    let isSpent = ["resource", "canceled", "max."].contains { reason.contains($0) }
    return isSpent && limit.resources != nil
      ? .resourceLimit : .incomplete(reason: String(reason.prefix(200)))
  }

  /// What the program prints for a script.
  private func output(
    for script: String,
    _ limit: SolverLimit
  ) throws(SolverError) -> String {
    signal(SIGPIPE, SIG_IGN)
    let process = Process()
    let (input, output) = (Pipe(), Pipe())
    process.executableURL = file
    process.arguments = kind.options(limit)
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    do {
      try process.run()
      // It prints nothing to speak of before it has read everything, so that neither side waits.
      try input.fileHandleForWriting.write(contentsOf: Data(script.utf8))
      try input.fileHandleForWriting.close()
      let data = try output.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      return String(decoding: data, as: UTF8.self)
    } catch {
      throw .program("\(file.path) cannot be run: \(error.localizedDescription)")
    }
  }
}

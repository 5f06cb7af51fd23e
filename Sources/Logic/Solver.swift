/// Whatever decides queries.
package protocol Solver: ~Copyable {
  /// Decides the query within its limit.
  ///
  /// - Throws: an error where the solver itself fails; that the query is undecided is an answer.
  borrowing func solve(_ query: Query) throws(SolverError) -> Answer

  /// A way to ask many questions one after the other, which may share what making ready costs.
  ///
  /// The answers are those of `solve`, except that another assignment may be found.
  ///
  /// - Throws: an error where the solver cannot be made ready.
  borrowing func opened() throws(SolverError) -> Respondent
}

/// Answers one question after the other.
package typealias Respondent = (Query) throws(SolverError) -> Answer

extension Solver {
  /// Asks the solver each question by itself.
  package func opened() throws(SolverError) -> Respondent {
    { query throws(SolverError) in try solve(query) }
  }
}

/// A failure of a solver or of the translation to it, never of a query's author.
package enum SolverError: Error, Hashable {
  /// The solver's library reports an error: its number and the first line of its message.
  case library(code: UInt32, message: String)
  /// The solver is a program of its own that cannot be started or gives no answer; what happened.
  case program(String)
  /// The values found do not satisfy the formula at this position of the constraints followed by
  /// the assumptions.
  case modelDoesNotSatisfy(position: Int)
  /// The values found cannot be computed with.
  case evaluation(EvaluationError)
  /// The value found for the symbol is not a 64-bit number.
  case valueOutOfRange(symbol: String)
  /// A formula needs more than the session was opened for.
  case outsideLogic(needed: LogicKind, available: LogicKind)
}

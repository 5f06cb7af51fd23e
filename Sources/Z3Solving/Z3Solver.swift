import Quantities
package import Logic

/// The Z3 library as a solver; each query has a session of its own.
///
/// Queries in which no symbol takes part, or which the values to try satisfy, need no library.
package struct Z3Solver: Solver, Sendable {
  /// A solver with the set-up that was found fastest for each kind of query.
  package init() {}

  /// Decides the query in a context of its own.
  package func solve(_ query: Query) throws(SolverError) -> Answer {
    try Self.answer(to: query, in: nil)
  }

  /// Decides queries one after the other in one context, which is made for the first that needs it.
  package func opened() throws(SolverError) -> Respondent {
    var library: Z3Library?
    return { query throws(SolverError) in
      if let answer = Self.answerWithoutLibrary(query) { return answer }
      if library == nil { library = try Z3Library() }
      return try Self.answer(to: query, in: library)
    }
  }

  private static func answer(
    to query: Query,
    in library: Z3Library?
  ) throws(SolverError) -> Answer {
    if let answer = answerWithoutLibrary(query) { return answer }
    var session = try Z3Session(kind: query.kind, limit: query.limit, in: library)
    for constraint in query.constraints { try session.assert(constraint) }
    return try session.check(
      assuming: query.assumptions.values.map(\.formula),
      explanation: query.explanation
    )
  }

  /// The answer where constants or the values to try decide the query.
  private static func answerWithoutLibrary(_ query: Query) -> Answer? {
    if let trial = query.trial, query.isSatisfiedByTrial { return .satisfiable(trial) }
    if query.constraints.contains(where: { $0.constantValue == false }) {
      return .unsatisfiable(UnsatisfiableCore(members: [], isMinimal: true))
    }
    let formulas = query.assumptions.values.map(\.formula)
    if let clash = formulas.firstIndex(where: { $0.constantValue == false }) {
      let isAlone = query.constraints.allSatisfy { $0.constantValue == true }
      guard isAlone || query.explanation == .any else { return nil }
      return .unsatisfiable(UnsatisfiableCore(members: [Index(clash)], isMinimal: isAlone))
    }
    let isTrivial = (query.constraints + formulas).allSatisfy { $0.constantValue == true }
    return isTrivial ? .satisfiable(Assignment()) : nil
  }
}

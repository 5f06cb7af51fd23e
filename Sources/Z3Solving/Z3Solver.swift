import Quantities
package import Logic

/// The Z3 library as a solver; each query has a session of its own.
package struct Z3Solver: Solver, Sendable {
  /// A solver with the set-up that was found fastest for each kind of query.
  package init() {}

  package func solve(_ query: Query) throws(SolverError) -> Answer {
    var session = try Z3Session(kind: query.kind, limit: query.limit)
    for constraint in query.constraints { try session.assert(constraint) }
    return try session.check(
      assuming: query.assumptions.values.map(\.formula),
      explanation: query.explanation
    )
  }
}

package import Checking
package import Logic
package import Quantities

/// The least schedule of a problem, found and proved by a solver.
///
/// Each question asks for a schedule that ends within a horizon. What is found lowers the upper
/// bound, what is refused raises the lower one, until they meet.
package struct ExactSearch<Oracle: Solver> {
  /// What is known in the end.
  package struct Outcome: Sendable {
    /// The best schedule found; nil where none was.
    package let best: Schedule?
    /// No schedule ends before this; nil where there is no schedule at all.
    package let bound: Nanoseconds?
    /// Why the search ended early; nil where it did not.
    package let indecision: Indecision?
    /// The questions that were asked.
    package let queries: [Query]
  }

  private let solver: Oracle
  private let limit: SolverLimit

  /// Prepares a search with so much to spend on each question.
  package init(_ solver: Oracle, limit: SolverLimit) {
    self.solver = solver
    self.limit = limit
  }

  /// Searches for a schedule that ends before a target, or for the least one without a target.
  ///
  /// With a target it stops once the bound reaches it; what it finds is still the least one.
  /// - Throws: `CheckingDefect` where the solver fails or its schedule is none.
  package func run(_ problem: SchedulingProblem, below target: Nanoseconds? = nil)
    throws(CheckingDefect) -> Outcome
  {
    let bounds = PathBounds(problem)
    guard let path = bounds.least, let load = LoadBound.least(problem.durations.values) else {
      return Outcome(best: nil, bound: nil, indecision: nil, queries: [])
    }
    var best = Schedule.greedy(problem, bounds)
    var lower = max(path, load)
    var upper = best?.latency(in: problem)
    var queries: [Query] = []
    var isFirst = true
    while lower < min(upper ?? .init(.max), target ?? .init(.max)) {
      let horizon = horizon(lower, upper, target, isFirst)
      isFirst = false
      let encoding = DecisionEncoding(problem, bounds, within: horizon)
      let query = Query(
        name: "schedule-within-\(horizon.amount)",
        constraints: encoding.constraints,
        explanation: .any,
        limit: limit
      )
      queries.append(query)
      switch try ask(query) {
      case .undecided(let reason):
        return Outcome(best: best, bound: lower, indecision: reason, queries: queries)
      case .unsatisfiable:
        lower = horizon + Nanoseconds(1)
      case .satisfiable(let assignment):
        guard let found = encoding.schedule(assignment), let time = found.latency(in: problem),
          time <= horizon
        else { throw .witnessDoesNotReplay(.profit, query.name) }
        (best, upper) = (found, time)
      }
    }
    return Outcome(best: best, bound: lower, indecision: nil, queries: queries)
  }

  /// Just below what is known at first, then the middle between the bounds.
  private func horizon(
    _ lower: Nanoseconds,
    _ upper: Nanoseconds?,
    _ target: Nanoseconds?,
    _ isFirst: Bool
  ) -> Nanoseconds {
    let most = min(upper ?? .init(.max / 4), target ?? .init(.max / 4)).reduced(by: Nanoseconds(1))
    if isFirst { return most }
    return Nanoseconds(lower.amount + most.reduced(by: lower).amount / 2)
  }

  private func ask(_ query: Query) throws(CheckingDefect) -> Answer {
    do {
      return try solver.solve(query)
    } catch {
      throw .solver(error)
    }
  }
}

package import Checking
package import Logic
package import Quantities

/// The least schedule of a problem, found and proved.
///
/// A branch and bound (`BranchAndBound`) settles most problems by itself. Where it leaves a gap,
/// or the solver's proof is wanted, the solver is asked for a schedule that ends within a horizon:
/// what is found lowers the upper bound, what is refused raises the lower one, until they meet.
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
    package let questions: [SecondOpinion.Question]
    /// Whether the bound is the solver's word, and not the branch and bound's.
    package var isSolvers: Bool { !questions.isEmpty }
  }

  /// Who has to prove that nothing better exists.
  package enum Proof: Hashable, Sendable {
    /// The branch and bound, and the solver where that leaves a gap.
    case search
    /// The solver, whatever the branch and bound says.
    case solver
  }

  private let solver: Oracle
  private let limit: SolverLimit
  private let proof: Proof

  /// Prepares a search with so much to spend on each question.
  package init(_ solver: Oracle, limit: SolverLimit, proof: Proof = .search) {
    self.solver = solver
    self.limit = limit
    self.proof = proof
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
      return Outcome(best: nil, bound: nil, indecision: nil, questions: [])
    }
    var known = Known(best: Schedule.greedy(problem, bounds), lower: max(path, load))
    known.upper = known.best?.latency(in: problem)
    if known.isOpen(below: target) { branch(problem, bounds, target, &known) }
    if proof == .solver {
      // What is to be shown is that nothing ends before the best, or before the target.
      known.lower = max(path, load)
    }
    var questions: [SecondOpinion.Question] = []
    while known.isOpen(below: target) {
      let horizon = horizon(known.lower, known.upper, target, questions.isEmpty)
      let encoding = DecisionEncoding(problem, bounds, within: horizon)
      let query = query(encoding)
      let answer = try ask(query)
      questions.append(SecondOpinion.Question(query, answer))
      switch answer {
      case .undecided(let reason):
        return known.outcome(reason, questions)
      case .unsatisfiable:
        known.lower = horizon + Nanoseconds(1)
      case .satisfiable(let assignment):
        guard let found = encoding.schedule(assignment), let time = found.latency(in: problem),
          time <= horizon
        else { throw .witnessDoesNotReplay(.profit, query.name) }
        guard time >= known.proved else {
          throw .disagreement(.profit, "only the solver has a schedule within \(time.amount) ns")
        }
        (known.best, known.upper) = (found, time)
      }
    }
    return known.outcome(nil, questions)
  }

  /// The question to the solver whether any schedule ends within a horizon.
  package func question(_ problem: SchedulingProblem, within horizon: Nanoseconds) -> Query {
    query(DecisionEncoding(problem, PathBounds(problem), within: horizon))
  }

  private func query(_ encoding: DecisionEncoding) -> Query {
    Query(
      name: "schedule-within-\(encoding.horizon.amount)",
      constraints: encoding.constraints,
      explanation: .any,
      limit: limit
    )
  }

  /// What is known while the search goes on.
  private struct Known {
    var best: Schedule?
    var upper: Nanoseconds?
    var lower: Nanoseconds
    /// What the branch and bound says that nothing ends before.
    var proved = Nanoseconds.zero

    init(best: Schedule?, lower: Nanoseconds) {
      self.best = best
      self.lower = lower
    }

    func isOpen(below target: Nanoseconds?) -> Bool {
      lower < min(upper ?? .init(.max), target ?? .init(.max))
    }

    func outcome(_ reason: Indecision?, _ questions: [SecondOpinion.Question]) -> Outcome {
      Outcome(best: best, bound: lower, indecision: reason, questions: questions)
    }
  }

  /// Has the branch and bound raise the lower bound and lower the upper one.
  private func branch(
    _ problem: SchedulingProblem,
    _ bounds: PathBounds,
    _ target: Nanoseconds?,
    _ known: inout Known
  ) {
    let limit = min(known.upper ?? .init(1 << 50), target ?? .init(1 << 50), .init(1 << 50))
    guard let numbers = RelaxedProblem(problem, bounds) else { return }
    var search = BranchAndBound(
      problem,
      numbers,
      below: Int64(clamping: limit.amount),
      .usual
    )
    let outcome = search.run(from: Int64(clamping: known.lower.amount))
    if let found = outcome.best, let time = found.latency(in: problem) {
      (known.best, known.upper) = (found, time)
    }
    known.lower = max(known.lower, Nanoseconds(UInt64(outcome.bound)))
    known.proved = known.lower
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

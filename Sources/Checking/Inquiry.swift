package import Logic

/// The questions of one judgement, asked one by one and kept for whoever wants to ask them again.
package struct Inquiry {
  /// What the solver may spend on each question.
  package let limit: SolverLimit
  /// The questions asked so far, with their answers.
  package private(set) var questions: [SecondOpinion.Question] = []
  private let solve: Respondent

  /// Prepares to ask a solver.
  package init(
    limit: SolverLimit,
    solve: @escaping Respondent
  ) {
    self.limit = limit
    self.solve = solve
  }

  mutating func ask(
    _ name: String,
    _ constraints: [Formula],
    assuming assumptions: [Assumption] = [],
    trying trial: Assignment? = nil
  ) throws(CheckingDefect) -> Answer {
    let query = Query(
      name: name,
      constraints: constraints,
      assumptions: assumptions,
      explanation: .any,
      limit: limit,
      trial: trial
    )
    do {
      let answer = try solve(query)
      questions.append(SecondOpinion.Question(query, answer))
      return answer
    } catch {
      throw .solver(error)
    }
  }
}

/// A defect of this package that shows while it judges a plan; never the plan's fault.
package enum CheckingDefect: Error, Hashable {
  /// The solver failed.
  case solver(SolverError)
  /// The solver and the direct reading of an obligation give different answers.
  case disagreement(Obligation, String)
  /// The simulator does not reach the state that the solver found.
  case witnessDoesNotReplay(Obligation, String)
}

extension Verdict.Reason {
  init(_ indecision: Indecision) {
    switch indecision {
    case .resourceLimit: self = .limit("the solver's step limit was reached")
    case .timeLimit: self = .limit("the solver's time limit was reached")
    case .incomplete(let reason): self = .limit("the solver gave up: \(reason)")
    }
  }

  /// The reason in words.
  package var text: String {
    switch self {
    case .limit(let text), .range(let text): text
    case .noExecution: "no execution reaches the end"
    case .incomplete: "the plan does not compute the whole model"
    }
  }
}

package import Logic
package import Plans
package import Quantities
package import Strategies

/// Judges plans: asks the solver about every execution and confirms what it says.
package struct Checker<Oracle: Solver> {
  private let solver: Oracle
  private let limit: SolverLimit

  /// What a solver may spend on a question where the user names no limit: some seconds.
  package static var usualLimit: SolverLimit { SolverLimit(resources: 40_000_000) }

  /// Makes a checker that asks the given solver.
  package init(_ solver: Oracle, limit: SolverLimit? = nil) {
    self.solver = solver
    self.limit = limit ?? Self.usualLimit
  }

  /// Judges a plan on each of the given obligations, in their own order.
  ///
  /// - Throws: `CheckingDefect` where this package contradicts itself.
  package func judge(
    _ plan: Plan,
    for task: Task,
    _ obligations: [Obligation] = Obligation.usual,
    deadline: Nanoseconds? = nil
  ) throws(CheckingDefect) -> Judgement {
    let subject = Subject(plan, for: task)
    let respondent: Respondent
    do {
      respondent = try solver.opened()
    } catch {
      throw .solver(error)
    }
    var inquiry = Inquiry(limit: limit, solve: respondent)
    var findings: [Finding] = []
    for obligation in Obligation.allCases where obligations.contains(obligation) {
      findings.append(try judge(obligation, subject, deadline, &inquiry))
    }
    return Judgement(subject: subject, findings: findings, questions: inquiry.questions)
  }

  private func judge(
    _ obligation: Obligation,
    _ subject: Subject,
    _ deadline: Nanoseconds?,
    _ inquiry: inout Inquiry
  ) throws(CheckingDefect) -> Finding {
    switch obligation {
    case .coverage: try CoverageRule.judge(subject, &inquiry)
    case .support: try SupportRules.judge(subject, &inquiry)
    case .ordering: try OrderingRule.judge(subject, &inquiry)
    case .residency: try ResidencyRule.judge(subject, &inquiry)
    case .memory: try MemoryRule.judge(subject, &inquiry)
    case .deadline: try TimingRule.judgeDeadline(subject, deadline, &inquiry)
    case .profit: try TimingRule.judgeProfit(subject, &inquiry)
    }
  }
}

/// The findings on one plan.
package struct Judgement: Sendable {
  /// The plan with what it stands for.
  package let subject: Subject
  /// One finding for each obligation asked for.
  package let findings: [Finding]
  /// The questions that were asked, with the answers.
  package let questions: [SecondOpinion.Question]

  /// The questions that were asked.
  package var queries: [Query] { questions.map(\.query) }

  /// Refuted if any obligation is, else undecided if any is, else proved.
  package var verdict: Verdict {
    if findings.contains(where: { $0.verdict == .refuted }) { return .refuted }
    let open = findings.first {
      if case .undecided = $0.verdict { true } else { false }
    }
    return open?.verdict ?? .proved
  }
}

package import Randomness

/// A case for which a property does not hold, as simple as it was possible to make it.
package struct Counterexample: Hashable, Sendable {
  /// The simplest case.
  package let run: CaseRun
  /// What is wrong with it.
  package let failure: Failure
  /// What was wrong with the case as it was found.
  package let found: Failure
  /// How shrinking ended.
  package let shrinking: ShrinkOutcome
}

/// What became of a case that is replayed at the start of a run.
package struct ReplayResult: Hashable, Sendable {
  /// How the replay ended.
  package enum Outcome: Hashable, Sendable {
    /// The case was run again.
    case replayed(CaseOutcome)
    /// The token no longer describes the case, and its concrete text was judged instead.
    case judgedConcrete(CaseOutcome)
    /// The text is not a token.
    case unreadable(ReplayTokenError)
  }

  /// The printed token.
  package let token: String
  /// How the replay ended.
  package let outcome: Outcome
}

/// How a run ended.
package enum RunOutcome: Hashable, Sendable {
  /// The property held for every valid case.
  case passed
  /// The property does not hold.
  case failed(Counterexample)
  /// A stored case fails that can only be judged by its concrete text.
  case failedConcrete(Failure, concreteCase: String)
  /// An explicit token cannot be replayed.
  case unreadableToken(String, ReplayTokenError)
  /// The property held, but the test is weak.
  case unhealthy([HealthFinding])
}

/// The reason why no more cases were generated.
package enum StopReason: Hashable, Sendable {
  /// The cases asked for were run.
  case casesDone
  /// The choices of the run were spent.
  case choicesSpent
  /// A failure was found.
  case failureFound
  /// The test was found to be too weak to go on.
  case unhealthy
}

/// All that a run found out.
package struct Report: Sendable {
  /// The name of the property.
  package let property: String
  /// The seed of the run.
  package let seed: Seed
  /// How the run ended.
  package let outcome: RunOutcome
  /// Why no more cases were generated.
  package let stopReason: StopReason
  /// What was generated and searched; cases of replay and shrinking are not counted.
  package let statistics: Statistics
  /// What became of the cases replayed, in order.
  package let replays: [ReplayResult]
  /// The case with the greatest score, when the property gives scores.
  package let bestScored: CaseRun?

  /// The counterexample, when there is one.
  package var counterexample: Counterexample? {
    guard case .failed(let counterexample) = outcome else { return nil }
    return counterexample
  }

  /// The failure for a person to read, with the line that replays it; nil when there is none.
  package var failureDescription: String? {
    switch outcome {
    case .passed:
      nil
    case .failed(let counterexample):
      describe(counterexample)
    case .failedConcrete(let failure, let concreteCase):
      "\(property) fails for a stored case: \(failure.message)\n\(concreteCase)"
    case .unreadableToken(let token, let error):
      "\(property) cannot replay \(token): \(error)"
    case .unhealthy(let findings):
      (["\(property) holds, but the test is weak:"] + findings.map { "  " + $0.description })
        .joined(separator: "\n")
    }
  }

  private func describe(_ counterexample: Counterexample) -> String {
    var lines = ["\(property) fails: \(counterexample.failure.message)"]
    lines += counterexample.run.notes.map { "  " + $0 }
    if let text = counterexample.run.concreteCase { lines.append(text) }
    lines.append("  \(counterexample.shrinking.description); found with \(seed)")
    lines.append("  to replay it, add: replaying: [\"\(counterexample.run.token)\"]")
    return lines.joined(separator: "\n")
  }
}

/// One thing that a plan owes.
package enum Obligation: String, Hashable, Sendable, CaseIterable {
  case coverage
  case support
  case ordering
  case residency
  case memory
  case deadline
  case profit

  /// What `verify` asks for when nothing is named: all but the deadline, which needs one.
  package static let usual: [Obligation] = allCases.filter { $0 != .deadline }

  /// What a plan must keep to be legal at all.
  package static let safety: [Obligation] = [.coverage, .support, .ordering, .residency, .memory]

  /// The obligation in words.
  package var statement: String {
    switch self {
    case .coverage:
      "every element that is read, or that is an output of the model, is computed, "
        + "and in no pool twice"
    case .support: "the backend of each step's processor accepts the operator"
    case .ordering:
      "no deadlock; every read comes after every write it needs, and no write hits a tensor that "
        + "is being read"
    case .residency: "every part that is read lies in the reader's pool, halo included"
    case .memory: "the live bytes of each pool never exceed its capacity"
    case .deadline: "the plan finishes within the given time"
    case .profit: "the plan finishes no later than the best single processor"
    }
  }
}

/// The answer to an obligation.
package enum Verdict: Hashable, Sendable {
  /// It holds in every execution.
  case proved
  /// It does not hold; the finding's evidence shows where.
  case refuted
  /// It is not known whether it holds, and why.
  case undecided(Reason)

  /// Why an obligation is undecided.
  package enum Reason: Hashable, Sendable {
    /// The solver's limit was reached.
    case limit(String)
    /// No execution reaches the end, so that nothing can be said about all that do.
    case noExecution
    /// The plan leaves out work or copies, so that its time says nothing about the model's.
    case incomplete
    /// The durations' ranges leave it open.
    case range(String)
  }

  /// The word in a verdict file.
  package var word: String {
    switch self {
    case .proved: "proved"
    case .refuted: "refuted"
    case .undecided: "undecided"
    }
  }
}

/// What is wrong with a test case.
package struct Failure: Error, Hashable, Sendable {
  /// The kind of defect, by which failures are told apart; stable over runs.
  package let cause: String
  /// What happened, for a person to read.
  package let message: String
  /// How bad it is, in a unit of the property's own; greater is worse.
  package let severity: Int

  /// Makes a failure; without a unit of its own, its severity is zero.
  package init(cause: String, message: String, severity: Int = 0) {
    self.cause = cause
    self.message = message
    self.severity = severity
  }

  /// Makes a failure of an error that a property threw; its type is the cause.
  package init(of error: any Error) {
    if let failure = error as? Failure {
      self = failure
    } else {
      self.init(cause: "\(type(of: error))", message: "\(error)")
    }
  }
}

/// The answer of a property about one test case.
package enum Verdict: Hashable, Sendable {
  /// The property holds.
  case holds
  /// The property does not hold.
  case fails(Failure)
}

/// How the run of one test case ended.
package enum CaseOutcome: Hashable, Sendable {
  /// The property holds for the case.
  case passed
  /// The property does not hold for the case.
  case failed(Failure)
  /// The case does not count.
  case discarded(Discard)

  /// The failure, when there is one.
  package var failure: Failure? {
    guard case .failed(let failure) = self else { return nil }
    return failure
  }
}

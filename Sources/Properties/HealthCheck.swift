/// A way in which a test is weak although the property holds.
package enum HealthCheck: Hashable, Sendable, CaseIterable {
  /// Cases need too many choices on average; measured in choices, not in time.
  case tooSlow
  /// Most cases are rejected.
  case rejectsTooMuch
  /// Many cases exceed the limit of choices.
  case tooLarge
}

/// A weakness found, with its evidence.
package enum HealthFinding: Hashable, Sendable {
  /// Cases need more choices on average than ``HealthLimits/choicesPerCaseMean``.
  case tooSlow(choices: Int, cases: Int)
  /// Of so many cases, so many were rejected.
  case rejectsTooMuch(rejected: Int, cases: Int)
  /// Of so many cases, so many exceeded the limit of choices.
  case tooLarge(oversized: Int, cases: Int)

  /// The kind of weakness.
  package var check: HealthCheck {
    switch self {
    case .tooSlow: .tooSlow
    case .rejectsTooMuch: .rejectsTooMuch
    case .tooLarge: .tooLarge
    }
  }

  /// The weakness and its cure, for a person to read.
  package var description: String {
    switch self {
    case .tooSlow(let choices, let cases):
      "\(cases) cases took \(choices) choices: generate smaller values"
    case .rejectsTooMuch(let rejected, let cases):
      "\(rejected) of \(cases) cases were rejected: generate valid values by construction"
    case .tooLarge(let oversized, let cases):
      "\(oversized) of \(cases) cases exceeded the choices of a case: bound the recursion"
    }
  }
}

/// The bounds of health.
package enum HealthLimits {
  /// The mean number of choices of a case above which a test is too slow.
  package static let choicesPerCaseMean = 4_096
  /// The number of cases before which nothing is called unhealthy.
  package static let casesMin = 50
  /// The number of invalid cases for each valid one that is too many.
  package static let rejectedPerValid = 9
  /// The share of oversized cases that is too large: one in this many.
  package static let oversizedShare = 5

  static func findings(in statistics: Statistics) -> [HealthFinding] {
    let cases = statistics.caseCount
    guard cases >= casesMin else { return [] }
    var findings: [HealthFinding] = []
    if statistics.choiceCount > cases * choicesPerCaseMean {
      findings.append(.tooSlow(choices: statistics.choiceCount, cases: cases))
    }
    if statistics.rejectedCount > statistics.validCount * rejectedPerValid {
      findings.append(.rejectsTooMuch(rejected: statistics.rejectedCount, cases: cases))
    }
    if statistics.tooLargeCount * oversizedShare > cases {
      findings.append(.tooLarge(oversized: statistics.tooLargeCount, cases: cases))
    }
    return findings
  }
}

import Checking

/// How often each verdict occurs.
struct VerdictMix: CustomStringConvertible {
  private var counts: [Obligation: [String: Int]] = [:]
  private var total = 0

  mutating func add(_ verdicts: [Obligation: Verdict]) {
    total += 1
    for (obligation, verdict) in verdicts {
      counts[obligation, default: [:]][verdict.word, default: 0] += 1
    }
  }

  /// The verdicts that occur in fewer than so many cases of a hundred.
  func rare(below percent: Int) -> [String] {
    Obligation.allCases.flatMap { obligation in
      Self.possible(obligation)
        .filter {
          (counts[obligation]?[$0] ?? 0) * 100 < total * percent
        }
        .map { "\(obligation) \($0)" }
    }
  }

  private static func possible(_ obligation: Obligation) -> [String] {
    switch obligation {
    case .coverage, .support, .ordering, .residency: ["proved", "refuted"]
    case .memory, .deadline, .profit: ["proved", "refuted", "undecided"]
    }
  }

  var description: String {
    let lines = Obligation.allCases.map { obligation in
      "\(obligation): "
        + Self.possible(obligation)
        .map { word in
          let count = counts[obligation]?[word] ?? 0
          return "\(word) \(total == 0 ? 0 : count * 1000 / total)‰"
        }
        .joined(separator: ", ")
    }
    return "\(total) scenarios\n" + lines.joined(separator: "\n")
  }
}

/// How shrinking ended.
package enum ShrinkOutcome: Hashable, Sendable {
  /// No pass finds anything simpler; so many cases were run.
  case minimal(cases: Int)
  /// The budget of so many cases ran out, and something simpler may exist.
  case budgetSpent(cases: Int)
  /// Shrinking was not asked for.
  case notAttempted

  /// The outcome for a person to read.
  package var description: String {
    switch self {
    case .minimal(let cases): "minimal after \(cases) cases"
    case .budgetSpent(let cases): "not minimal: the budget of \(cases) cases was spent"
    case .notAttempted: "not shrunk"
    }
  }
}

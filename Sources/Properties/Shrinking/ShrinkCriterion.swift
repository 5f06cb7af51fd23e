package import Randomness

/// Says which failures may stand for the one that was found.
package struct ShrinkCriterion: Sendable {
  /// Returns whether a candidate may stand for what was found.
  package let accepts: @Sendable (_ found: Failure, _ candidate: Failure) -> Bool

  /// Makes a criterion.
  package init(
    _ accepts: @escaping @Sendable (_ found: Failure, _ candidate: Failure) -> Bool
  ) {
    self.accepts = accepts
  }

  /// Failures of the same cause, so that a defect is not exchanged for another.
  package static let sameCause = ShrinkCriterion { found, candidate in
    found.cause == candidate.cause
  }

  /// Failures of the same cause that keep a share of a severity, which must not be negative.
  package static func keepingSeverity(_ share: Odds) -> ShrinkCriterion {
    ShrinkCriterion { found, candidate in
      found.cause == candidate.cause && candidate.severity >= 0
        && share.isReached(
          by: UInt64(candidate.severity),
          of: UInt64(max(found.severity, 0))
        )
    }
  }
}

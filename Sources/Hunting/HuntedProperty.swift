package import Checking

/// What a strategy is held to.
package enum HuntedProperty: String, Hashable, Sendable, CaseIterable {
  /// Its plans are never slower than the best single processor.
  case profit
  /// Its plans are never slower than another strategy's.
  case against
  case coverage
  case support
  case ordering
  case residency
  case memory
  /// Asked twice, it answers with the same plan.
  case determinism
  /// A device with one thing faster or larger never makes its plan much slower.
  case monotonicity
  /// It answers in time, does not crash, and its answer is a plan for the task.
  case wellFormed = "well-formed"

  /// The obligation of the plan that it is, if it is one.
  package var obligation: Obligation? { Obligation(rawValue: rawValue) }

  /// What a plan must keep to be legal at all.
  package static let safety: [HuntedProperty] = [
    .support, .coverage, .residency, .ordering, .memory,
  ]
}

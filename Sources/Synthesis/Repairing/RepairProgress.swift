/// How far the search for a repair is.
package struct RepairProgress: Hashable, Sendable {
  /// What is tried at the moment.
  package enum Stage: Hashable, Sendable {
    /// All repairs by so many changes.
    case changes(Int)
    /// One fault after the other, since a full search would take too long.
    case faults
  }

  /// What is tried at the moment.
  package let stage: Stage
  /// The plans that were looked at in this search.
  package let plans: Int
  /// How many plans the search looks at at most.
  package let mostPlans: Int
}

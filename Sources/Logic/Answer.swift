package import Quantities

/// What a solver says to a query.
package enum Answer: Hashable, Sendable {
  /// Everything holds under this assignment, which the evaluator has confirmed.
  case satisfiable(Assignment)
  /// These assumptions cannot hold together with the constraints.
  case unsatisfiable(UnsatisfiableCore)
  /// The solver gave up.
  case undecided(Indecision)
}

/// Assumptions that cannot hold together with a query's constraints.
package struct UnsatisfiableCore: Hashable, Sendable {
  /// The assumptions in the query's order; none where the constraints clash among themselves.
  package let members: [Index<Assumption>]
  /// Whether it was established that no member can be left out.
  package let isMinimal: Bool

  /// Makes a core of the members.
  package init(members: [Index<Assumption>], isMinimal: Bool) {
    self.members = members
    self.isMinimal = isMinimal
  }
}

/// Why a solver gave up.
package enum Indecision: Hashable, Sendable {
  /// The count of steps was spent.
  case resourceLimit
  /// The time was spent.
  case timeLimit
  /// The solver cannot decide this kind of query; what it says about it.
  case incomplete(reason: String)
}

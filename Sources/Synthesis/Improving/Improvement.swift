package import Plans
package import Quantities

/// What is known of better plans within a space.
package enum Improvement: Hashable, Sendable {
  /// This legal plan takes this time, which is less than what was to be beaten.
  case avoidable(Plan, time: Nanoseconds)
  /// No plan of the space takes less than the bound, and the bound is no less than what was to be
  /// beaten.
  case unavoidable(bound: Nanoseconds)
  /// No plan of the space is legal, because none fits into memory.
  case infeasible(MemoryConflict)
  /// Neither a better plan nor a proof was found, and why.
  case undecided(reason: String)

  /// The word in a report.
  package var word: String {
    switch self {
    case .avoidable: "avoidable"
    case .unavoidable: "unavoidable"
    case .infeasible: "infeasible"
    case .undecided: "undecided"
    }
  }
}

/// What gives a lower bound on the time of all plans of a space.
package enum BoundArgument: Hashable, Sendable {
  /// The longest chain of reads, each operator on the processor that is best for the next.
  case path
  /// The work, shared out among the processors as well as can be.
  case load
  /// The work, shared out among parts too, the shortest part of each operator on a chain of reads,
  /// and a copy into each pool that is used.
  case parts
  /// The sum over stretches between operators that all others come before or after.
  case segments
  /// A branch and bound leaves no order of the operators out.
  case search
  /// The solver refutes every earlier end.
  case solver

  /// The argument in words.
  package var words: String {
    switch self {
    case .path: "the longest chain of reads, each operator on the best processor for it"
    case .load: "the work, shared out among the processors as well as can be"
    case .parts:
      "for each set of pools: the work, shared out among parts too; the shortest parts on a chain "
        + "of reads; the least copy into each pool"
    case .segments: "the solver's optima of the stretches between operators that all others wait on"
    case .search: "a branch and bound through every order of the operators on every processor"
    case .solver: "the solver refutes every earlier end"
    }
  }
}

/// A lower bound on the time of all plans of a space, and why it holds.
package struct ProvedBound: Hashable, Sendable {
  package let time: Nanoseconds
  package let argument: BoundArgument

  /// Makes a bound.
  package init(_ time: Nanoseconds, by argument: BoundArgument) {
    self.time = time
    self.argument = argument
  }
}

/// What was found in one space.
package struct SpaceOutcome: Hashable, Sendable {
  package let space: PlanSpace
  package let improvement: Improvement
  /// The best lower bound found; nil where the space has no legal plan or none was computed.
  package let bound: ProvedBound?
  /// The time of the fastest legal plan met in the space; nil where none was.
  package let best: Nanoseconds?
  /// Whether the fastest plan met is as fast as the bound.
  package var isOptimal: Bool { best != nil && best == bound?.time }
}

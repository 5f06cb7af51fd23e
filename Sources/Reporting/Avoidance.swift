package import Plans
package import Quantities

/// Whether a loss could have been avoided, and what shows it.
package enum Avoidance: Hashable, Sendable {
  /// A legal plan beats the single processor: this one.
  case avoidable(BetterPlan)
  /// No plan of a stated space beats the single processor.
  case unavoidable(LowerBound)
  /// Not known, for the reason given in a clause; with the best bound that was reached, if any.
  case open(reason: String, bound: LowerBound?)

  /// A plan that the strategy missed.
  package struct BetterPlan: Hashable, Sendable {
    /// The plan, for the same task as the one reported on.
    package let plan: Plan
    /// How it was found, in a clause.
    package let method: String

    /// Takes a plan that was judged legal and faster than the single processor.
    package init(_ plan: Plan, method: String) {
      self.plan = plan
      self.method = method
    }
  }

  /// A time that no plan of a space undercuts.
  package struct LowerBound: Hashable, Sendable {
    /// The time.
    package let time: Nanoseconds
    /// The plans that it holds for, in a clause.
    package let space: String
    /// How it was proved, in a clause.
    package let method: String

    /// Takes a bound that was proved.
    package init(_ time: Nanoseconds, space: String, method: String) {
      self.time = time
      self.space = space
      self.method = method
    }
  }
}

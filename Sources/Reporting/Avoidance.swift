package import Plans
package import Quantities

/// Whether a loss could have been avoided, and what shows it.
package enum Avoidance: Hashable, Sendable {
  /// A legal plan beats the single processor: this one.
  case avoidable(BetterPlan)
  /// No plan of a stated space beats the single processor.
  case unavoidable(LowerBound)
  /// Neither a better plan nor a proof was found.
  case open(OpenQuestion)

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

  /// What was tried, and what is known all the same.
  package struct OpenQuestion: Hashable, Sendable {
    /// Why nothing was decided, in a clause.
    package let reason: String
    /// What was tried.
    package let trials: [Trial]
    /// The best bound that was reached, if any.
    package let bound: LowerBound?

    /// Collects what was tried.
    package init(reason: String, trials: [Trial], bound: LowerBound?) {
      self.reason = reason
      self.trials = trials
      self.bound = bound
    }
  }

  /// A search among plans of one space.
  package struct Trial: Hashable, Sendable {
    /// How many plans were simulated.
    package let simulated: Int
    /// The plans in a few words.
    package let plans: String
    /// What they are exactly, in a clause.
    package let meaning: String

    /// Takes a search.
    package init(simulated: Int, plans: String, meaning: String) {
      self.simulated = simulated
      self.plans = plans
      self.meaning = meaning
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

package import Logic
package import Plans
package import Quantities

/// The answer to "is there a better plan?".
package struct ImprovementReport: Sendable {
  /// The time of the given plan; nil where none is given or it is not legal.
  package let planTime: Nanoseconds?
  /// Why the given plan is not legal; nil where it is.
  package let illegality: String?
  /// The fastest single processor.
  package let baseline: String
  /// Its time.
  package let baselineTime: Nanoseconds
  /// What was found in each space, in the order asked for.
  package let outcomes: [SpaceOutcome]
  /// The questions to the solver.
  package let questions: [SecondOpinion.Question]

  /// What is to be beaten: the faster of the given plan and the best single processor.
  package var target: Nanoseconds { min(planTime ?? baselineTime, baselineTime) }

  /// Whether the given plan is legal and loses to the best single processor.
  package var isPitfall: Bool { planTime.map { $0 > baselineTime } ?? false }

  /// The fastest better plan, with its space; nil where there is none.
  package var better: (plan: Plan, time: Nanoseconds, space: PlanSpace)? {
    var best: (plan: Plan, time: Nanoseconds, space: PlanSpace)?
    for outcome in outcomes {
      guard case .avoidable(let plan, let time) = outcome.improvement else { continue }
      if best.map({ time < $0.time }) ?? true { best = (plan, time, outcome.space) }
    }
    return best
  }

  /// Avoidable if a better plan was found in any space, unavoidable if none exists in any of them.
  package var conclusion: Improvement {
    if let better { return .avoidable(better.plan, time: better.time) }
    var least: Nanoseconds?
    for outcome in outcomes {
      switch outcome.improvement {
      case .avoidable: continue
      case .undecided, .infeasible: return outcome.improvement
      case .unavoidable(let bound): least = min(least ?? bound, bound)
      }
    }
    return least.map { .unavoidable(bound: $0) } ?? .undecided(reason: "no space was searched")
  }
}

import ArgumentParser
import Checking
import Graphs
import Plans
import Quantities
import Reporting
import Strategies
import Synthesis
import Z3Solving

/// The option that asks why a plan loses, or how much faster it could be.
struct ProfitOptions: ParsableArguments {
  @Flag(help: "Look longer for a better plan: one that was missed, or a proof of none.")
  var explainProfit = false
}

/// Whether the loss of a plan could have been avoided.
struct ProfitExplanation {
  let report: ImprovementReport

  /// Up to how many operators a page that nobody asked to explain is explained all the same.
  static let mostOperators = 256

  /// How much is spent then: the solver is asked about stretches of small models only.
  private static func effort(operators: Int) -> ImprovementEffort {
    operators <= 64 ? ImprovementEffort(commands: 60_000, exactOperators: 12) : .little
  }

  /// What is said of a larger model's loss.
  static func unasked(operators: Int) -> Avoidance {
    .open(
      Avoidance.OpenQuestion(
        reason: "for \(operators) operators nothing is looked for unless '--explain-profit' asks",
        trials: [],
        bound: nil
      )
    )
  }

  /// Looks for better plans of whole operators, and of operators divided by eighths; where little
  /// may be spent on a large model, by halves.
  init(_ source: PlanSource, isThorough: Bool) throws {
    let count = source.task.graph.operators.count
    let effort = isThorough ? .usual : Self.effort(operators: count)
    let steps = isThorough || effort.exactOperators > 0 ? 8 : 2
    let improver = Improver(Z3Solver(), effort: effort)
    report = try improver.improve(
      source.plan,
      for: source.task,
      in: [.wholeOperators, .splits(steps: steps)]
    )
  }

  /// The answer as a page shows it; nil where the plan is no pitfall.
  var avoidance: Avoidance? {
    guard report.isPitfall else { return nil }
    let trials = report.outcomes.map {
      Avoidance.Trial(
        simulated: $0.simulated,
        plans: $0.space.plans,
        meaning: $0.space.sentence
      )
    }
    if let better = report.better {
      return .avoidable(
        Avoidance.BetterPlan(better.plan, method: "among \(better.space.plans)")
      )
    }
    // Where nothing is better in any space, the widest says most.
    let unbeaten = report.outcomes.last { outcome in
      if case .unavoidable = outcome.improvement { true } else { false }
    }
    let bounded = unbeaten ?? report.outcomes.first { $0.bound != nil }
    let bound = bounded.flatMap { outcome in
      outcome.bound.map {
        Avoidance.LowerBound($0.time, space: outcome.space.plans, method: $0.argument.words)
      }
    }
    switch report.conclusion {
    case .avoidable: return nil
    case .unavoidable:
      return bound.map { .unavoidable($0) }
    case .infeasible(let conflict):
      return .open(
        Avoidance.OpenQuestion(reason: conflict.sentence, trials: trials, bound: nil)
      )
    case .undecided(let reason):
      return .open(Avoidance.OpenQuestion(reason: reason, trials: trials, bound: bound))
    }
  }
}

import ArgumentParser
import Checking
import Plans
import Reporting
import Synthesis
import Z3Solving

/// The option that asks why a plan loses, or how much faster it could be.
struct ProfitOptions: ParsableArguments {
  @Flag(help: "Also say whether a better plan exists: one that was missed, or a proof of none.")
  var explainProfit = false
}

/// Whether the loss of a plan could have been avoided.
struct ProfitExplanation {
  let report: ImprovementReport

  /// What a page looks for by itself: models of at most this many operators, with a tenth of the
  /// usual effort.
  static let smallModel = 64
  private static let littleEffort = ImprovementEffort(
    commands: ImprovementEffort.usual.commands / 10,
    exactOperators: ImprovementEffort.usual.exactOperators / 2
  )

  /// Looks for better plans of whole operators, and of operators divided by eighths.
  init(_ source: PlanSource, isThorough: Bool) throws {
    let improver = Improver(Z3Solver(), effort: isThorough ? .usual : Self.littleEffort)
    do throws(CheckingDefect) {
      report = try improver.improve(
        source.plan,
        for: source.task,
        in: [.wholeOperators, .splits(steps: 8)]
      )
    } catch {
      throw Failure(error)
    }
  }

  /// The answer as a page shows it; nil where the plan is no pitfall.
  var avoidance: Avoidance? {
    guard report.isPitfall else { return nil }
    if let better = report.better {
      return .avoidable(
        Avoidance.BetterPlan(better.plan, method: "found among plans with " + better.space.sentence)
      )
    }
    // Where nothing is better in any space, the widest says most.
    let unbeaten = report.outcomes.last { outcome in
      if case .unavoidable = outcome.improvement { true } else { false }
    }
    let bounded = unbeaten ?? report.outcomes.first { $0.bound != nil }
    let bound = bounded.flatMap { outcome in
      outcome.bound.map {
        Avoidance.LowerBound($0.time, space: outcome.space.sentence, method: $0.argument.words)
      }
    }
    switch report.conclusion {
    case .avoidable: return nil
    case .unavoidable:
      return bound.map { .unavoidable($0) }
    case .infeasible(let conflict): return .open(reason: conflict.sentence, bound: nil)
    case .undecided(let reason): return .open(reason: reason, bound: bound)
    }
  }
}

import Checking
import Graphs
package import Logic
package import Plans
import Quantities
package import Strategies

/// The least schedule of whole operators, proved by the solver, as a plan.
///
/// Copies are scheduled too, one after the other on each link. Contention for memory bandwidth is
/// left out, so that on devices that limit it another plan may be faster in the simulator. Option
/// `operators`: up to how many operators it tries.
package struct OptimalStrategy<Oracle: Solver & Sendable>: Strategy {
  private let solver: Oracle
  private let mostOperators: Int
  private let limit: SolverLimit

  /// Makes the strategy.
  package init(
    _ solver: Oracle,
    mostOperators: Int = 30,
    limit: SolverLimit = Checker<Oracle>.usualLimit
  ) {
    self.solver = solver
    self.mostOperators = mostOperators
    self.limit = limit
  }

  package var provenance: Plan.Provenance { Plan.Provenance(name: "optimal", version: "1") }

  package func plan(for task: Task) throws(StrategyError) -> Plan {
    let count = task.graph.operators.count
    guard count <= mostOperators else {
      throw noPlan(
        "the model has \(count) operators, it tries up to \(mostOperators); raise the option "
          + "'operators', or use 'heft'"
      )
    }
    let rooms = FittingProblem(task)
    if !rooms.isRoomy, case .impossible(let conflict) = Fitting(rooms) {
      throw noPlan(conflict.sentence)
    }
    let problem = SchedulingProblem(task)
    let outcome: ExactSearch<Oracle>.Outcome
    do throws(CheckingDefect) {
      outcome = try ExactSearch(solver, limit: limit).run(problem)
    } catch {
      throw noPlan("pitfall contradicts itself: \(error)")
    }
    guard outcome.indecision == nil else {
      throw noPlan("the solver's step limit was reached before the optimum was proved")
    }
    guard let schedule = outcome.best else {
      throw noPlan("no processor runs some operator with what it reads")
    }
    return fastest(schedule.plan(for: problem, on: task.device, provenance), task)
  }

  /// The plan with its copies written out, or without them where that is as fast.
  private func fastest(_ written: Plan, _ task: Task) -> Plan {
    let short = Plan(
      synchronization: .implicit,
      strategy: provenance,
      steps: written.steps.values.filter { step in
        if case .run = step.action { true } else { false }
      }
    )
    guard let shortTime = task.time(short), let time = task.time(written)
    else { return written }
    return shortTime <= time ? short : written
  }

  private func noPlan(_ reason: String) -> StrategyError {
    .noPlan(strategy: "optimal", reason: reason)
  }

  /// The strategy as the command line lists it.
  package static func entry(_ solver: Oracle) -> StrategyCatalogue.Entry {
    StrategyCatalogue.Entry(
      name: "optimal",
      summary: "the least schedule of whole operators, proved by the solver; for small models",
      options: [("operators", "up to how many operators it tries (default 30)")]
    ) { options throws(StrategyError) in
      let text = options["operators"] ?? "30"
      guard let most = Int(text), most > 0 else {
        throw .badValue(text, option: "operators", expected: "a number above zero")
      }
      return OptimalStrategy(solver, mostOperators: most)
    }
  }
}

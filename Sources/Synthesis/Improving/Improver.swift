package import Checking
import Costs
import Devices
import Graphs
package import Logic
package import Plans
import Quantities
import Simulation
package import Strategies

/// Finds a legal plan that beats the best single processor, or proves that there is none.
///
/// Plans come from the strategies, from the solver's schedules and from a search on the simulator;
/// each is verified by the checker before it counts. Bounds come from arguments that leave
/// contention out, which only lengthens commands.
package struct Improver<Oracle: Solver> {
  private let solver: Oracle
  private let limit: SolverLimit
  private let effort: ImprovementEffort
  private let proof: ExactSearch<Oracle>.Proof

  /// Makes an improver that asks the given solver.
  package init(
    _ solver: Oracle,
    limit: SolverLimit? = nil,
    effort: ImprovementEffort = .usual,
    proof: ExactSearch<Oracle>.Proof = .search
  ) {
    self.proof = proof
    self.solver = solver
    self.limit = limit ?? Checker<Oracle>.usualLimit
    self.effort = effort
  }

  /// Looks for better plans for a task in each of the spaces.
  ///
  /// - Throws: `CheckingDefect` where this package contradicts itself.
  package func improve(
    _ plan: Plan?,
    for task: Task,
    in spaces: [PlanSpace]
  ) throws(CheckingDefect) -> ImprovementReport {
    let baseline = Baseline(task, for: plan)
    var given: (time: Nanoseconds?, illegality: String?) = (nil, nil)
    if let plan { given = try standing(of: plan, task) }
    let baselineTime = baseline.best.timeline.latency
    let target = min(given.time ?? baselineTime, baselineTime)
    var outcomes: [SpaceOutcome] = []
    var questions: [SecondOpinion.Question] = []
    for space in spaces {
      var search = SpaceSearch(
        solver: solver,
        limit: limit,
        effort: effort,
        proof: proof,
        task: task,
        space: space,
        target: target
      )
      let starts = [plan, baseline.best.program.plan].compactMap { $0 } + earlier(outcomes)
      outcomes.append(try search.run(from: starts))
      questions += search.questions
    }
    return ImprovementReport(
      planTime: given.time,
      illegality: given.illegality,
      baseline: baseline.best.name,
      baselineTime: baselineTime,
      outcomes: outcomes,
      questions: questions
    )
  }

  /// The plans that spaces before this one have led to.
  private func earlier(_ outcomes: [SpaceOutcome]) -> [Plan] {
    outcomes.compactMap { outcome in
      if case .avoidable(let plan, time: _) = outcome.improvement { plan } else { nil }
    }
  }

  /// The plan's time, or why it is not legal.
  private func standing(of plan: Plan, _ task: Task) throws(CheckingDefect)
    -> (time: Nanoseconds?, illegality: String?)
  {
    let judgement = try Checker(solver, limit: limit).judge(plan, for: task, Obligation.safety)
    let broken = judgement.findings.first { $0.verdict != .proved }
    if let broken { return (nil, "\(broken.obligation.rawValue): \(broken.message)") }
    return (task.time(plan), nil)
  }
}

/// How much a search for better plans may spend.
package struct ImprovementEffort: Hashable, Sendable {
  /// How many commands it may simulate.
  package let commands: Int
  /// Up to how many operators the solver is asked about a whole task.
  package let exactOperators: Int

  /// Sets the effort.
  package init(commands: Int, exactOperators: Int) {
    self.commands = commands
    self.exactOperators = exactOperators
  }

  /// Up to how many operators plans with splits are bounded.
  static let mostSplitOperators = 400

  /// Bounds without the solver's help, and a few hundred plans: about a second for a hundred
  /// operators.
  package static let little = ImprovementEffort(commands: 30_000, exactOperators: 0)

  /// Some seconds in all.
  package static let usual = ImprovementEffort(commands: 600_000, exactOperators: 24)
}

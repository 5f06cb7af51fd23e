import Checking
import Devices
import Graphs
import Logic
import Plans
import Quantities
import Strategies

/// The search for a better plan, or for a proof that there is none, in one space.
struct SpaceSearch<Oracle: Solver> {
  private let solver: Oracle
  private let limit: SolverLimit
  private let effort: ImprovementEffort
  private let proof: ExactSearch<Oracle>.Proof
  private let task: Task
  private let space: PlanSpace
  /// What is to be beaten.
  private let target: Nanoseconds
  /// The questions asked so far.
  private(set) var questions: [SecondOpinion.Question] = []
  /// The fastest legal plan met so far.
  private var best: (plan: Plan, time: Nanoseconds)?
  private var bound: ProvedBound?
  private var simulated = 0

  init(
    solver: Oracle,
    limit: SolverLimit,
    effort: ImprovementEffort,
    proof: ExactSearch<Oracle>.Proof,
    task: Task,
    space: PlanSpace,
    target: Nanoseconds
  ) {
    self.solver = solver
    self.limit = limit
    self.effort = effort
    self.proof = proof
    self.task = task
    self.space = space
    self.target = target
  }

  mutating func run(from plans: [Plan]) throws(CheckingDefect) -> SpaceOutcome {
    let problem = SchedulingProblem(task)
    let bounds = PathBounds(problem)
    if let node = bounds.homeless {
      let name = task.graph.operators[node].name
      return outcome(.undecided(reason: "no plan is legal: no processor can run '\(name)'"))
    }
    guard space == .wholeOperators else {
      raiseWithSplits()
      if !isClosed { try search(from: plans) }
      return conclude("the fastest plan found and the bound on plans with splits leave a gap")
    }
    if let conflict = try fit() { return outcome(.infeasible(conflict)) }
    raise(bounds.least, by: .path)
    raise(LoadBound.least(problem.durations.values), by: .load)
    if !isClosed {
      let starts =
        plans
        + [
          Schedule.greedy(problem, bounds)?
            .plan(for: problem, on: task.device, PlanTimer.provenance)
        ]
        .compactMap { $0 }
      try search(from: starts)
    }
    if !isClosed || proof == .solver { try solve(problem) }
    return conclude(openReason)
  }

  /// Whether nothing is left to find: the bound excludes better plans, or is reached.
  private var isClosed: Bool {
    guard let bound else { return false }
    return bound.time >= min(target, best?.time ?? target)
  }

  private mutating func raise(_ time: Nanoseconds?, by argument: BoundArgument) {
    guard let time, bound.map({ $0.time < time }) ?? true else { return }
    bound = ProvedBound(time, by: argument)
  }

  private mutating func raiseWithSplits() {
    guard case .splits(let steps) = space,
      task.graph.operators.count <= ImprovementEffort.mostSplitOperators
    else { return }
    raise(SplitBound(task, steps: steps).time, by: .parts)
  }

  /// Why no plan of whole operators fits into memory; a plan that does is considered.
  private mutating func fit() throws(CheckingDefect) -> MemoryConflict? {
    let problem = FittingProblem(task)
    guard !problem.isRoomy else { return nil }
    switch Fitting(problem) {
    case .open: return nil
    case .impossible(let conflict): return conflict
    case .fits(let steps):
      try consider(problem.plan(steps, for: task, PlanTimer.provenance))
      return nil
    }
  }

  // MARK: Plans

  /// Counts a plan if it is faster than those before it and the checker finds it legal.
  private mutating func consider(_ plan: Plan) throws(CheckingDefect) {
    guard let time = task.time(plan), best.map({ time < $0.time }) ?? true else { return }
    let judgement = try Checker(solver, limit: limit).judge(plan, for: task, Obligation.safety)
    if judgement.verdict == .proved { best = (plan, time) }
  }

  /// Searches on the simulator from the given plans and those of the strategies.
  private mutating func search(from plans: [Plan]) throws(CheckingDefect) {
    guard effort.commands > 0 else { return }
    let menu = ChoiceMenu(task, space)
    var search = PlanSearch(task, menu, budget: effort.commands)
    var starts: [PlanSearch.Timed] = []
    for plan in plans + (strategyPlans) {
      guard let draft = Draft(plan, for: task), isInSpace(draft), let time = search.time(draft)
      else { continue }
      starts.append(PlanSearch.Timed(draft: draft, time: time))
    }
    starts.sort { $0.time < $1.time }
    for start in starts.prefix(2) {
      let found = search.improved(start)
      try consider(found.draft.plan())
      try consider(start.draft.plan())
    }
    simulated += search.simulated
  }

  private var strategyPlans: [Plan] {
    StrategyCatalogue.entries.filter { !["exhaustive", "nn-stretch"].contains($0.name) }
      .compactMap { entry in
        (try? StrategyCatalogue.strategy(named: entry.name))
          .flatMap { strategy in try? strategy.plan(for: task) }
      }
  }

  private func isInSpace(_ draft: Draft) -> Bool {
    space != .wholeOperators || draft.choices.values.allSatisfy { $0.shares.count == 1 }
  }

  // MARK: The solver

  /// Asks the solver about all schedules of a small model, or about the stretches of a large one.
  private mutating func solve(_ problem: SchedulingProblem) throws(CheckingDefect) {
    let goal = min(target, best?.time ?? target)
    guard task.graph.operators.count <= effort.exactOperators else {
      var search = StretchSearch(
        solver,
        limit: limit,
        mostOperators: effort.exactOperators,
        proof: proof,
        problem
      )
      let outcome = try search.run(below: goal)
      questions += search.questions
      raise(outcome.bound, by: .segments)
      if let draft = outcome.draft { try consider(draft.plan()) }
      return
    }
    let exact = ExactSearch(solver, limit: limit, proof: proof)
    let outcome = try exact.run(problem, below: goal)
    questions += outcome.questions
    raise(outcome.bound, by: outcome.isSolvers ? .solver : .search)
    guard let schedule = outcome.best else { return }
    let written = schedule.plan(for: problem, on: task.device, PlanTimer.provenance)
    if let draft = Draft(written, for: task) { try consider(draft.plan()) }
    try consider(written)
  }

  // MARK: Conclusions

  private var openReason: String {
    let count = task.graph.operators.count
    return count > effort.exactOperators
      ? "the model's \(count) operators leave a gap between the fastest plan found and the bound"
      : "the solver's limit was reached, or memory contention leaves a gap to its bound"
  }

  private func conclude(_ open: String) -> SpaceOutcome {
    if let best, best.time < target {
      return outcome(.avoidable(best.plan, time: best.time))
    }
    if let bound, bound.time >= target { return outcome(.unavoidable(bound: bound.time)) }
    return outcome(.undecided(reason: open))
  }

  private func outcome(_ improvement: Improvement) -> SpaceOutcome {
    SpaceOutcome(
      space: space,
      improvement: improvement,
      bound: bound,
      best: best?.time,
      simulated: simulated
    )
  }
}

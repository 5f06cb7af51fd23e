import Checking
import Graphs
import Logic
import Plans
import Quantities
import Strategies

/// A search for a repair, change by change.
struct RepairSearch<Oracle: Solver> {
  private let solver: Oracle
  private let limit: SolverLimit
  private let task: Task
  /// How many plans may still be looked at.
  private(set) var budget: Int {
    didSet { progress(RepairProgress(stage: stage, plans: most - budget, mostPlans: most)) }
  }
  /// What is tried at the moment.
  var stage = RepairProgress.Stage.faults
  private let most: Int
  private let progress: (RepairProgress) -> Void
  /// The plans from which so many changes lead nowhere.
  private var exhausted: [Plan: Int] = [:]

  /// The first thing that is wrong with a plan.
  enum Problem {
    case faults([Fault])
    case memory(Finding)
  }

  /// Makes a search that looks at so many plans at most, and tells after each how far it is.
  init(
    solver: Oracle,
    limit: SolverLimit,
    task: Task,
    budget: Int,
    progress: @escaping (RepairProgress) -> Void
  ) {
    self.solver = solver
    self.limit = limit
    self.task = task
    self.budget = budget
    most = budget
    self.progress = progress
  }

  /// What is wrong with a plan; nil where it is legal.
  mutating func problem(of plan: Plan) throws(CheckingDefect) -> Problem? {
    try problem(of: Subject(plan, for: task))
  }

  private func problem(of subject: Subject) throws(CheckingDefect) -> Problem? {
    let faults = subject.faults
    if !faults.isEmpty { return .faults(faults) }
    let judgement = try Checker(solver, limit: limit)
      .judge(subject.program.plan, for: task, Obligation.safety)
    guard let finding = judgement.findings.first(where: { $0.verdict != .proved }) else {
      return nil
    }
    guard finding.obligation == .memory else {
      throw .disagreement(finding.obligation, "the direct reading finds nothing wrong")
    }
    return .memory(finding)
  }

  /// The changes that bear on a problem.
  private func edits(_ subject: Subject, _ problem: Problem) -> [Edit] {
    let proposals = EditProposals(subject: subject)
    switch problem {
    case .faults(let faults): return faults.first.map { proposals.edits(for: $0) } ?? []
    case .memory(let finding):
      if case .placements(let problems) = finding.evidence {
        var positions: [Int] = []
        for problem in problems {
          positions.append(problem.placement)
          if case .overlaps(let other) = problem.kind { positions.append(other) }
        }
        return proposals.moving(positions) + proposals.relieving(finding.steps)
      }
      return proposals.relieving(finding.steps)
    }
  }

  // MARK: Exhaustive

  /// A repair by exactly so many changes, nil where there is none or nothing is left to spend.
  mutating func repair(_ plan: Plan, by count: Int) throws(CheckingDefect) -> [Edit]? {
    let subject = Subject(plan, for: task)
    guard let problem = try problem(of: subject) else { return [] }
    guard count > 0, (exhausted[plan] ?? 0) < count else { return nil }
    for edit in edits(subject, problem) {
      guard budget > 0 else { return nil }
      budget -= 1
      let changed = edit.applied(to: plan)
      guard isWellFormed(changed) else { continue }
      if count == 1 {
        if try self.problem(of: Subject(changed, for: task)) == nil { return [edit] }
      } else if let rest = try repair(changed, by: count - 1) {
        return [edit] + rest
      }
    }
    exhausted[plan] = count
    return nil
  }

  /// The first of some changes that makes the plan legal by itself.
  func repairing(among edits: [Edit], _ plan: Plan) throws(CheckingDefect) -> Edit? {
    for edit in edits where try isLegal(edit.applied(to: plan)) { return edit }
    return nil
  }

  /// Whether a plan keeps every safety obligation; most that do not are told by a direct reading.
  func isLegal(_ plan: Plan) throws(CheckingDefect) -> Bool {
    guard isWellFormed(plan) else { return false }
    let subject = Subject(plan, for: task)
    guard subject.doubts(among: Obligation.safety).isEmpty else { return false }
    return try problem(of: subject) == nil
  }

  /// Whether every copy has a link and every part lies in its tensor.
  func isWellFormed(_ plan: Plan) -> Bool {
    plan.steps.values.allSatisfy { step in
      guard let part = step.part else { return true }
      let tensor =
        switch step.action {
        case .copy(let tensor, from: _, to: _, part: _): Optional(tensor)
        case .run(let node, on: _, part: _, precision: _):
          task.graph.operators[node].outputs.first.flatMap { $0 }
        }
      guard let shape = tensor.map({ task.graph.tensors[$0].shape }) else { return false }
      return shape.dimensions.indices.contains(part.dimension) && !part.range.isEmpty
        && part.range.lowerBound >= 0 && part.range.upperBound <= shape[part.dimension]
    }
  }

  // MARK: Greedy

  /// Changes that each leave less wrong than before, nil where none goes on.
  mutating func descend(from plan: Plan) throws(CheckingDefect) -> [Edit]? {
    var current = plan
    var path: [Edit] = []
    var seen: Set<Plan> = [plan]
    while budget > 0, path.count < 10_000 {
      let subject = Subject(current, for: task)
      guard let problem = try problem(of: subject) else { return path }
      var best: (edit: Edit, plan: Plan, count: Int)?
      for edit in edits(subject, problem).prefix(60) {
        guard budget > 0 else { break }
        budget -= 1
        let changed = edit.applied(to: current)
        guard isWellFormed(changed), !seen.contains(changed) else { continue }
        let count = try severity(changed)
        if best.map({ count < $0.count }) ?? true { best = (edit, changed, count) }
      }
      guard let best else { return nil }
      seen.insert(best.plan)
      path.append(best.edit)
      current = best.plan
    }
    return nil
  }

  /// How much is wrong: the faults, and less than one where only memory is left.
  private func severity(_ plan: Plan) throws(CheckingDefect) -> Int {
    switch try problem(of: Subject(plan, for: task)) {
    case nil: 0
    case .memory: 1
    case .faults(let faults): 1 + faults.count
    }
  }
}

package import Checking
import Devices
import Documents
import Graphs
package import Logic
package import Plans
import Quantities
package import Strategies

/// Finds the fewest changes that make a plan legal.
///
/// It tries one change, then two, and so on; at each plan on the way only those changes that bear
/// on the first thing that is wrong with it. So a repair by n changes comes with the proof that no
/// repair by fewer of these changes exists. For small plans that seem to need several, all single
/// changes are tried, too, and all pairs of them where three seem to be needed. What it returns has
/// been judged by the checker.
package struct Repairer<Oracle: Solver> {
  private let solver: Oracle
  private let limit: SolverLimit
  private let mostEdits: Int
  private let mostPlans: Int

  /// Makes a repairer that tries so many changes and so many plans.
  package init(
    _ solver: Oracle,
    limit: SolverLimit? = nil,
    mostEdits: Int = 4,
    mostPlans: Int = 20_000
  ) {
    self.solver = solver
    self.limit = limit ?? Checker<Oracle>.usualLimit
    self.mostEdits = mostEdits
    self.mostPlans = mostPlans
  }

  /// Repairs a plan; `progress` is told how far the search is after each plan that it looks at.
  ///
  /// - Throws: `CheckingDefect` where this package contradicts itself.
  package func repair(
    _ plan: Plan,
    for task: Task,
    progress: @escaping (RepairProgress) -> Void = { _ in }
  ) throws(CheckingDefect) -> Repair {
    if let reason = hopelessness(plan, task) { return .impossible(reason: reason) }
    var search = search(task, progress)
    if try search.problem(of: plan) == nil { return .alreadyLegal }
    for count in 1...max(mostEdits, 1) {
      search.stage = .changes(count)
      guard let path = try search.repair(plan, by: count) else {
        if search.budget > 0 { continue }
        return try greedy(plan, task, provedBelow: count, progress)
      }
      guard count > 1, let singles = SingleEdits(plan, task).all else {
        return result(plan, task, path, .proved)
      }
      if let only = try search.repairing(among: singles, plan) {
        return result(plan, task, [only], .proved)
      }
      guard count > 2 else {
        return result(plan, task, path, .provedAmong(singles: singles.count, pairs: nil))
      }
      switch try PairedEdits(search, task).outcome(plan, singles) {
      case .legal(let pair): return result(plan, task, pair, .proved)
      case .none(let pairs):
        return result(plan, task, path, .provedAmong(singles: singles.count, pairs: pairs))
      case .open:
        return result(plan, task, path, .provedAmong(singles: singles.count, pairs: nil))
      }
    }
    return .undecided(
      reason: "no repair by up to \(mostEdits) changes exists among those that were tried"
    )
  }

  /// Mends one fault after the other, for what is too far from legal for the full search.
  private func greedy(
    _ plan: Plan,
    _ task: Task,
    provedBelow count: Int,
    _ progress: @escaping (RepairProgress) -> Void
  ) throws(CheckingDefect) -> Repair {
    var search = search(task, progress)
    guard let path = try search.descend(from: plan) else {
      return .undecided(
        reason: "no repair was found within \(2 * mostPlans) plans; there is none by fewer than "
          + "\(count) changes"
      )
    }
    let reason = "there is no repair by fewer than \(count) changes, others were not all tried"
    return result(plan, task, path, .unproved(reason: reason))
  }

  private func search(_ task: Task, _ progress: @escaping (RepairProgress) -> Void)
    -> RepairSearch<Oracle>
  {
    RepairSearch(
      solver: solver,
      limit: limit,
      task: task,
      budget: mostPlans,
      progress: progress
    )
  }

  private func result(
    _ plan: Plan,
    _ task: Task,
    _ path: [Edit],
    _ minimality: Repair.Minimality
  ) -> Repair {
    var current = plan
    var lines: [String] = []
    for edit in path {
      lines.append(edit.words(current, task))
      current = edit.applied(to: current)
    }
    return .repaired(current, lines, minimality)
  }

  /// Why no plan is legal, whatever is changed; nil where that is not known.
  private func hopelessness(_ plan: Plan, _ task: Task) -> String? {
    for node in task.graph.operators.indices {
      let reasons = task.device.processors.values.map {
        $0.refusals(of: node, in: task.graph).first
      }
      if reasons.contains(where: { $0 == nil }) { continue }
      let runs = plan.steps.values.filter { step in
        if case .run(node, on: _, part: _, precision: _?) = step.action { true } else { false }
      }
      if !runs.isEmpty { continue }
      let words = zip(task.device.processors.values, reasons)
        .map { "\($0.name): \($1?.reason ?? "")" }.joined(separator: "; ")
      return "no processor accepts \(quoted(task.graph.operators[node].name)) (\(words))"
    }
    return nil
  }
}

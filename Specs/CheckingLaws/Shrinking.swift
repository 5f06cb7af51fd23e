import Plans
import Quantities
import Strategies

/// Makes failing scenarios smaller by leaving out what does not matter.
enum Shrinking {
  /// A scenario that still fails, from which no step, wait, placement or part can be left out.
  static func shrunk(_ scenario: Scenario, _ fails: (Scenario) -> Bool) -> Scenario {
    var best = scenario
    while let smaller = candidates(best).first(where: fails) { best = smaller }
    return best
  }

  private static func candidates(_ scenario: Scenario) -> [Scenario] {
    let draft = PlanDraft(scenario.plan)
    var drafts: [PlanDraft] = []
    for position in draft.actions.indices where draft.actions.count > 1 {
      var smaller = draft
      smaller.remove(position)
      drafts.append(smaller)
    }
    for position in draft.waits.indices {
      var smaller = draft
      smaller.waits.remove(at: position)
      drafts.append(smaller)
    }
    for position in draft.placements.indices {
      var smaller = draft
      smaller.placements.remove(at: position)
      drafts.append(smaller)
    }
    for position in draft.actions.indices {
      guard let whole = draft.actions[position].whole else { continue }
      var smaller = draft
      smaller.actions[position] = whole
      drafts.append(smaller)
    }
    return
      drafts.map { smaller in
        var result = scenario
        result.plan = smaller.plan(scenario.plan.synchronization)
        return result
      }
      .filter { candidate in
        let program = Program(
          candidate.plan,
          graph: candidate.task.graph,
          device: candidate.task.device
        )
        return program.commands.count <= ScenarioGenerator.mostCommands
      }
  }
}

extension Step.Action {
  /// The same without its part, nil where it has none.
  fileprivate var whole: Step.Action? {
    switch self {
    case .run(_, on: _, part: nil, precision: _), .copy(_, from: _, to: _, part: nil): nil
    case .run(let node, on: let processor, part: _, let precision):
      .run(node, on: processor, part: nil, precision: precision)
    case .copy(let tensor, from: let source, to: let target, part: _):
      .copy(tensor, from: source, to: target, part: nil)
    }
  }
}

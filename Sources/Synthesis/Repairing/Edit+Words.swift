import Devices
import Documents
import Graphs
import Plans
import Quantities
import Strategies

extension Edit {
  /// The change in a line, in the names of the plan that it changes.
  func words(_ plan: Plan, _ task: Task) -> String {
    func name(_ step: Index<Step>) -> String { quoted(plan.steps[step].id) }
    func wait(_ position: Int) -> String {
      "\(name(plan.waits[position].step)) waits for \(name(plan.waits[position].predecessor))"
    }
    switch self {
    case .addWait(let step, let before):
      return "add a wait: \(name(step)) waits for \(name(before))"
    case .removeWait(let position):
      return "remove the wait that \(wait(position))"
    case .replaceWait(let position, let step, let before):
      return "replace the wait that \(wait(position)): \(name(step)) waits for \(name(before))"
    case .moveStep(let step, to: let position):
      let others = plan.steps.values.enumerated().filter { $0.offset != step.value }.map(\.element)
      let place = position < others.count ? "before \(quoted(others[position].id))" : "to the end"
      return "move step \(name(step)) \(place)"
    case .removeStep(let step):
      return "remove step \(name(step)), which \(Self.words(plan.steps[step].action, task))"
    case .insertStep(let insertion):
      let after =
        insertion.after.isEmpty
        ? "" : ", after \(insertion.after.map(name).joined(separator: ", "))"
      let before =
        insertion.awaitedBy.isEmpty
        ? "" : ", awaited by \(insertion.awaitedBy.map(name).joined(separator: ", "))"
      return "insert a step that \(Self.words(insertion.action, task))\(after)\(before)"
    case .change(let step, let action, let facet):
      return "change the \(facet.rawValue) of \(name(step)): it \(Self.words(action, task))"
    case .moveCut(let first, let action, let second, let other):
      return "move the cut between \(name(first)) and \(name(second)): they "
        + "\(Self.words(action, task, isPlural: true)) and "
        + Self.words(other, task, isPlural: true)
    case .movePlacement(let position, to: let offset):
      let placement = plan.placements[position]
      return "move \(quoted(task.graph.tensors[placement.tensor].name)) in pool "
        + "\(quoted(task.device.pools[placement.pool].name)) from byte "
        + "\(placement.offset.amount) to byte \(offset.amount)"
    }
  }

  /// What an action does: `runs 'conv1' on gpu, height 0..<8`.
  private static func words(_ action: Step.Action, _ task: Task, isPlural: Bool = false) -> String {
    switch action {
    case .run(let node, on: let processor, let part, let precision):
      let first = task.graph.operators[node].outputs.first.flatMap { $0 }
      let region = part.map {
        ", \(words($0, rank: first.map { task.graph.tensors[$0].shape.rank }))"
      }
      let type = precision.map { " in \($0.rawValue)" }
      return "\(isPlural ? "run" : "runs") \(quoted(task.graph.operators[node].name)) on "
        + task.device.processors[processor].name + (region ?? "") + (type ?? "")
    case .copy(let tensor, from: let source, to: let target, let part):
      let region = part.map { words($0, rank: task.graph.tensors[tensor].shape.rank) + " of " }
      return "\(isPlural ? "copy" : "copies") \(region ?? "")"
        + "\(quoted(task.graph.tensors[tensor].name)) from "
        + "\(task.device.pools[source].name) to \(task.device.pools[target].name)"
    }
  }

  private static func words(_ slice: Slice, rank: Int?) -> String {
    let axis = rank.flatMap { Axis.naming(dimension: slice.dimension, rank: $0)?.rawValue }
    return (axis ?? "dimension \(slice.dimension)")
      + " \(slice.range.lowerBound)..<\(slice.range.upperBound)"
  }
}

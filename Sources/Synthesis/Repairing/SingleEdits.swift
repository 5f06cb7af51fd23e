import Checking
import Devices
import Graphs
import Plans
import Quantities
import Strategies

/// Every single change of a plan, whether or not it bears on what is wrong.
///
/// Steps go, move to any place, run on any other processor or over any other link, in the model's
/// precision or that of the plan, whole or as they are; waits come between any two steps and go;
/// a copy of anything comes in over any link at any place, where in an explicit plan it waits for
/// all before it and all after it wait for it.
struct SingleEdits {
  private let plan: Plan
  private let task: Task

  init(_ plan: Plan, _ task: Task) {
    self.plan = plan
    self.task = task
  }

  /// How many changes are looked at.
  static let most = 4_000

  /// The changes; nil where there are too many.
  var all: [Edit]? {
    let count = plan.steps.count
    let tensors = task.graph.tensors.values.filter { $0.role != .weight }.count
    let copies = tensors * task.device.links.count * (count + 1)
    guard count * (2 * count + 4 * task.device.processors.count) + copies <= Self.most else {
      return nil
    }
    return removals + moves + waits + changes + insertions
  }

  private var removals: [Edit] {
    plan.steps.indices.map { .removeStep($0) } + plan.waits.indices.map { .removeWait($0) }
  }

  private var moves: [Edit] {
    plan.steps.indices.flatMap { step in
      (0..<plan.steps.count).filter { $0 != step.value }.map { .moveStep(step, to: $0) }
    }
  }

  private var waits: [Edit] {
    plan.steps.indices.flatMap { step in
      plan.steps.indices.filter { $0 != step }.map { .addWait(step, after: $0) }
    }
  }

  private var changes: [Edit] {
    plan.steps.enumerated.flatMap { index, step in
      others(step.action).filter { $0 != step.action }
        .map { .change(index, $0, facet(step.action, $0)) }
    }
  }

  private func others(_ action: Step.Action) -> [Step.Action] {
    switch action {
    case .run(let node, on: _, let part, let precision):
      task.device.processors.indices.flatMap { processor in
        [(part, precision), (nil, precision), (part, nil), (nil, nil)]
          .map { .run(node, on: processor, part: $0, precision: $1) }
      }
    case .copy(let tensor, from: _, to: _, let part):
      task.device.links.values.flatMap { link in
        [part, nil].map { .copy(tensor, from: link.source, to: link.target, part: $0) }
      }
    }
  }

  /// What a change of a step is about, where it is about several things the first of them.
  private func facet(_ old: Step.Action, _ new: Step.Action) -> Edit.Facet {
    switch (old, new) {
    case (.run(_, on: let first, let part, _), .run(_, on: let second, let other, _)):
      first != second ? .processor : (part != other ? .part : .precision)
    case (.copy(_, from: let source, to: let target, _), .copy(_, from: let from, to: let to, _)):
      source != from || target != to ? .link : .part
    case (.run, .copy), (.copy, .run): .tensor
    }
  }

  private var insertions: [Edit] {
    let steps = Array(plan.steps.indices)
    let isExplicit = plan.synchronization == .explicit
    return task.graph.tensors.indices.filter { task.graph.tensors[$0].role != .weight }
      .flatMap { tensor in
        task.device.links.values.flatMap { link in
          (0...steps.count)
            .map { position in
              Edit.insertStep(
                Edit.Insertion(
                  .copy(tensor, from: link.source, to: link.target, part: nil),
                  at: position,
                  after: isExplicit ? Array(steps[..<position]) : [],
                  awaitedBy: isExplicit ? Array(steps[position...]) : []
                )
              )
            }
        }
      }
  }
}

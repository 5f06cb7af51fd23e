import Graphs
package import Plans
package import Quantities

/// One change of a plan; steps, waits and placements are counted in the plan that it changes.
package enum Edit: Hashable, Sendable {
  /// A step waits for another.
  case addWait(Index<Step>, after: Index<Step>)
  /// A wait goes.
  case removeWait(Int)
  /// A wait becomes another.
  case replaceWait(Int, Index<Step>, after: Index<Step>)
  /// A step moves to a position of the list without it.
  case moveStep(Index<Step>, to: Int)
  /// A step goes, and the waits that name it.
  case removeStep(Index<Step>)
  /// A step comes in, with the waits that go with it.
  case insertStep(Insertion)
  /// A step does something else: another processor, precision, part, tensor or link.
  case change(Index<Step>, Step.Action, Facet)
  /// Two parts of an operator meet at another position.
  case moveCut(Index<Step>, Step.Action, Index<Step>, Step.Action)
  /// A placement moves to an offset.
  case movePlacement(Int, to: Bytes)

  /// What a change of a step is about.
  package enum Facet: String, Hashable, Sendable {
    case processor
    case precision
    case part
    case tensor
    case link
  }

  /// A new step.
  package struct Insertion: Hashable, Sendable {
    package let action: Step.Action
    /// The position in the list at which it stands.
    package let position: Int
    /// What it waits for, in an explicit plan.
    package let after: [Index<Step>]
    /// What waits for it, in an explicit plan.
    package let awaitedBy: [Index<Step>]

    /// Describes a new step.
    package init(
      _ action: Step.Action,
      at position: Int,
      after: [Index<Step>],
      awaitedBy: [Index<Step>]
    ) {
      self.action = action
      self.position = position
      self.after = after
      self.awaitedBy = awaitedBy
    }
  }

  /// The plan after the change.
  package func applied(to plan: Plan) -> Plan {
    var draft = EditedPlan(plan)
    switch self {
    case .addWait(let step, let before):
      draft.waits.append(Plan.Wait(step, after: before))
    case .removeWait(let position):
      draft.waits.remove(at: position)
    case .replaceWait(let position, let step, let before):
      draft.waits[position] = Plan.Wait(step, after: before)
    case .moveStep(let step, to: let position):
      draft.move(step, to: position)
    case .removeStep(let step):
      draft.remove(step)
    case .insertStep(let insertion):
      draft.insert(insertion)
    case .change(let step, let action, _):
      draft.replace(step, by: action)
    case .moveCut(let first, let action, let second, let other):
      draft.replace(first, by: action)
      draft.replace(second, by: other)
    case .movePlacement(let position, to: let offset):
      let old = draft.placements[position]
      draft.placements[position] = Plan.Placement(
        pool: old.pool,
        tensor: old.tensor,
        part: old.part,
        offset: offset
      )
    }
    return draft.plan
  }
}

/// A plan whose lists can be changed.
private struct EditedPlan {
  private let original: Plan
  private var steps: [Step]
  var waits: [Plan.Wait]
  var placements: [Plan.Placement]

  init(_ plan: Plan) {
    original = plan
    steps = plan.steps.values
    waits = plan.waits
    placements = plan.placements
  }

  var plan: Plan {
    Plan(
      synchronization: original.synchronization,
      strategy: original.strategy,
      steps: steps,
      waits: waits,
      placements: placements
    )
  }

  /// Counts steps anew after the list has changed; waits on steps that are gone go with them.
  private mutating func renumber(_ position: (Int) -> Int?) {
    waits = waits.compactMap { wait in
      guard let step = position(wait.step.value), let before = position(wait.predecessor.value)
      else { return nil }
      return Plan.Wait(Index(step), after: Index(before))
    }
  }

  mutating func move(_ step: Index<Step>, to position: Int) {
    var order = Array(steps.indices)
    order.remove(at: step.value)
    order.insert(step.value, at: position)
    steps = order.map { steps[$0] }
    var places = [Int](repeating: 0, count: order.count)
    for (place, old) in order.enumerated() { places[old] = place }
    renumber { places[$0] }
  }

  mutating func remove(_ step: Index<Step>) {
    steps.remove(at: step.value)
    renumber { $0 == step.value ? nil : ($0 > step.value ? $0 - 1 : $0) }
  }

  mutating func replace(_ step: Index<Step>, by action: Step.Action) {
    steps[step.value] = Step(id: steps[step.value].id, action)
  }

  mutating func insert(_ insertion: Edit.Insertion) {
    func place(_ step: Index<Step>) -> Index<Step> {
      step.value < insertion.position ? step : Index(step.value + 1)
    }
    renumber { place(Index($0)).value }
    steps.insert(Step(id: freshID(), insertion.action), at: insertion.position)
    let new = Index<Step>(insertion.position)
    waits += insertion.after.map { Plan.Wait(new, after: place($0)) }
    waits += insertion.awaitedBy.map { Plan.Wait(place($0), after: new) }
  }

  private func freshID() -> String {
    let taken = Set(steps.map(\.id))
    var number = 1
    while taken.contains("r\(number)") { number += 1 }
    return "r\(number)"
  }
}

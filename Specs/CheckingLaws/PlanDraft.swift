import Devices
import Graphs
import Plans
import Quantities

/// A plan in the making, in which steps come and go.
struct PlanDraft {
  var actions: [Step.Action] = []
  /// Pairs of a step's position and that of one it waits for.
  var waits: [(step: Int, predecessor: Int)] = []
  var placements: [Plan.Placement] = []

  func plan(_ synchronization: Plan.Synchronization) -> Plan {
    Plan(
      synchronization: synchronization,
      steps: actions.enumerated().map { Step(id: "s\($0.offset)", $0.element) },
      waits: waits.map { Plan.Wait(Index($0.step), after: Index($0.predecessor)) },
      placements: placements
    )
  }

  init() {}

  init(_ plan: Plan) {
    actions = plan.steps.values.map(\.action)
    waits = plan.waits.map { ($0.step.value, $0.predecessor.value) }
    placements = plan.placements
  }

  /// Leaves out a step and all waits that name it.
  mutating func remove(_ position: Int) {
    actions.remove(at: position)
    waits = waits.filter { $0.step != position && $0.predecessor != position }
      .map { (Self.moved($0.step, position), Self.moved($0.predecessor, position)) }
  }

  private static func moved(_ step: Int, _ removed: Int) -> Int {
    step > removed ? step - 1 : step
  }

  /// Exchanges the places of two steps; waits go with them.
  mutating func swap(_ left: Int, _ right: Int) {
    actions.swapAt(left, right)
    func moved(_ step: Int) -> Int { step == left ? right : (step == right ? left : step) }
    waits = waits.map { (moved($0.step), moved($0.predecessor)) }
  }
}

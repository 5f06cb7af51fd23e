import Devices
import Graphs
import Plans
import Quantities
import Strategies

/// Commands by position, one bit for each.
typealias CommandBits = UInt32

/// A command as the enumeration sees it.
struct EnumeratedCommand {
  let isRun: Bool
  /// What must have finished before it starts.
  let before: CommandBits
  /// The processor, where it takes its steps as they arrive.
  let line: Int?
  let touches: Touches
}

extension EnumeratedCommand {
  /// The commands of a scenario.
  ///
  /// An explicit plan is read as it is written: queues in list order, and the plan's waits. Of an
  /// implicit one the inserted copies and all waits are taken from its program.
  static func list(_ scenario: Scenario, _ program: Program) -> [EnumeratedCommand] {
    let plan = scenario.plan
    let graph = scenario.task.graph
    let device = scenario.task.device
    guard plan.synchronization == .explicit else {
      return program.commands.indices.map { command in
        let action = program.commands[command].action
        return EnumeratedCommand(
          isRun: action.isRun,
          before: program.waits[command].reduce(0) { $0 | 1 << $1.predecessor.value },
          line: line(of: action, device),
          touches: Touches(action, plan, graph, device)
        )
      }
    }
    return plan.steps.enumerated.map { index, step in
      var before: CommandBits = 0
      let line = line(of: step.action, device)
      for (other, earlier) in plan.steps.enumerated where other < index && line == nil {
        if sharesQueue(step.action, earlier.action) { before |= 1 << other.value }
      }
      for wait in plan.waits where wait.step == index { before |= 1 << wait.predecessor.value }
      return EnumeratedCommand(
        isRun: step.action.isRun,
        before: before,
        line: line,
        touches: Touches(step.action, plan, graph, device)
      )
    }
  }

  private static func line(of action: Step.Action, _ device: Device) -> Int? {
    guard case .run(_, on: let processor, part: _, precision: _) = action,
      device.processors[processor].order == .arrival
    else { return nil }
    return processor.value
  }

  private static func sharesQueue(_ left: Step.Action, _ right: Step.Action) -> Bool {
    switch (left, right) {
    case (
      .run(_, on: let one, part: _, precision: _), .run(_, on: let other, part: _, precision: _)
    ): one == other
    case (
      .copy(_, from: let source, to: let target, part: _),
      .copy(_, from: let otherSource, to: let otherTarget, part: _)
    ): source == otherSource && target == otherTarget
    default: false
    }
  }
}

extension Step.Action {
  var isRun: Bool {
    if case .run = self { true } else { false }
  }
}

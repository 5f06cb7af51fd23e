import Checking
import Costs
import Plans
import Quantities
import Strategies

/// The verdicts that follow from enumeration; none where it does not speak.
struct Expectation {
  let verdicts: [Obligation: Verdict]

  init(_ scenario: Scenario) {
    let program = Program(
      scenario.plan,
      graph: scenario.task.graph,
      device: scenario.task.device
    )
    let commands = EnumeratedCommand.list(scenario, program)
    let enumeration = InterleavingEnumeration(scenario, commands)
    var verdicts: [Obligation: Verdict] = [:]
    for obligation in Obligation.allCases {
      verdicts[obligation] = enumeration.verdict(on: obligation)
    }
    let model = CostModel(
      graph: scenario.task.graph,
      device: scenario.task.device,
      condition: scenario.task.condition
    )
    let schedule = SmallSchedule(scenario: scenario)
    let baseline = schedule.baseline(model)
    if enumeration.isDeadlocked {
      verdicts[.deadline] = .undecided(.noExecution)
      verdicts[.profit] = .undecided(.noExecution)
    } else if !enumeration.doesAllTheWork {
      verdicts[.deadline] = .undecided(.incomplete)
      verdicts[.profit] = .undecided(.incomplete)
    } else {
      let latency = Self.latency(scenario)
      verdicts[.deadline] = latency <= scenario.deadline.amount ? .proved : .refuted
      verdicts[.profit] = baseline.map { latency <= $0 ? .proved : .refuted }
    }
    self.verdicts = verdicts
  }

  /// The longest path of a scenario's plan, the largest number where there is a deadlock.
  static func latency(_ scenario: Scenario) -> UInt64 {
    let program = Program(
      scenario.plan,
      graph: scenario.task.graph,
      device: scenario.task.device
    )
    let model = CostModel(
      graph: scenario.task.graph,
      device: scenario.task.device,
      condition: scenario.task.condition
    )
    return SmallSchedule(scenario: scenario)
      .latency(
        EnumeratedCommand.list(scenario, program),
        durations: program.commands.values.map { model.cost(of: $0).duration.amount }
      )
  }
}

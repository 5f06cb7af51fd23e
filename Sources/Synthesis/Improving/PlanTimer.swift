import Costs
import Plans
import Quantities
import Simulation
import Strategies

/// The simulated times of many plans for one task; what a step costs is worked out once.
///
/// It is for plans whose steps name no precision: there a command's action says what it costs.
struct PlanTimer {
  /// What improved plans say of their origin.
  static let provenance = Plan.Provenance(name: "improve", version: "1")

  private let task: Task
  private let model: CostModel
  private var costs: [Step.Action: Cost] = [:]

  init(_ task: Task) {
    self.task = task
    model = task.costModel
  }

  /// The simulated time of a plan; nil where it deadlocks or something never arrives.
  mutating func time(_ plan: Plan) -> Nanoseconds? {
    let program = Program(plan, for: task)
    guard program.isSupplied else { return nil }
    let costs = program.commands.map { cost(of: $0) }
    return Simulator(program, costs: costs, sharing: model.sharedBandwidth()).run()?.latency
  }

  private mutating func cost(of command: Command) -> Cost {
    if let known = costs[command.action] { return known }
    let cost = model.cost(of: command)
    costs[command.action] = cost
    return cost
  }
}

extension Task {
  /// The simulated time of a plan; nil where it deadlocks or something never arrives.
  func time(_ plan: Plan) -> Nanoseconds? {
    let program = Program(plan, for: self)
    return program.isSupplied ? Simulator(program, costModel).run()?.latency : nil
  }
}

import Costs
import Devices
import Graphs
public import Plans
import Quantities
import Simulation

/// The fastest of all plans that run each operator whole, each simulated.
///
/// Every assignment of operators to processors that accept them, in every order that respects the
/// data; of equals the first. For models of a handful of operators, and as a measure for other
/// strategies. Option `plans`: how many it may simulate.
public struct Exhaustive: Strategy {
  /// How many plans it may simulate.
  public let mostPlans: Int

  /// Makes the strategy.
  public init(mostPlans: Int = 100_000) {
    self.mostPlans = mostPlans
  }

  public var provenance: Plan.Provenance { Plan.Provenance(name: "exhaustive", version: "1") }

  public func plan(for task: Task) throws(StrategyError) -> Plan {
    var enumeration = Enumeration(task, most: mostPlans)
    try enumeration.checkSize()
    try enumeration.extend([])
    guard let best = enumeration.best else {
      throw .noPlan(strategy: "exhaustive", reason: "no processor accepts some operator")
    }
    return Plan(synchronization: .implicit, strategy: provenance, steps: best.steps)
  }

  /// An enumeration in progress.
  private struct Enumeration {
    private let task: Task
    private let model: CostModel
    private let most: Int
    /// The processors that accept each operator.
    private let accepting: Table<Operator, [Index<Processor>]>
    private var simulated = 0
    private var isPlaced: Table<Operator, Bool>
    /// The fastest plan so far.
    private(set) var best: (steps: [Step], time: Nanoseconds)?

    init(_ task: Task, most: Int) {
      self.task = task
      self.most = most
      model = task.costModel
      accepting = Table(
        task.graph.operators.indices.map { node in
          task.device.processors.indices.filter {
            task.device.processors[$0].accepts(node, in: task.graph)
          }
        }
      )
      isPlaced = Table(repeating: false, count: task.graph.operators.count)
    }

    /// Refuses a task that has too many plans in one order of its operators already.
    func checkSize() throws(StrategyError) {
      var plans = 1
      for node in task.graph.operators.indices {
        let product = plans.multipliedReportingOverflow(by: accepting[node].count)
        guard !product.overflow, product.partialValue <= most else { throw tooMany }
        plans = product.partialValue
      }
    }

    private var tooMany: StrategyError {
      .noPlan(
        strategy: "exhaustive",
        reason: "there are more than \(most) plans for \(task.graph.operators.count) operators; "
          + "raise the option 'plans', or use 'optimal' or 'heft'"
      )
    }

    /// Adds every operator that can come next, on every processor, and goes on from there.
    mutating func extend(_ steps: [Step]) throws(StrategyError) {
      guard steps.count < task.graph.operators.count else { return try simulate(steps) }
      for node in task.graph.operators.indices
      where !isPlaced[node] && task.graph.predecessors(of: node).allSatisfy({ isPlaced[$0] }) {
        isPlaced[node] = true
        for processor in accepting[node] {
          let step = Step(
            id: Step.name(at: steps.count),
            .run(node, on: processor, part: nil, precision: nil)
          )
          try extend(steps + [step])
        }
        isPlaced[node] = false
      }
    }

    private mutating func simulate(_ steps: [Step]) throws(StrategyError) {
      guard simulated < most else { throw tooMany }
      simulated += 1
      let plan = Plan(synchronization: .implicit, steps: steps)
      let program = Program(plan, for: task)
      guard program.isSupplied, let time = Simulator(program, model).run()?.latency,
        best.map({ time < $0.time }) ?? true
      else { return }
      best = (steps, time)
    }
  }
}

extension StrategyCatalogue {
  /// The entry of `Exhaustive`.
  static let exhaustive = Entry(
    name: "exhaustive",
    summary: "the fastest of all plans of whole operators, each simulated; for small models",
    options: [("plans", "how many plans it may simulate (default 100000)")]
  ) { options throws(StrategyError) in
    let text = options["plans"] ?? "100000"
    guard let most = Int(text), most > 0 else {
      throw .badValue(text, option: "plans", expected: "a number above zero")
    }
    return Exhaustive(mostPlans: most)
  }
}

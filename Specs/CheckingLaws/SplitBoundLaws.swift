import Costs
import Devices
import Graphs
import Plans
import Quantities
import Simulation
import Strategies
import Synthesis

/// Random plans with splits, none of which beats the bound on all of them.
extension ScheduledCase {
  private static let splitSteps = 4

  static func checkSplitBound(seed: UInt64) -> ScheduledCase {
    var result = ScheduledCase()
    do {
      var dice = Dice(seed: seed)
      let task = try task(&dice, bandwidth: dice.happens(percent: 30))
      let bound = SplitBound(task, steps: splitSteps).time
      for _ in 0..<6 {
        guard let plan = splitPlan(task, &dice) else { return result }
        let program = Program(plan, graph: task.graph, device: task.device)
        guard program.isSupplied else { continue }
        let model = CostModel(graph: task.graph, device: task.device, condition: task.condition)
        guard let latency = Simulator(program, model).run()?.latency else { continue }
        guard let bound else {
          result.failures.append("seed \(seed): a plan runs, the bound says that none does")
          return result
        }
        result.isBounded = true
        result.isTight = result.isTight || latency == bound
        result.isSplit =
          result.isSplit || plan.steps.values.contains { $0.part != nil }
        if latency < bound {
          result.failures.append(
            "seed \(seed): \(latency.amount) ns is less than \(bound.amount) ns"
          )
        }
      }
    } catch {
      result.failures.append("seed \(seed): \(error)")
    }
    return result
  }

  /// Each operator whole somewhere or in two parts on two processors, in topological order.
  private static func splitPlan(_ task: Task, _ dice: inout Dice) -> Plan? {
    let graph = task.graph
    var steps: [Step] = []
    func add(_ node: Index<Operator>, _ processor: Index<Processor>, _ part: Slice?) {
      steps.append(
        Step(id: "s\(steps.count)", .run(node, on: processor, part: part, precision: nil))
      )
    }
    for node in graph.operators.indices {
      if dice.happens(percent: 60), let cut = cut(node, task, &dice) {
        for (processor, part) in cut { add(node, processor, part) }
        continue
      }
      let accepting = task.device.processors.indices.filter {
        task.device.processors[$0].refusals(of: node, in: graph).isEmpty
      }
      guard let processor = dice.pick(Array(accepting)) else { return nil }
      add(node, processor, nil)
    }
    return Plan(synchronization: .implicit, steps: steps)
  }

  /// Two parts of an operator on two processors that accept them.
  private static func cut(_ node: Index<Operator>, _ task: Task, _ dice: inout Dice)
    -> [(Index<Processor>, Slice)]?
  {
    let graph = task.graph
    guard let output = graph.operators[node].outputs.first.flatMap({ $0 }),
      let axis = dice.pick([Axis.channel, .height]),
      let dimension = axis.dimension(rank: graph.tensors[output].shape.rank),
      let rule = graph.splitRule(of: node, along: dimension)
    else { return nil }
    let extent = graph.tensors[output].shape[dimension]
    let share = dice.roll(1...(splitSteps - 1))
    let nearest = (extent * share * 2 + splitSteps) / (2 * splitSteps)
    let position = nearest / rule.granularity * rule.granularity
    guard position > 0, position < extent else { return nil }
    let processors = Array(task.device.processors.indices)
    guard let first = dice.pick(processors),
      let second = dice.pick(processors.filter { $0 != first })
    else { return nil }
    let parts = [(first, 0..<position), (second, position..<extent)]
    let isAccepted = parts.allSatisfy { processor, range in
      rule.allows(range, of: extent)
        && task.device.processors[processor]
          .refusals(of: node, in: graph, part: Slice(dimension: dimension, range: range)).isEmpty
    }
    return isAccepted
      ? parts.map { ($0, Slice(dimension: dimension, range: $1)) } : nil
  }
}

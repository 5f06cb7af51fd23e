import Costs
import Devices
import Graphs
import Plans
import Quantities
import Strategies

/// Finishing times where no command slows another: longest paths, and each processor alone.
struct SmallSchedule {
  let scenario: Scenario

  /// When the last command of a plan without deadlock finishes.
  func latency(_ commands: [EnumeratedCommand], durations: [UInt64]) -> UInt64 {
    var ends = [UInt64?](repeating: nil, count: commands.count)
    var open = Array(commands.indices)
    while !open.isEmpty {
      let ready = open.filter { command in
        commands.indices.allSatisfy {
          commands[command].before & 1 << CommandBits($0) == 0 || ends[$0] != nil
        }
      }
      if ready.isEmpty { return .max }
      for command in ready {
        let start =
          commands.indices.filter { commands[command].before & 1 << CommandBits($0) != 0 }
          .compactMap { ends[$0] }.max() ?? 0
        ends[command] = start + durations[command]
      }
      open.removeAll(where: ready.contains)
    }
    return ends.compactMap { $0 }.max() ?? 0
  }

  /// The least time that one processor and the host as its fallback take, copies included;
  /// a processor that cannot be reached does not count.
  func baseline(_ model: CostModel) -> UInt64? {
    var best: UInt64?
    for processor in scenario.task.device.processors.indices {
      guard let time = alone(processor, model) else { continue }
      best = min(best ?? .max, time)
    }
    return best
  }

  private func alone(_ processor: Index<Processor>, _ model: CostModel) -> UInt64? {
    let graph = scenario.task.graph
    let device = scenario.task.device
    let accepted = graph.operators.values.map {
      scenario.accepts($0, on: processor, precision: nil, part: nil)
    }
    let isWhole = device.processors[processor].backend.fallback == .wholeModel
    let isRefused = isWhole && accepted.contains(false)
    var available: [Index<Tensor>: [Index<MemoryPool>: UInt64]] = [:]
    for input in graph.inputs { available[input] = [device.hostPool: 0] }
    var linkFree: [Index<Link>: UInt64] = [:]
    var now: UInt64 = 0
    for node in graph.operators.indices {
      let chosen = accepted[node.value] && !isRefused ? processor : device.host
      let pool = device.processors[chosen].pool
      for case let input? in graph.operators[node].inputs
      where graph.tensors[input].role != .weight {
        if let there = available[input]?[pool] {
          now = max(now, there)
          continue
        }
        guard let (source, ready) = available[input]?.first,
          let link = device.link(from: source, to: pool)
        else { return nil }
        let bytes = graph.tensors[input].type.bytes()
        let end =
          max(ready, linkFree[link] ?? 0)
          + model.copyCost(of: bytes, over: link).duration.amount
        linkFree[link] = end
        available[input, default: [:]][pool] = end
      }
      let inputs = graph.operators[node].inputs.compactMap { $0 }
        .compactMap { available[$0]?[pool] }
      let work = cost(of: node, on: chosen, model)
      now = (inputs + [now]).max() ?? now
      now += work
      for case let output? in graph.operators[node].outputs { available[output] = [pool: now] }
    }
    return now
  }

  /// The time of an operator, each distinct input read once.
  private func cost(of node: Index<Operator>, on processor: Index<Processor>, _ model: CostModel)
    -> UInt64
  {
    let plan = Plan(steps: [Step(id: "s", .run(node, on: processor, part: nil, precision: nil))])
    let program = Program(
      Plan(synchronization: .explicit, steps: plan.steps.values),
      graph: scenario.task.graph,
      device: scenario.task.device
    )
    return model.cost(of: program.commands[Index(0)]).duration.amount
  }
}

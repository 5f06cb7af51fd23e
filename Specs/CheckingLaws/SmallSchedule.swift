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
  ///
  /// Commands are placed in the order in which they become ready, and of several in that of their
  /// ranks: whatever is not ready yet becomes so later than what is placed now.
  func latency(_ commands: [EnumeratedCommand], durations: [UInt64]) -> UInt64 {
    let ranks = Self.ranks(commands)
    var ends = [UInt64?](repeating: nil, count: commands.count)
    var free: [Int: UInt64] = [:]
    var open = Array(commands.indices)
    while !open.isEmpty {
      var next: (ready: UInt64, rank: Int, command: Int)?
      for command in open {
        let before = commands.indices.filter {
          commands[command].before & 1 << CommandBits($0) != 0
        }
        guard before.allSatisfy({ ends[$0] != nil }) else { continue }
        let key = (before.compactMap { ends[$0] }.max() ?? 0, ranks[command], command)
        if next.map({ key < $0 }) ?? true { next = key }
      }
      guard let next else { return .max }
      let line = commands[next.command].line
      let start = max(next.ready, line.flatMap { free[$0] } ?? 0)
      ends[next.command] = start + durations[next.command]
      if let line { free[line] = start + durations[next.command] }
      open.removeAll { $0 == next.command }
    }
    return ends.compactMap { $0 }.max() ?? 0
  }

  /// List order as far as the waits allow.
  private static func ranks(_ commands: [EnumeratedCommand]) -> [Int] {
    var ranks = [Int](repeating: commands.count, count: commands.count)
    var done: CommandBits = 0
    for rank in commands.indices {
      let next = commands.indices.first {
        done & 1 << CommandBits($0) == 0 && commands[$0].before & ~done == 0
      }
      guard let next else { break }
      ranks[next] = rank
      done |= 1 << CommandBits(next)
    }
    return ranks
  }

  /// A processor alone, in the graph's precision or in another in which the plan computes on it.
  struct Single {
    let processor: Index<Processor>
    let precision: ElementType?
  }

  /// What somebody who runs the model on one processor has the choice of.
  var singles: [Single] {
    scenario.task.device.processors.indices.flatMap { processor in
      var precisions: Set<ElementType?> = [nil]
      for step in scenario.plan.steps.values {
        guard case .run(let node, on: processor, part: _, let precision?) = step.action,
          realNumbers(of: node) != [precision], !realNumbers(of: node).isEmpty
        else { continue }
        precisions.insert(precision)
      }
      return precisions.map { Single(processor: processor, precision: $0) }
    }
  }

  /// The types of the real numbers that an operator reads and writes.
  func realNumbers(of node: Index<Operator>) -> Set<ElementType> {
    let node = scenario.task.graph.operators[node]
    let types = (node.inputs + node.outputs).compactMap { $0 }
      .map { scenario.task.graph.tensors[$0].type.elementType }
    return Set(types.filter(\.isFloatingPoint))
  }

  /// A run or a copy, and the precision that a copied tensor was computed in, nil for its own.
  struct Work: Hashable {
    let action: Step.Action
    var stored: ElementType?
  }

  /// The least time that one processor and the host as its fallback take, copies included; one
  /// that is not reached does not count.
  func baseline(_ model: CostModel) -> UInt64? {
    singles.compactMap { alone($0) { cost(of: $0, model) } }.min()
  }

  /// The time that one processor and the host as its fallback take; nil where it is not reached.
  func alone(_ single: Single, duration: (Work) -> UInt64) -> UInt64? {
    let graph = scenario.task.graph
    let device = scenario.task.device
    let accepted = graph.operators.values.map {
      scenario.accepts($0, on: single.processor, precision: single.precision, part: nil)
    }
    let isWhole = device.processors[single.processor].backend.fallback == .wholeModel
    var isRefused = [Bool](repeating: false, count: accepted.count)
    for model in graph.components where isWhole {
      // Each model is loaded by itself: what no activation joins is a model of its own.
      guard model.contains(where: { !accepted[$0.value] }) else { continue }
      for node in model { isRefused[node.value] = true }
    }
    var available: [Index<Tensor>: [Index<MemoryPool>: UInt64]] = [:]
    for input in graph.inputs { available[input] = [device.hostPool: 0] }
    var stored: [Index<Tensor>: ElementType] = [:]
    var linkFree: [Index<Link>: UInt64] = [:]
    var now: UInt64 = 0
    for node in graph.operators.indices {
      let isOwn = accepted[node.value] && !isRefused[node.value]
      let chosen = isOwn ? single.processor : device.host
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
        let end =
          max(ready, linkFree[link] ?? 0)
          + duration(
            Work(
              action: .copy(input, from: source, to: pool, part: nil),
              stored: stored[input]
            )
          )
        linkFree[link] = end
        available[input, default: [:]][pool] = end
      }
      let inputs = graph.operators[node].inputs.compactMap { $0 }
        .compactMap { available[$0]?[pool] }
      let precision = isOwn ? single.precision : nil
      let own = realNumbers(of: node)
      let says = own.isEmpty || precision.map { own == [$0] } ?? true ? nil : precision
      let work = Work(action: .run(node, on: chosen, part: nil, precision: says))
      now = (inputs + [now]).max() ?? now
      now += duration(work)
      for case let output? in graph.operators[node].outputs {
        available[output] = [pool: now]
        stored[output] = precision
      }
    }
    return now
  }

  /// The time of an operator or a copy, each distinct input read once.
  func cost(of work: Work, _ model: CostModel) -> UInt64 {
    var actions = [work.action]
    if case .copy(let tensor, from: let pool, to: _, part: _) = work.action,
      let stored = work.stored, let producer = scenario.task.graph.producers[tensor],
      let there = scenario.task.device.processors.indices.first(where: {
        scenario.task.device.processors[$0].pool == pool
      })
    {
      actions.insert(.run(producer, on: there, part: nil, precision: stored), at: 0)
    }
    let steps = actions.enumerated().map { Step(id: "s\($0.offset)", $0.element) }
    let program = Program(
      Plan(synchronization: .explicit, steps: steps),
      graph: scenario.task.graph,
      device: scenario.task.device
    )
    return model.cost(of: program.commands[Index(actions.count - 1)]).duration.amount
  }
}

import Costs
import Devices
import Graphs
package import Plans
import Quantities
package import Strategies

/// Every operator in so many parts, which the cores of the CPU take one after the other.
///
/// The parts stand in one queue, and a core that is free takes the next one without knowing how
/// long it will need (self-scheduling; on the size of its parts: Kruskal and Weiss, IEEE TSE
/// 11(10), 1985, doi 10.1109/TSE.1985.231547). Of several free cores one without competing
/// processes goes first, then the faster one, as Linux wakes threads. One part leaves all cores
/// but one idle; a few leave cores waiting for the one that took the last; many cost a start each,
/// and a wake-up where a core is shared.
package struct DealtParts: Strategy {
  /// How many parts an operator has, if its output has so many rows or channels.
  package let parts: Int

  /// Makes the strategy.
  package init(parts: Int) {
    self.parts = parts
  }

  package var provenance: Plan.Provenance {
    Plan.Provenance(name: "dealt:parts=\(parts)", version: "1")
  }

  /// A plan on the CPU processors of the task's device that lie in the host's pool.
  package func plan(for task: Task) throws(StrategyError) -> Plan {
    let cores = Self.cores(of: task)
    let steps = task.graph.operators.indices.flatMap { node in
      Self.slices(of: node, parts, in: task.graph).map { (node: node, part: $0) }
    }
    let queue = PartQueue(steps, on: cores, task)
    let takers = queue.takers()
    return Plan(
      synchronization: .implicit,
      strategy: provenance,
      steps: zip(steps, takers).enumerated()
        .map { position, item in
          Step(
            id: Step.name(at: position),
            .run(item.0.node, on: cores[item.1], part: item.0.part, precision: nil)
          )
        }
    )
  }

  /// The cores in the order in which free ones are woken.
  private static func cores(of task: Task) -> [Index<Processor>] {
    let device = task.device
    func competitors(_ core: Index<Processor>) -> UInt64 {
      task.condition.scheduling(of: core, on: device)?.competitors ?? 0
    }
    return device.processors.indices
      .filter {
        device.processors[$0].kind == .cpu && device.processors[$0].pool == device.hostPool
      }
      .sorted { (competitors($0), $0.value) < (competitors($1), $1.value) }
  }

  /// The parts of an operator along its rows, or along its channels where it has more of those; the
  /// whole where it is not cut.
  static func slices(of node: Index<Operator>, _ parts: Int, in graph: Graph) -> [Slice?] {
    guard parts > 1, case let output?? = graph.operators[node].outputs.first else { return [nil] }
    let shape = graph.tensors[output].type.shape
    var best: [Slice] = []
    for axis in [Axis.height, .channel] where best.count < parts {
      guard let dimension = axis.dimension(rank: shape.rank),
        let rule = graph.splitRule(of: node, along: dimension)
      else { continue }
      let extent = shape[dimension]
      // Kernels compute channels in blocks.
      let block = axis == .channel && extent % channelBlock == 0 ? channelBlock : 1
      let blocks = extent / block
      let count = min(parts, blocks)
      let ranges = (0..<count)
        .map { blocks * $0 / count * block..<blocks * ($0 + 1) / count * block }
      guard count > best.count, ranges.allSatisfy({ rule.allows($0, of: extent) }) else { continue }
      best = ranges.map { Slice(dimension: dimension, range: $0) }
    }
    return best.count > 1 ? best : [nil]
  }

  private static let channelBlock = 4
}

/// Parts in one queue that cores take in order.
private struct PartQueue {
  /// What each part reads first, as positions in the queue.
  private let needs: [[Int]]
  /// What each part takes on each core, by core.
  private let durations: [[Nanoseconds]]

  init(
    _ steps: [(node: Index<Operator>, part: Slice?)],
    on cores: [Index<Processor>],
    _ task: Task
  ) {
    let model = task.costModel
    var works: [(loops: Performance, works: [CommandWork])] = []
    var needs: [[Int]] = []
    var durations: [[Nanoseconds]] = []
    for core in cores {
      let loops = task.device.processors[core].performance.withoutRates
      if !works.contains(where: { $0.loops == loops }) {
        let program = Program(
          Plan(
            synchronization: .implicit,
            strategy: nil,
            steps: steps.enumerated()
              .map { position, step in
                Step(
                  id: Step.name(at: position),
                  .run(step.node, on: core, part: step.part, precision: nil)
                )
              }
          ),
          graph: task.graph,
          device: task.device
        )
        works.append((loops, program.commands.values.map { model.work(of: $0) }))
        if needs.isEmpty { needs = Self.needs(of: program) }
      }
      let own = works.first { $0.loops == loops }?.works ?? []
      durations.append(own.map { model.cost(of: $0.moved(to: core)).duration })
    }
    self.needs = needs
    self.durations = durations
  }

  /// The commands that write what each command reads.
  private static func needs(of program: Program) -> [[Int]] {
    var writers = program.graph.tensors.indices.map { _ in [(position: Int, write: Access)]() }
    var needs: [[Int]] = []
    for (index, command) in program.commands.enumerated {
      needs.append(
        command.reads.flatMap { read in
          writers[read.tensor.value].filter { $0.write.overlaps(read) }.map(\.position)
        }
      )
      for write in command.writes {
        writers[write.tensor.value].append((index.value, write))
      }
    }
    return needs
  }

  /// The position of the core that takes each part.
  func takers() -> [Int] {
    var free = durations.map { _ in Nanoseconds.zero }
    var done: [Nanoseconds] = []
    var takers: [Int] = []
    done.reserveCapacity(needs.count)
    takers.reserveCapacity(needs.count)
    for (position, need) in needs.enumerated() {
      var ready = Nanoseconds.zero
      for other in need { ready = max(ready, done[other]) }
      var taker = 0
      for core in free.indices where max(free[core], ready) < max(free[taker], ready) {
        taker = core
      }
      free[taker] = max(free[taker], ready) + durations[taker][position]
      done.append(free[taker])
      takers.append(taker)
    }
    return takers
  }
}

extension CommandWork {
  /// The same work on another processor with the same loops.
  fileprivate func moved(to processor: Index<Processor>) -> CommandWork {
    guard case .run(let kernel, on: _, in: let precision, let traffic) = self else { return self }
    return .run(kernel, on: processor, in: precision, traffic)
  }
}

extension Performance {
  /// What decides which loops run and how they are cut into work.
  fileprivate var withoutRates: Performance {
    guard let one = Rate(perMicrosecond: 1) else { return self }
    return Performance(
      speeds: speeds.map { Speed(precision: $0.precision, kernel: $0.kernel, rate: one) },
      bandwidth: one,
      launch: .zero,
      kernels: kernels.withRates { _ in one }
    )
  }
}

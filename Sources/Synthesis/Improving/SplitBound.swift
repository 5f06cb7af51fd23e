import Costs
import Devices
import Graphs
import Plans
package import Quantities
package import Strategies

/// A lower bound on the time of all plans that compute operators whole or in two parts.
///
/// Plans are told apart by the pools whose processors they use. In each kind the processors share
/// the work as well as can be: an operator adds at least what its cheapest choice there adds to the
/// weighted loads, whatever the weights (`LoadBound` has the same argument). A part ends after some
/// part of each operator that it reads from. And before anything that reads something runs in a
/// pool other than the host's, something is copied there, or runs there that reads nothing. The
/// least of these bounds over all kinds of plans holds for all plans.
///
/// What a part reads is what the program says: parts of convolutions may see nothing but padding,
/// and parts of concatenations some of the inputs only.
package struct SplitBound: Sendable {
  /// A choice for an operator.
  private struct Load {
    let pools: UInt32
    let shares: [Share]
  }

  /// What one processor computes of an operator.
  private struct Share {
    let processor: Int
    /// The time that it adds to the processor's load.
    let time: UInt64
    /// The operators from which it reads something.
    let sources: [Index<Operator>]
    /// Whether it reads anything but weights.
    let isFed: Bool
  }

  /// No plan of the space takes less; nil where none is possible.
  package let time: Nanoseconds?

  /// Works the bound out for splits at multiples of a share of the extent.
  ///
  /// - Complexity: operators times processors squared times steps, for each set of pools.
  package init(_ task: Task, steps: Int) {
    let menu = ChoiceMenu(task, .splits(steps: steps))
    var timer = ShareTimer(task)
    let choices = task.graph.operators.indices.map { node in
      let wholes = menu.wholes[node].map { Choice(whole: $0) }
      let cuts = menu.cuts.compactMap { menu.choice(node, cut: $0) }
      return (wholes + cuts)
        .map { choice in
          let shares = choice.shares.map { share in
            let (time, reads) = timer.run(node, share)
            return Share(
              processor: share.processor.value,
              time: time,
              sources: reads.compactMap { task.graph.producers[$0] },
              isFed: !reads.isEmpty
            )
          }
          return Load(
            pools: choice.shares.reduce(0) {
              $0 | 1 << UInt32(task.device.processors[$1.processor].pool.value)
            },
            shares: shares
          )
        }
    }
    let pools = UInt32(task.device.pools.count)
    guard pools <= 8 else {
      time = .zero
      return
    }
    var least: UInt64?
    for used in 1..<(UInt32(1) << pools) {
      let allowed = choices.map { $0.filter { $0.pools & ~used == 0 } }
      if allowed.contains(where: \.isEmpty) { continue }
      let width = task.device.processors.count
      let bound = max(
        Self.load(allowed, width),
        Self.path(allowed, task),
        Self.entry(used, allowed, task, &timer)
      )
      least = min(least ?? bound, bound)
    }
    time = least.map { Nanoseconds($0) }
  }

  // MARK: Load

  private static let scale: UInt64 = 1_024

  /// The weighted mean of the loads under the best weights that moving some of them finds.
  private static func load(_ choices: [[Load]], _ width: Int) -> UInt64 {
    var weights = [UInt64](repeating: scale / UInt64(width), count: width)
    var best = load(choices, weights)
    var step = scale / 4
    while step > 0 {
      var isBetter = false
      for giver in weights.indices {
        for taker in weights.indices where taker != giver && weights[giver] >= step {
          var moved = weights
          moved[giver] -= step
          moved[taker] += step
          let value = load(choices, moved)
          if value > best { (weights, best, isBetter) = (moved, value, true) }
        }
      }
      if !isBetter { step /= 4 }
    }
    return best
  }

  private static func load(_ choices: [[Load]], _ weights: [UInt64]) -> UInt64 {
    var sum: UInt128 = 0
    for options in choices {
      var least: UInt128?
      for option in options {
        var weighted: UInt128 = 0
        for share in option.shares {
          weighted += UInt128(share.time) * UInt128(weights[share.processor])
        }
        least = min(least ?? weighted, weighted)
      }
      sum += least ?? 0
    }
    let total = UInt128(max(weights.reduce(0, +), 1))
    return UInt64(clamping: (sum + total - 1) / total)
  }

  // MARK: Paths and copies

  /// The longest chain of reads, where each share reads from the shares that end first.
  private static func path(_ choices: [[Load]], _ task: Task) -> UInt64 {
    /// When the first share of each operator can have ended.
    var ends: [UInt64] = []
    var bound: UInt64 = 0
    for node in task.graph.operators.indices {
      let times = choices[node.value]
        .map { choice in
          choice.shares.map { share in
            share.time + (share.sources.map { ends[$0.value] }.max() ?? 0)
          }
        }
      ends.append(times.joined().min() ?? 0)
      bound = max(bound, times.map { $0.max() ?? 0 }.min() ?? 0)
    }
    return bound
  }

  /// The least copy into a pool that is used, and the least share that runs there after it.
  private static func entry(
    _ used: UInt32,
    _ choices: [[Load]],
    _ task: Task,
    _ timer: inout ShareTimer
  ) -> UInt64 {
    var bound: UInt64 = 0
    let host = task.device.hostPool
    for pool in task.device.pools.indices
    where pool != host && used >> UInt32(pool.value) & 1 == 1 {
      let shares = choices.flatMap { $0 }.flatMap(\.shares)
        .filter { task.device.processors[Index($0.processor)].pool == pool }
      guard let copy = timer.leastCopy(to: pool) else { continue }
      bound = max(bound, shares.map { $0.time + ($0.isFed ? copy : 0) }.min() ?? 0)
    }
    return bound
  }
}

/// What parts of operators and the smallest copies take, each worked out once.
private struct ShareTimer {
  private let task: Task
  private let model: CostModel
  private var known: [Step.Action: (time: UInt64, reads: [Index<Tensor>])] = [:]
  private var copies: [Index<MemoryPool>: UInt64] = [:]

  init(_ task: Task) {
    self.task = task
    model = task.costModel
  }

  /// How long a share takes, and the tensors of which it reads something, weights excepted.
  mutating func run(_ node: Index<Operator>, _ share: Choice.Share)
    -> (time: UInt64, reads: [Index<Tensor>])
  {
    timed(.run(node, on: share.processor, part: share.part, precision: nil))
  }

  private mutating func timed(_ action: Step.Action) -> (time: UInt64, reads: [Index<Tensor>]) {
    if let known = known[action] { return known }
    let program = Program(
      Plan(synchronization: .explicit, steps: [Step(id: "s", action)]),
      graph: task.graph,
      device: task.device
    )
    let command = program.commands[Index(0)]
    let time = model.cost(of: command).duration.amount
    let reads = command.reads.filter { $0.bytes > .zero }.map(\.tensor)
    known[action] = (time, reads)
    return (time, reads)
  }

  /// The least time of a copy of anything into a pool; nil where no link leads there.
  mutating func leastCopy(to pool: Index<MemoryPool>) -> UInt64? {
    if let time = copies[pool] { return time }
    var least: UInt64?
    for link in task.device.links.values where link.target == pool {
      for tensor in task.graph.tensors.indices
      where task.graph.tensors[tensor].role != .weight && !task.graph.consumers[tensor].isEmpty {
        let shape = task.graph.tensors[tensor].shape
        guard shape.elementCount > 0 else { return nil }
        for dimension in 0..<shape.rank {
          let part = Slice(dimension: dimension, range: 0..<1)
          let time = timed(.copy(tensor, from: link.source, to: pool, part: part)).time
          least = min(least ?? time, time)
        }
        let whole = timed(.copy(tensor, from: link.source, to: pool, part: nil)).time
        least = min(least ?? whole, whole)
      }
    }
    if let least { copies[pool] = least }
    return least
  }
}

import Costs
package import Devices
package import Graphs
import Plans
package import Quantities
package import Strategies

/// Where each operator can run and for how long, and how long what it reads takes to get there.
///
/// The times are those of each command alone on the device: sharing memory bandwidth only
/// lengthens commands, and a command that takes longer never lets another of the same queues
/// finish earlier. So a bound on the schedules of this problem is a bound on the simulator's, for
/// plans that copy tensors whole; a plan that copies only what is read of one may undercut it.
package struct SchedulingProblem: Hashable, Sendable {
  /// A tensor that operators read.
  package struct Item: Hashable, Sendable {
    /// The tensor's name, for people.
    package let name: String
    /// The tensor itself, where the problem was made from a graph.
    package let tensor: Index<Tensor>
    /// Who computes it; nil for what lies in the host's pool from the start.
    package let producer: Index<Operator>?
    /// Who reads it, in order.
    package let readers: [Index<Operator>]
    /// The time of a copy over each link.
    package let copies: Table<Link, Nanoseconds>
    /// Whether it has no elements, so that it is nowhere missing.
    package let isEmpty: Bool

    /// Describes a tensor.
    package init(
      name: String,
      tensor: Index<Tensor>,
      producer: Index<Operator>?,
      readers: [Index<Operator>],
      copies: Table<Link, Nanoseconds>,
      isEmpty: Bool = false
    ) {
      self.name = name
      self.tensor = tensor
      self.producer = producer
      self.readers = readers
      self.copies = copies
      self.isEmpty = isEmpty
    }
  }

  /// The ends of a link.
  package struct Ends: Hashable, Sendable {
    package let source: Index<MemoryPool>
    package let target: Index<MemoryPool>

    /// Puts the ends together.
    package init(source: Index<MemoryPool>, target: Index<MemoryPool>) {
      self.source = source
      self.target = target
    }
  }

  /// The duration of each operator on each processor; nil where its backend refuses it.
  package let durations: Table<Operator, [Nanoseconds?]>
  /// The tensors that are read.
  package let items: [Item]
  /// The pool of each processor.
  package let pools: Table<Processor, Index<MemoryPool>>
  /// How many pools there are.
  package let poolCount: Int
  /// The pool in which the model's inputs lie.
  package let hostPool: Index<MemoryPool>
  /// What each link connects.
  package let links: Table<Link, Ends>
  /// The shortest time from pool to pool of each item; nil where no link leads there.
  let delays: [[Nanoseconds?]]
  /// The items that each operator reads.
  let reads: Table<Operator, [Int]>
  /// The items that each operator computes.
  let writes: Table<Operator, [Int]>

  /// Makes a problem of its parts.
  package init(
    durations: Table<Operator, [Nanoseconds?]>,
    items: [Item],
    pools: Table<Processor, Index<MemoryPool>>,
    poolCount: Int,
    hostPool: Index<MemoryPool>,
    links: Table<Link, Ends>
  ) {
    self.durations = durations
    self.items = items
    self.pools = pools
    self.poolCount = poolCount
    self.hostPool = hostPool
    self.links = links
    delays = items.map { Self.delays(of: $0, links, poolCount) }
    var reads = Table<Operator, [Int]>(repeating: [], count: durations.count)
    var writes = reads
    for (position, item) in items.enumerated() {
      if let producer = item.producer { writes[producer].append(position) }
      for reader in item.readers { reads[reader].append(position) }
    }
    self.reads = reads
    self.writes = writes
  }

  /// The processors that run an operator.
  package func processors(of node: Index<Operator>) -> [Index<Processor>] {
    pools.indices.filter { durations[node][$0.value] != nil }
  }

  /// The shortest time in which an item gets from one pool to another.
  func delay(of item: Int, from source: Index<MemoryPool>, to target: Index<MemoryPool>)
    -> Nanoseconds?
  {
    delays[item][source.value * poolCount + target.value]
  }

  /// Shortest paths over the links (Floyd 1962, doi:10.1145/367766.368168).
  private static func delays(of item: Item, _ links: Table<Link, Ends>, _ poolCount: Int)
    -> [Nanoseconds?]
  {
    var times = [Nanoseconds?](
      repeating: item.isEmpty ? Nanoseconds.zero : nil,
      count: poolCount * poolCount
    )
    if item.isEmpty { return times }
    for pool in 0..<poolCount { times[pool * poolCount + pool] = .zero }
    for (link, ends) in links.enumerated {
      times[ends.source.value * poolCount + ends.target.value] = item.copies[link]
    }
    for middle in 0..<poolCount {
      for source in 0..<poolCount {
        guard let first = times[source * poolCount + middle] else { continue }
        for target in 0..<poolCount {
          guard let second = times[middle * poolCount + target] else { continue }
          let known = times[source * poolCount + target]
          if known.map({ first + second < $0 }) ?? true {
            times[source * poolCount + target] = first + second
          }
        }
      }
    }
    return times
  }
}

extension SchedulingProblem {
  /// Measures every operator whole on every processor, and every tensor on every link, at the upper
  /// end of the condition's ranges.
  package init(_ task: Task) {
    let (graph, device) = (task.graph, task.device)
    let model = CostModel(graph: graph, device: device, condition: task.condition)
    var durations = Table<Operator, [Nanoseconds?]>(
      repeating: [],
      count: graph.operators.count
    )
    for (processor, description) in device.processors.enumerated {
      let steps = graph.operators.indices.map {
        Step(id: "\($0.value)", .run($0, on: processor, part: nil, precision: nil))
      }
      let commands = Self.commands(steps, task)
      for node in graph.operators.indices {
        let isAccepted = description.refusals(of: node, in: graph).isEmpty
        durations[node]
          .append(isAccepted ? model.cost(of: commands[Index(node.value)]).duration : nil)
      }
    }
    self.init(
      durations: durations,
      items: Self.items(task, model),
      pools: device.processors.map(\.pool),
      poolCount: device.pools.count,
      hostPool: device.hostPool,
      links: device.links.map { Ends(source: $0.source, target: $0.target) }
    )
  }

  private static func items(_ task: Task, _ model: CostModel) -> [Item] {
    let graph = task.graph
    let read = graph.tensors.indices.filter {
      graph.tensors[$0].role != .weight && !graph.consumers[$0].isEmpty
    }
    let steps = read.flatMap { tensor in
      task.device.links.enumerated.map { link, ends in
        Step(
          id: "\(tensor.value) \(link.value)",
          .copy(tensor, from: ends.source, to: ends.target, part: nil)
        )
      }
    }
    let times = commands(steps, task).map { model.cost(of: $0).duration }.values
    let linkCount = task.device.links.count
    return read.enumerated()
      .map { position, tensor in
        let start = position * linkCount
        return Item(
          name: graph.tensors[tensor].name,
          tensor: tensor,
          producer: graph.producers[tensor],
          readers: graph.consumers[tensor],
          copies: Table(Array(times[start..<(start + linkCount)])),
          isEmpty: graph.tensors[tensor].shape.elementCount == 0
        )
      }
  }

  /// The commands of an explicit plan, which are its steps.
  private static func commands(_ steps: [Step], _ task: Task) -> Table<Command, Command> {
    Program(
      Plan(synchronization: .explicit, steps: steps),
      graph: task.graph,
      device: task.device
    )
    .commands
  }
}

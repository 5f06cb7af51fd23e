import Devices
import Graphs
import Plans
import Quantities
import Strategies

/// A serial plan in which compiled partitions hand their results over in the host's memory.
///
/// A delegate's partition is one call: its inputs are given and its results taken where the
/// application lies. What one partition computes for another on the same processor is copied to the
/// host and back, and the next partition starts when everything is there. Where operators that only
/// unpack constants cut a delegate's part, this is what the cuts cost.
struct PartitionedPlan {
  private let task: Task
  private let processors: Table<Operator, Index<Processor>>
  /// The partition of each operator; nil for those that are in none.
  private let partitions: Table<Operator, Int?>
  private let crossings: Crossings
  private var steps: [Step] = []
  private var waits: [Plan.Wait] = []

  /// Makes the plan.
  static func make(
    _ task: Task,
    _ provenance: Plan.Provenance,
    processors: Table<Operator, Index<Processor>>,
    partitions: Table<Operator, Int?>
  ) -> Plan {
    var plan = PartitionedPlan(
      task: task,
      processors: processors,
      partitions: partitions
    )
    plan.addSteps()
    return Plan(
      synchronization: .implicit,
      strategy: provenance,
      steps: plan.steps,
      waits: plan.waits
    )
  }

  private init(
    task: Task,
    processors: Table<Operator, Index<Processor>>,
    partitions: Table<Operator, Int?>
  ) {
    self.task = task
    self.processors = processors
    self.partitions = partitions
    crossings = Self.crossings(task, processors, partitions)
  }

  private mutating func addSteps() {
    var previous: Index<Processor>?
    var open: (partition: Int?, last: Index<Step>)?
    for node in task.graph.operators.indices {
      let chosen = processors[node]
      var barrier: [Index<Step>] = []
      if let open, open.partition != partitions[node] {
        if let closed = open.partition { handOver(closed, after: open.last) }
        if let next = partitions[node] { barrier = takeOver(next) }
      }
      let index = Index<Step>(steps.count)
      if let previous, let last = open?.last, previous != chosen {
        waits.append(Plan.Wait(index, after: last))
      }
      waits += barrier.map { Plan.Wait(index, after: $0) }
      let precision = Self.precision(of: node, on: chosen, task)
      add(.run(node, on: chosen, part: nil, precision: precision))
      previous = chosen
      open = (partitions[node], index)
    }
  }

  /// Half precision for an operator of single precision on a processor that has no speed for that
  /// and one for half: what runtimes give such a processor they convert.
  static func precision(
    of node: Index<Operator>,
    on processor: Index<Processor>,
    _ task: Task
  ) -> ElementType? {
    guard case let output?? = task.graph.operators[node].outputs.first,
      task.graph.tensors[output].type.elementType == .float32
    else { return nil }
    let speeds = task.device.processors[processor].performance.speeds.map(\.precision)
    return !speeds.contains(.float32) && speeds.contains(.float16) ? .float16 : nil
  }

  @discardableResult
  private mutating func add(_ action: Step.Action) -> Index<Step> {
    steps.append(Step(id: Step.name(at: steps.count), action))
    return Index(steps.count - 1)
  }

  // MARK: Hand-over

  /// What partitions compute for later ones on the same processor, from a pool of its own.
  private struct Crossings {
    var written: [Int: [Index<Tensor>]] = [:]
    var read: [Int: [Index<Tensor>]] = [:]
  }

  private static func crossings(
    _ task: Task,
    _ processors: Table<Operator, Index<Processor>>,
    _ partitions: Table<Operator, Int?>
  ) -> Crossings {
    var result = Crossings()
    for tensor in task.graph.tensors.indices {
      guard let producer = task.graph.producers[tensor], let own = partitions[producer] else {
        continue
      }
      let processor = processors[producer]
      guard task.device.processors[processor].pool != task.device.hostPool,
        task.device.isConnected(processor)
      else { continue }
      var readers: Set<Int> = []
      for reader in task.graph.consumers[tensor] where processors[reader] == processor {
        if let other = partitions[reader], other != own { readers.insert(other) }
      }
      guard !readers.isEmpty else { continue }
      result.written[own, default: []].append(tensor)
      for reader in readers.sorted() { result.read[reader, default: []].append(tensor) }
    }
    return result
  }

  private mutating func handOver(_ partition: Int, after last: Index<Step>) {
    for tensor in crossings.written[partition] ?? [] {
      waits.append(Plan.Wait(addCopy(tensor, isOut: true), after: last))
    }
  }

  /// Copies what a partition reads of others on its processor; answers what it waits for.
  private mutating func takeOver(_ partition: Int) -> [Index<Step>] {
    let last = Index<Step>(max(steps.count - 1, 0))
    var taken: [Index<Step>] = []
    for tensor in crossings.read[partition] ?? [] {
      let index = addCopy(tensor, isOut: false)
      waits.append(Plan.Wait(index, after: last))
      taken.append(index)
    }
    return taken
  }

  private mutating func addCopy(_ tensor: Index<Tensor>, isOut: Bool) -> Index<Step> {
    let producer = task.graph.producers[tensor].map { processors[$0] } ?? task.device.host
    let own = task.device.processors[producer].pool
    let host = task.device.hostPool
    return add(.copy(tensor, from: isOut ? own : host, to: isOut ? host : own, part: nil))
  }
}

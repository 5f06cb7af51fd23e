import Devices
import Graphs
public import Plans
import Quantities

/// Everything on one processor; what its backend refuses falls back to the host.
///
/// Option `processor`: the processor's name. Without it, the fastest is chosen (see `Baseline`).
public struct SingleProcessor: Strategy {
  /// The processor's name.
  public let processor: String

  /// Makes the strategy.
  public init(processor: String) {
    self.processor = processor
  }

  public var provenance: Plan.Provenance {
    Plan.Provenance(name: "single:processor=\(processor)", version: "1")
  }

  public func plan(for task: Task) throws(StrategyError) -> Plan {
    guard let chosen = task.device.processor(named: processor) else {
      throw .unknownProcessor(processor, known: task.device.processors.values.map(\.name))
    }
    let accepted = Self.accepted(task, on: chosen)
    let host = task.device.host
    return SerialPlan.make(task, provenance) { accepted[$0] ? chosen : host }
  }

  /// Which operators stay on the processor, as its backend's runtime would decide.
  static func accepted(_ task: Task, on index: Index<Processor>) -> Table<Operator, Bool> {
    let processor = task.device.processors[index]
    let supported = task.graph.operators.indices.map {
      processor.refusals(of: $0, in: task.graph).isEmpty
    }
    switch processor.backend.fallback {
    case .eachOperator:
      return Table(supported)
    case .wholeModel:
      return Table(supported.map { _ in !supported.contains(false) })
    case .partitions(let most, let smallest):
      return largestPartitions(supported, task.graph, most: most, smallest: smallest)
    }
  }

  /// TFLite's partitioning: operators are taken in rounds that alternate between accepted and
  /// refused ones, each round everything whose inputs are ready; each accepted round is a
  /// partition, and the largest ones are kept.
  private static func largestPartitions(
    _ supported: [Bool],
    _ graph: Graph,
    most: Int,
    smallest: Int
  ) -> Table<Operator, Bool> {
    var round = [Int](repeating: 0, count: supported.count)
    for node in graph.operators.indices {
      let isAccepted = supported[node.value]
      var least = isAccepted ? 0 : 1
      for before in graph.predecessors(of: node) {
        let earlier = round[before.value]
        least = max(least, supported[before.value] == isAccepted ? earlier : earlier + 1)
      }
      round[node.value] = least
    }
    var sizes: [Int: Int] = [:]
    for (position, number) in round.enumerated() where supported[position] {
      sizes[number, default: 0] += 1
    }
    let kept = sizes.filter { $0.value >= smallest }
      .sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(most).map(\.key)
    return Table(round.indices.map { supported[$0] && kept.contains(round[$0]) })
  }
}

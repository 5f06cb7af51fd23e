import Costs
import Devices
import Graphs
import Plans
import Quantities

/// A scheduling problem as list schedulers see it: operator costs by processor, transfer costs by
/// pair of processors, precedence.
struct ListInstance {
  let task: Task
  /// The duration of each operator on each processor; nil where its backend refuses it.
  let durations: Table<Operator, [Nanoseconds?]>
  /// The operators that each one reads from, with the bytes it reads.
  let reads: Table<Operator, [(from: Index<Operator>, bytes: Bytes)]>
  private let model: CostModel

  init(_ task: Task) {
    self.task = task
    let model = CostModel(graph: task.graph, device: task.device, condition: task.condition)
    self.model = model
    let graph = task.graph
    durations = Table(
      graph.operators.indices.map { node in
        task.device.processors.enumerated.map { processor, description in
          let isAccepted =
            task.device.isConnected(processor)
            && description.refusals(of: node, in: graph).isEmpty
          return processor == task.device.host || isAccepted
            ? model.cost(of: node, on: processor).duration : nil
        }
      }
    )
    reads = Table(
      graph.operators.indices.map { node in
        graph.predecessors(of: node)
          .map { before in
            let shared = graph.operators[node].inputs.compactMap { $0 }
              .filter { graph.producers[$0] == before }
            return (before, Set(shared).map { graph.tensors[$0].type.bytes() }.total())
          }
      }
    )
  }

  /// The time to bring so many bytes from where one processor writes to where another reads.
  func transfer(_ bytes: Bytes, from source: Index<Processor>, to target: Index<Processor>)
    -> Nanoseconds
  {
    let device = task.device
    let (start, end) = (device.processors[source].pool, device.processors[target].pool)
    if start == end { return .zero }
    if let link = device.link(from: start, to: end) {
      return model.copyCost(of: bytes, over: link).duration
    }
    let host = device.hostPool
    let hops = [device.link(from: start, to: host), device.link(from: host, to: end)]
    return hops.compactMap { $0.map { model.copyCost(of: bytes, over: $0).duration } }.total()
  }

  /// The operators by falling upward rank, ties in graph order.
  func byUpwardRank() -> [Index<Operator>] {
    var rank = [UInt64](repeating: 0, count: durations.count)
    for node in durations.indices.reversed() {
      let possible = durations[node].compactMap { $0?.amount }
      rank[node.value] += possible.reduce(0, +) / UInt64(max(possible.count, 1))
      for read in reads[node] {
        let through = rank[node.value] + meanTransfer(read.bytes)
        rank[read.from.value] = max(rank[read.from.value], through)
      }
    }
    return durations.indices.sorted {
      (rank[$1.value], $0.value) < (rank[$0.value], $1.value)
    }
  }

  /// The mean over all ordered pairs of different processors.
  private func meanTransfer(_ bytes: Bytes) -> UInt64 {
    let processors = task.device.processors.indices
    var total: UInt64 = 0
    var pairs: UInt64 = 0
    for source in processors {
      for target in processors where source != target {
        total += transfer(bytes, from: source, to: target).amount
        pairs += 1
      }
    }
    return pairs == 0 ? 0 : total / pairs
  }
}

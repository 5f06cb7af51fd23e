import Devices
import Graphs
import Quantities
package import Strategies

/// An instance as a task of this product: opaque operators that take time for the bytes they touch,
/// and a processor with memory of its own for each node.
///
/// One unit of SAGA's time is 10 ms. Data of size s is 10¹⁰ s bytes, a link of speed v moves
/// 10⁶ v bytes per microsecond. An operator of cost c touches 6.4 × 10¹¹ c bytes, what it reads
/// and writes included, and a processor of speed v touches 6.4 × 10⁷ v bytes per microsecond.
extension PISAInstance {
  private static let bytesPerSize = 10_000
  private static let work = 64
  private static let name = "pisa"

  /// The instance as a task.
  package var task: Task { Task(graph: graph, device: device) }

  /// The instance that a task was made of; nil for any other task.
  package init?(_ task: Task) {
    guard task.graph.name == Self.name, task.condition == .calm else { return nil }
    let (graph, processors) = (task.graph, task.device.processors.values)
    var sizes = [Int](repeating: 0, count: graph.operators.count * graph.operators.count)
    let costs = graph.operators.indices.map { node -> Int in
      let touched = graph.bytesRead(of: node) + graph.bytesWritten(of: node)
      for before in graph.predecessors(of: node) {
        let shared = graph.operators[node].inputs.compactMap { $0 }
          .filter { graph.producers[$0] == before }
        let bytes = shared.map { graph.tensors[$0].type.bytes() }.total().amount
        sizes[before.value * graph.operators.count + node.value] = Int(bytes) / Self.bytesPerSize
      }
      return Int(touched.amount) / (Self.work * Self.bytesPerSize)
    }
    let speeds = processors.map { Int($0.performance.bandwidth.perMicrosecond) / Self.work }
    let links = processors.flatMap { source in
      processors.map { target in
        task.device.link(from: source.pool, to: target.pool)
          .map { Int(task.device.links[$0].bandwidth.perMicrosecond) } ?? 0
      }
    }
    self.init(costs: costs, speeds: speeds, sizes: sizes, links: links)
    let own = device
    guard graph == self.graph, own.links == task.device.links,
      zip(own.processors.values, processors).allSatisfy({ $0.performance == $1.performance })
    else { return nil }
  }

  private var graph: Graph {
    var builder = GraphBuilder(name: Self.name)
    let tasks = costs.indices
    do {
      var weights: [Index<Tensor>] = []
      for task in tasks {
        weights.append(try Self.add("T\(task)_work", workBytes(of: task), .weight, to: &builder))
      }
      var data: [[Index<Tensor>]] = []
      for source in tasks {
        data.append([])
        for target in problem.edges.filter({ $0.source == source }).map(\.target) {
          let bytes = size(from: source, to: target) * Self.bytesPerSize
          data[source]
            .append(
              try Self.add("T\(source)_T\(target)", bytes, .activation, to: &builder)
            )
        }
        if data[source].isEmpty {
          data[source].append(try Self.add("T\(source)_out", 1, .activation, to: &builder))
        }
      }
      for task in tasks {
        let reads = problem.edges.filter { $0.target == task }
          .compactMap { builder.tensor(named: "T\($0.source)_T\(task)") }
        try builder.add(
          Operator(
            name: "T\(task)",
            kind: .opaque,
            typeName: "Task",
            inputs: reads + [weights[task]],
            outputs: data[task]
          )
        )
      }
      let ends = tasks.compactMap { builder.tensor(named: "T\($0)_out") }
      return try builder.finish(outputs: ends)
    } catch {
      preconditionFailure("an instance is a graph: \(error)")
    }
  }

  /// What a task touches besides what it reads and writes.
  private func workBytes(of task: Int) -> Int {
    let edges = problem.edges.filter { $0.source == task || $0.target == task }
    let data = edges.map { size(from: $0.source, to: $0.target) * Self.bytesPerSize }
    let hasReader = problem.edges.contains { $0.source == task }
    let all = costs[task] * Self.work * Self.bytesPerSize
    return all - data.reduce(0, +) - (hasReader ? 0 : 1)
  }

  private static func add(
    _ name: String,
    _ bytes: Int,
    _ role: Tensor.Role,
    to builder: inout GraphBuilder
  ) throws -> Index<Tensor> {
    let type = TensorType(.uint8, try Shape([bytes]))
    return try builder.add(Tensor(name: name, type: type, role: role))
  }

  private var device: Device {
    func rate(_ amount: Int) -> Rate {
      guard let rate = Rate(perMicrosecond: UInt64(amount)) else {
        preconditionFailure("every speed is positive")
      }
      return rate
    }
    let nodes = speeds.indices
    let pairs = nodes.flatMap { node in nodes.filter { $0 != node }.map { (node, $0) } }
    do {
      return try Device(
        name: Self.name,
        summary: "related machines without overheads, as in SAGA",
        processors: nodes.map { node in
          Processor(
            name: "N\(node)",
            kind: .cpu,
            pool: Index(node),
            backend: Backend(name: "any", support: .everything),
            performance: Performance(
              speeds: [],
              bandwidth: rate(speeds[node] * Self.work),
              launch: .zero
            )
          )
        },
        pools: nodes.map { MemoryPool(name: "N\($0)", capacity: Limits.bytes) },
        links: pairs.map { source, target in
          Link(
            source: Index(source),
            target: Index(target),
            latency: .zero,
            bandwidth: rate(link(source, target))
          )
        },
        memoryBandwidth: nil
      )
    } catch {
      preconditionFailure("a network is a device: \(error)")
    }
  }
}

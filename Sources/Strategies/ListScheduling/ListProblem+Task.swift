import Costs
import Devices
import Graphs
import Plans
import Quantities

extension ListProblem {
  /// The problem of planning for a task, in nanoseconds: an operator for each task, its cost on
  /// each processor, and the cost of copying what it reads.
  ///
  /// What a backend refuses, and a processor to which no link leads, runs nothing; the host runs
  /// everything. Where no link leads straight from one processor to another, data goes by way of
  /// the host.
  package init(_ task: Task) {
    let (graph, device) = (task.graph, task.device)
    let model = CostModel(graph: graph, device: device, condition: task.condition)
    self.init(taskCount: graph.operators.count, processorCount: device.processors.count)
    for (processor, description) in device.processors.enumerated {
      let isHost = processor == device.host
      guard isHost || device.isConnected(processor) else { continue }
      for node in graph.operators.indices
      where isHost || description.refusals(of: node, in: graph).isEmpty {
        let duration = model.cost(of: node, on: processor).duration
        setDuration(duration.amount, of: node.value, on: processor.value)
      }
    }
    var edges: [Edge] = []
    var sizes: [Bytes] = []
    for node in graph.operators.indices {
      for before in graph.predecessors(of: node) {
        var shared: [Index<Tensor>] = []
        for case let input? in graph.operators[node].inputs
        where graph.producers[input] == before && !shared.contains(input) {
          shared.append(input)
        }
        edges.append(Edge(source: before.value, target: node.value))
        sizes.append(shared.map { graph.tensors[$0].type.bytes() }.total())
      }
    }
    setEdges(edges)
    let routes = Routes(model)
    var known: [Bytes: [Time]] = [:]
    for (edge, bytes) in sizes.enumerated() {
      let times = known[bytes] ?? routes.times(for: bytes)
      known[bytes] = times
      for source in 0..<processorCount {
        for target in 0..<processorCount where source != target {
          let time = times[source * processorCount + target]
          setTransfer(time, over: edge, from: source, to: target)
        }
      }
    }
  }
}

/// The links from where each processor writes to where each other one reads.
private struct Routes {
  private let model: CostModel
  private let links: [[Index<Link>]]

  init(_ model: CostModel) {
    self.model = model
    let device = model.device
    let pools = device.processors.values.map(\.pool)
    links = pools.flatMap { source in
      pools.map { target in
        if source == target { return [] }
        if let link = device.link(from: source, to: target) { return [link] }
        let host = device.hostPool
        return [device.link(from: source, to: host), device.link(from: host, to: target)]
          .compactMap { $0 }
      }
    }
  }

  func times(for bytes: Bytes) -> [ListProblem.Time] {
    links.map { route in
      route.map { model.copyCost(of: bytes, over: $0).duration }.total().amount
    }
  }
}

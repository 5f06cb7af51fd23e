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
    let durations = model.durations()
    for (processor, description) in device.processors.enumerated {
      let isHost = processor == device.host
      guard isHost || device.isConnected(processor) else { continue }
      for (node, duration) in durations[processor].enumerated
      where isHost || description.accepts(node, in: graph) {
        setDuration(duration.amount, of: node.value, on: processor.value)
      }
    }
    let flows = graph.flows
    setEdges(flows.map { Edge(source: $0.source.value, target: $0.target.value) })
    for route in Route.distinct(device) {
      for (edge, flow) in flows.enumerated() {
        setTransfers(route.time(of: flow.bytes, model), over: edge, between: route.pairs)
      }
    }
  }
}

/// A way from where some processors write to where others read.
private struct Route {
  let link: Index<Link>
  /// The link from the host on, where no link leads straight to the reader.
  let second: Index<Link>?
  /// The pairs of processors between which data takes just as long, each as the one that writes
  /// times the number of processors, plus the one that reads.
  var pairs: [Int] = []

  /// The routes that take time, each once.
  static func distinct(_ device: Device) -> [Route] {
    var routes: [Route] = []
    let pools = device.processors.values.map(\.pool)
    for source in pools.indices {
      for target in pools.indices where pools[source] != pools[target] {
        guard let route = Route(from: pools[source], to: pools[target], device) else { continue }
        let known = routes.firstIndex { $0.isAsFast(as: route, device) }
        if known == nil { routes.append(route) }
        routes[known ?? routes.count - 1].pairs.append(source * pools.count + target)
      }
    }
    return routes
  }

  private init?(from source: Index<MemoryPool>, to target: Index<MemoryPool>, _ device: Device) {
    let straight = device.link(from: source, to: target)
    let onward = straight == nil ? device.link(from: device.hostPool, to: target) : nil
    guard let first = straight ?? device.link(from: source, to: device.hostPool) ?? onward else {
      return nil
    }
    link = first
    second = first == onward ? nil : onward
  }

  private func isAsFast(as other: Route, _ device: Device) -> Bool {
    guard device.links[link].isAsFast(as: device.links[other.link]) else { return false }
    guard let second, let otherSecond = other.second else { return second == other.second }
    return device.links[second].isAsFast(as: device.links[otherSecond])
  }

  /// The time that so many bytes take.
  func time(of bytes: Bytes, _ model: CostModel) -> ListProblem.Time {
    var time = model.copyCost(of: bytes, over: link).duration
    if let second { time += model.copyCost(of: bytes, over: second).duration }
    return time.amount
  }
}

extension Link {
  /// Whether copies take just as long over another link.
  fileprivate func isAsFast(as other: Link) -> Bool {
    latency == other.latency && synchronization == other.synchronization
      && bandwidth == other.bandwidth
  }
}

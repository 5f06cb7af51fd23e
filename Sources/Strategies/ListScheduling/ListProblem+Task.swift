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
    for processor in device.processors.indices {
      let isHost = processor == device.host
      guard isHost || device.isConnected(processor) else { continue }
      let description = device.processors[processor]
      model.durations(on: processor) {
        isHost || description.accepts($0, in: graph)
      } tell: { node, duration in
        setDuration(duration.amount, of: node.value, on: processor.value)
      }
    }
    let flows = graph.flows
    setEdges(flows.lazy.map { Edge(source: $0.source.value, target: $0.target.value) })
    let routes = Routes(model)
    for route in routes.distinct {
      for (edge, flow) in flows.enumerated() {
        let time = routes.time(of: flow.bytes, by: route)
        setTransfers(time, over: edge, between: route.pairs)
      }
    }
  }
}

/// The ways from where each processor writes to where each other one reads.
private struct Routes {
  /// Links one after the other, with the pairs of processors between which data takes just as
  /// long, each as the one that writes times the number of processors, plus the one that reads.
  struct Route {
    let links: [Index<Link>]
    var pairs: [Int]
  }

  private let model: CostModel
  /// The routes that take time, each once.
  private(set) var distinct: [Route] = []

  init(_ model: CostModel) {
    self.model = model
    let device = model.device
    let pools = device.processors.values.map(\.pool)
    for source in pools.indices {
      for target in pools.indices where pools[source] != pools[target] {
        let links = Self.links(from: pools[source], to: pools[target], device)
        let known = distinct.firstIndex { route in
          route.links.elementsEqual(links) { device.links[$0].isAsFast(as: device.links[$1]) }
        }
        if let known {
          distinct[known].pairs.append(source * pools.count + target)
        } else if !links.isEmpty {
          distinct.append(Route(links: links, pairs: [source * pools.count + target]))
        }
      }
    }
  }

  private static func links(
    from source: Index<MemoryPool>,
    to target: Index<MemoryPool>,
    _ device: Device
  ) -> [Index<Link>] {
    if let link = device.link(from: source, to: target) { return [link] }
    let host = device.hostPool
    return [device.link(from: source, to: host), device.link(from: host, to: target)]
      .compactMap { $0 }
  }

  /// The time that so many bytes take.
  func time(of bytes: Bytes, by route: Route) -> ListProblem.Time {
    var time = Nanoseconds.zero
    for link in route.links { time += model.copyCost(of: bytes, over: link).duration }
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

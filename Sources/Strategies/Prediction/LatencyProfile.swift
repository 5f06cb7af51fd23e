import Costs
import Devices
import Graphs
import Plans
import Quantities

/// What profiling on the phone has measured: durations of whole operators and of copies.
///
/// The measurements are the cost model's: at σ0, in the task's condition, or a moving average that
/// leads from the one to the other. Predictors are fitted to profiles and never ask the cost model
/// about what they predict.
struct LatencyProfile: Sendable {
  private let calm: CostModel
  private let present: CostModel
  private let estimate: Estimate

  /// Profiles a graph, which need not be the task's own, on the task's device.
  init(of graph: Graph, for task: Task, _ estimate: Estimate) {
    calm = CostModel(graph: graph, device: task.device, condition: .calm)
    present = CostModel(graph: graph, device: task.device, condition: task.condition)
    self.estimate = estimate
  }

  /// The duration of a whole operator on a processor.
  func duration(of node: Index<Operator>, on processor: Index<Processor>) -> Nanoseconds {
    mean { $0.cost(of: node, on: processor).duration }
  }

  /// The duration of bringing so many bytes from one pool to another, by way of the host where no
  /// link leads there; nil where there is no way.
  func copy(of bytes: Bytes, from source: Index<MemoryPool>, to target: Index<MemoryPool>)
    -> Nanoseconds?
  {
    if source == target { return .zero }
    let device = calm.device
    if let link = device.link(from: source, to: target) {
      return mean { $0.copyCost(of: bytes, over: link).duration }
    }
    guard let first = device.link(from: source, to: device.hostPool),
      let second = device.link(from: device.hostPool, to: target)
    else { return nil }
    return mean {
      $0.copyCost(of: bytes, over: first).duration + $0.copyCost(of: bytes, over: second).duration
    }
  }

  private func mean(_ duration: (CostModel) -> Nanoseconds) -> Nanoseconds {
    switch estimate {
    case .offline: duration(calm)
    case .exact: duration(present)
    case .runtime: estimate.mean(of: duration(calm), and: duration(present))
    }
  }
}

import Devices
import Graphs
public import Plans
import Quantities

/// Pipe-it: layers as pipeline stages on the clusters of a CPU, several frames in flight.
///
/// A regression on what layers look like predicts the time of each layer on each cluster; the cuts
/// between stages are those for which the slowest stage is fastest. The throughput grows, the
/// latency of one frame does not shrink. Wang et al., IEEE TCAD 39(10), 2020,
/// doi:10.1109/TCAD.2019.2944584. Published stages are sets of cores inside one cluster; devices
/// here describe whole clusters, so that a stage is one cluster and there are as many as it pays.
///
/// The frames are the models of the task (`--frames 4`). With one cluster everything runs on it,
/// frame after frame. Operators are never divided; other processors are not used.
public struct PipeIt: Strategy {
  private let estimate: Estimate
  private let predictors = PredictorShelf(.grid) { measurements, _ in
    LinearPredictor(measurements, in: .descriptors)
  }

  /// Makes the strategy.
  public init(estimate: Estimate = .offline) {
    self.estimate = estimate
  }

  public var provenance: Plan.Provenance {
    Plan.Provenance("pipe-it", version: "1", [("profile", estimate.name, "offline")])
  }

  public func plan(for task: Task) throws(StrategyError) -> Plan {
    try proposal(for: task).plan
  }

  public func proposal(for task: Task) throws(StrategyError) -> Proposal {
    let clusters = task.device.processors.indices.filter {
      task.device.processors[$0].kind == .cpu && task.device.isConnected($0)
    }
    let profile = LatencyProfile(of: task.graph, for: task, estimate)
    let predictors = clusters.map {
      self.predictors.predictor(for: $0, in: .float32, task, estimate)
    }
    let frames = task.graph.components
    let stages = frames.map { frame -> [Stage] in
      let times = frame.map { node in
        clusters.indices.map { cluster in
          LoopNest(of: node, in: task.graph).flatMap { predictors[cluster].duration(of: $0) }
            ?? profile.duration(of: node, on: clusters[cluster])
        }
      }
      return Self.stages(times, clusters: clusters.count)
    }
    var steps = StepList()
    for (frame, stages) in zip(frames, stages) {
      for stage in stages {
        for node in frame[stage.layers] { steps.run(node, on: clusters[stage.cluster]) }
      }
    }
    return Proposal(plan: steps.plan(provenance), predicted: Self.makespan(stages, clusters.count))
  }

  /// Layers that one cluster runs.
  struct Stage: Hashable, Sendable {
    let layers: Range<Int>
    let cluster: Int
    let time: Nanoseconds
  }

  /// The stages for which the slowest is fastest, over every order of the clusters and every way
  /// to use only some of them.
  private static func stages(_ times: [[Nanoseconds]], clusters: Int) -> [Stage] {
    var best: (slowest: Nanoseconds, stages: [Stage])?
    for order in orders(of: Array(0..<clusters)) {
      let stages = balanced(times, order)
      let slowest = stages.map(\.time).max() ?? .zero
      if best.map({ slowest < $0.slowest }) ?? true { best = (slowest, stages) }
    }
    return best?.stages ?? []
  }

  /// Every order of every selection, the longest first.
  private static func orders(of clusters: [Int]) -> [[Int]] {
    if clusters.isEmpty { return [[]] }
    var result: [[Int]] = []
    for (position, first) in clusters.enumerated() {
      var rest = clusters
      rest.remove(at: position)
      result += orders(of: rest).map { [first] + $0 }
      if rest.isEmpty == false { result.append([first]) }
    }
    return result
  }

  /// Cuts layers for the clusters in order: dynamic programming over the position of each cut.
  private static func balanced(_ times: [[Nanoseconds]], _ order: [Int]) -> [Stage] {
    let count = times.count
    let sums = order.map { cluster in
      times.reduce(into: [Nanoseconds.zero]) { $0.append(($0.last ?? .zero) + $1[cluster]) }
    }
    var slowest = sums[0]
    var cuts: [[Int]] = []
    for stage in order.indices.dropFirst() {
      var next = slowest
      var row = Array(0...count)
      for end in 0...count {
        for cut in 0...end {
          let time = max(slowest[cut], sums[stage][end].reduced(by: sums[stage][cut]))
          if time < next[end] { (next[end], row[end]) = (time, cut) }
        }
      }
      slowest = next
      cuts.append(row)
    }
    var bounds = [count]
    for row in cuts.reversed() { bounds.insert(row[bounds[0]], at: 0) }
    var start = 0
    var stages: [Stage] = []
    for (stage, end) in bounds.enumerated() {
      defer { start = end }
      guard end > start else { continue }
      let time = sums[stage][end].reduced(by: sums[stage][start])
      stages.append(Stage(layers: start..<end, cluster: order[stage], time: time))
    }
    return stages
  }

  /// The end of the last stage of the last frame, each cluster taking its stages in frame order.
  private static func makespan(_ frames: [[Stage]], _ clusters: Int) -> Nanoseconds {
    var free = [Nanoseconds](repeating: .zero, count: clusters)
    for frame in frames {
      var ready = Nanoseconds.zero
      for stage in frame {
        ready = max(ready, free[stage.cluster]) + stage.time
        free[stage.cluster] = ready
      }
    }
    return free.max() ?? .zero
  }
}

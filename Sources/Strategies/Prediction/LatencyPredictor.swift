import Devices
import Graphs
import Quantities

/// A strategy's own idea of how long a loop nest takes on a processor.
///
/// It is fitted to a profile and is wrong in its own way; the simulator decides how long things
/// take.
protocol LatencyPredictor: Sendable {
  /// The predicted duration; nil where the predictor was not fitted to such loops.
  func duration(of nest: LoopNest) -> Nanoseconds?
}

/// Profiled loops of one processor, from which predictors are fitted.
struct Measurements: Sendable {
  /// The loops with their durations in nanoseconds.
  let samples: [(nest: LoopNest, time: Double)]
  /// The duration of the smallest loops: what starting a kernel costs.
  let launch: Double

  /// Profiles the training set on a processor.
  init(
    _ sizes: TrainingSet.Sizes,
    on processor: Index<Processor>,
    in type: ElementType,
    for task: Task,
    _ estimate: Estimate
  ) {
    let training = TrainingSet(of: type, sizes)
    let profile = LatencyProfile(of: training.graph, for: task, estimate)
    samples = training.nests.enumerated.map { node, nest in
      (nest, Double(profile.duration(of: node, on: processor).amount))
    }
    launch = samples.map(\.time).min() ?? 0
  }

  /// A duration in nanoseconds as an exact one, never negative.
  static func exact(_ time: Double) -> Nanoseconds {
    let bounded = min(max(time.rounded(), 0), Double(Limits.duration.amount))
    return Nanoseconds(bounded.isFinite ? UInt64(bounded) : 0)
  }
}

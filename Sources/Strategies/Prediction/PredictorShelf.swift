import Devices
import Graphs
import Quantities
import Synchronization

/// The predictors that a strategy has fitted, kept because it is asked about the same processors
/// again and again.
///
/// A class because all copies of a strategy share it. What it answers depends on nothing that was
/// asked before: a predictor is a function of the processor, the condition and the estimate.
final class PredictorShelf<Predictor: LatencyPredictor>: Sendable {
  /// What a predictor is fitted to.
  private struct Key: Hashable {
    let name: String
    let kind: ProcessorKind
    let performance: Performance
    /// The condition in which it is profiled: calm for an estimate that never sees another.
    let condition: Condition
    let type: ElementType
    let estimate: Estimate
  }

  /// So many are kept; then all go.
  private static var most: Int { 256 }

  private let known = Mutex<[Key: Predictor]>([:])
  private let sizes: TrainingSet.Sizes
  private let fit: @Sendable (Measurements, ProcessorKind) -> Predictor

  /// Makes an empty shelf with what predictors are fitted to, and the way to fit one for a kind of
  /// processor.
  init(
    _ sizes: TrainingSet.Sizes,
    _ fit: @escaping @Sendable (Measurements, ProcessorKind) -> Predictor
  ) {
    self.sizes = sizes
    self.fit = fit
  }

  /// The predictor for a processor of a task's device that computes in a type.
  func predictor(
    for processor: Index<Processor>,
    in type: ElementType,
    _ task: Task,
    _ estimate: Estimate
  ) -> Predictor {
    let description = task.device.processors[processor]
    let key = Key(
      name: description.name,
      kind: description.kind,
      performance: description.performance,
      condition: estimate == .offline ? .calm : task.condition,
      type: type,
      estimate: estimate
    )
    if let found = known.withLock({ $0[key] }) { return found }
    let made = fit(
      Measurements(sizes, on: processor, in: type, for: task, estimate),
      description.kind
    )
    known.withLock { known in
      if known.count >= Self.most { known = [:] }
      known[key] = made
    }
    return made
  }
}

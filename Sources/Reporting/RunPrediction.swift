import Checking
import Documents
package import Quantities

/// What was expected of a run before it, and how far off that was.
package struct RunPrediction: Hashable, Sendable {
  /// Who expected it.
  package enum Origin: String, Hashable, Sendable {
    /// The strategy, with its own predictor.
    case strategy
    /// The simulation of the same plan while nothing else runs.
    case calm
  }

  /// The expected latency.
  package let predicted: Nanoseconds
  /// Who expected it.
  package let origin: Origin
  /// The latency of the plan that the strategy makes when it knows the durations of the condition;
  /// nil where it makes no other.
  package let informed: Nanoseconds?

  /// Makes a prediction.
  package init(predicted: Nanoseconds, by origin: Origin, informed: Nanoseconds?) {
    self.predicted = predicted
    self.origin = origin
    self.informed = informed
  }

  /// The difference to what happened, in thousandths of what happened, rounded down.
  func error(of latency: Nanoseconds) -> UInt64 {
    let difference =
      max(predicted, latency).reduced(by: min(predicted, latency))
    return difference.scaled(by: 1_000, over: max(latency.amount, 1))?.amount ?? 0
  }

  func text(_ latency: Nanoseconds) -> String {
    let error = error(of: latency)
    var text =
      "predicted \(predicted.inWords)"
      + (origin == .calm ? " from the plan's run at calm" : " by the strategy")
      + ", error \(error / 10).\(error % 10) %"
    if let informed {
      text +=
        informed < latency
        ? "; with exact durations it plans \(informed.inWords), regret "
          + latency.reduced(by: informed).inWords
        : "; no regret, with exact durations it plans \(informed.inWords)"
    }
    return text
  }

  func json(_ latency: Nanoseconds) -> JSONValue {
    let error = error(of: latency)
    return .object([
      "predicted_us": predicted.inMicroseconds,
      "predicted_by": .text(origin.rawValue),
      "error": .decimal(Thousandths.exact(error)),
      "informed_us": informed.map(\.inMicroseconds),
      "regret_us": informed.map { latency.reduced(by: $0).inMicroseconds },
    ])
  }
}

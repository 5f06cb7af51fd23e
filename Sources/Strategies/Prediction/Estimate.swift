import Quantities

/// What a strategy knows about durations when it plans.
public enum Estimate: Hashable, Sendable {
  /// Profiled once, while nothing else ran and all clocks were at their maximum (σ0).
  case offline
  /// Profiled at σ0, then a moving average over so many runs in the task's condition.
  case runtime(runs: Int)
  /// The durations of the task's condition themselves, which no runtime knows beforehand.
  case exact

  /// What a new measurement weighs in the moving average, in thousandths.
  ///
  /// Band's default smoothing factor, 0.1 (Jeong et al., MobiSys 2022, mrsnu/band).
  public static let smoothing: UInt64 = 100

  /// The share of the condition's durations in the estimate, in thousandths; the rest is σ0's.
  var weight: UInt64 {
    switch self {
    case .offline: return 0
    case .exact: return 1_000
    case .runtime(let runs):
      var old: UInt64 = 1_000_000
      for _ in 0..<min(max(runs, 0), 200) { old = old * (1_000 - Self.smoothing) / 1_000 }
      return 1_000 - old / 1_000
    }
  }

  /// A mean of a duration at σ0 and in the condition, rounded down.
  func mean(of calm: Nanoseconds, and present: Nanoseconds) -> Nanoseconds {
    if calm == present { return calm }
    let old = calm.scaled(by: 1_000 - weight, over: 1_000) ?? calm
    let new = present.scaled(by: weight, over: 1_000) ?? present
    return old + new
  }
}

extension Estimate {
  /// The name in a strategy's option: `offline`, `exact` or the number of runs.
  public var name: String {
    switch self {
    case .offline: "offline"
    case .runtime(let runs): String(runs)
    case .exact: "exact"
    }
  }

  /// Reads the option.
  public init?(name: String) {
    switch name {
    case "offline": self = .offline
    case "exact": self = .exact
    default:
      guard let runs = Int(name), runs >= 0, runs <= 1_000_000 else { return nil }
      self = .runtime(runs: runs)
    }
  }
}

import Quantities

/// The work that is left, shared out among the processors under fixed weights of theirs.
///
/// The weighted mean of the loads is a bound whatever the weights; see `LoadBound`.
struct WorkBound {
  private struct Weighting {
    let weights: [Int64]
    /// The least weighted duration of each operator.
    let least: [Int64]
  }

  private let weightings: [Weighting]

  init(_ numbers: RelaxedProblem) {
    let width = numbers.processorCount
    func row(_ node: Int) -> [Nanoseconds?] {
      (0..<width)
        .map { processor in
          let time = numbers.durations[node * width + processor]
          return time < 0 ? nil : Nanoseconds(UInt64(time))
        }
    }
    let rows = (0..<numbers.operatorCount).map(row)
    let even = [Int64](repeating: 1, count: width)
    let fitted = LoadBound.weights(rows).map { Int64(clamping: $0) }
    weightings = [fitted, even]
      .map { weights in
        Weighting(
          weights: weights,
          least: rows.map { row in
            zip(row, weights)
              .compactMap { time, weight in time.map { Int64($0.amount) * weight } }
              .min() ?? 0
          }
        )
      }
  }

  /// The least end of a schedule that has placed some operators and keeps processors busy until
  /// `free`.
  func least(_ placed: UInt64, _ free: [Int64], _ last: Int64) -> Int64 {
    var bound: Int64 = 0
    for weighting in weightings {
      var sum: Int64 = 0
      var total: Int64 = 0
      for (processor, weight) in weighting.weights.enumerated() {
        // What has ended stays ended: idle time before the next start counts as spent.
        sum += max(free[processor], last) * weight
        total += weight
      }
      for node in weighting.least.indices where placed >> UInt64(node) & 1 == 0 {
        sum += weighting.least[node]
      }
      bound = max(bound, (sum + total - 1) / max(total, 1))
    }
    return bound
  }
}

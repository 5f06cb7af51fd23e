import Graphs
package import Quantities

/// How much work there is for all processors together.
///
/// Whatever the weights of the processors, a schedule takes at least the weighted mean of their
/// loads, and each operator adds at least its least weighted duration to that. The weights are
/// chosen to make this as large as they can; any weights give a sound bound, and the best ones give
/// the optimum of the linear relaxation (duality).
package enum LoadBound {
  /// The least time of any schedule of the operators; nil where some operator runs nowhere.
  package static func least(_ durations: [[Nanoseconds?]]) -> Nanoseconds? {
    guard let count = durations.first?.count, count > 0 else { return .zero }
    guard durations.allSatisfy({ $0.contains { $0 != nil } }) else { return nil }
    let times = durations.map { row in row.map { $0?.amount } }
    return Nanoseconds(bound(times, weights(durations)))
  }

  /// The weights of the processors that give the bound.
  static func weights(_ durations: [[Nanoseconds?]]) -> [UInt64] {
    let times = durations.map { row in row.map { $0?.amount } }
    guard let count = durations.first?.count, count > 0 else { return [] }
    var weights = [UInt64](repeating: scale / UInt64(count), count: count)
    var best = bound(times, weights)
    var step = scale / 4
    while step > 0 {
      while let (moved, value) = improved(weights, by: step, times), value > best {
        (weights, best) = (moved, value)
      }
      step /= 4
    }
    return weights
  }

  private static let scale: UInt64 = 4_096

  /// The best that moving some weight from one processor to another gives.
  private static func improved(_ weights: [UInt64], by step: UInt64, _ times: [[UInt64?]])
    -> (weights: [UInt64], bound: UInt64)?
  {
    var best: (weights: [UInt64], bound: UInt64)?
    for giver in weights.indices where weights[giver] >= step {
      for taker in weights.indices where taker != giver {
        var moved = weights
        moved[giver] -= step
        moved[taker] += step
        let value = bound(times, moved)
        if best.map({ value > $0.bound }) ?? true { best = (moved, value) }
      }
    }
    return best
  }

  /// The weighted mean of the loads, rounded up.
  private static func bound(_ times: [[UInt64?]], _ weights: [UInt64]) -> UInt64 {
    var sum: UInt128 = 0
    for row in times {
      let weighted = zip(row, weights)
        .compactMap { time, weight in
          time.map { UInt128($0) * UInt128(weight) }
        }
      sum += weighted.min() ?? 0
    }
    let total = UInt128(weights.reduce(0, +))
    guard total > 0 else { return 0 }
    return UInt64(clamping: (sum + total - 1) / total)
  }
}

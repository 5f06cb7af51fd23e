import Devices
import Plans
import Quantities

/// One choice of the factors that act on all steps of a processor, or of the device, together.
struct SharedFactors: Hashable {
  /// The slowdown of each processor, in thousandths.
  var slowdowns: [UInt64]
  /// What is left of the bandwidth, in thousandths.
  var bandwidth: UInt64

  /// The condition with these factors, and one jitter for all steps.
  func condition(of condition: Condition, _ device: Device, jitter: UInt64) -> Condition {
    Condition(
      name: condition.name,
      meaning: condition.meaning,
      slowdowns: zip(device.processors.values, slowdowns)
        .map {
          Condition.Slowdown(processor: $0.name, factor: Self.exactly($1))
        },
      jitter: Self.exactly(jitter),
      bandwidth: Self.exactly(bandwidth),
      reservedMemory: condition.reservedMemory,
      caches: condition.caches,
      scheduling: condition.scheduling,
      rendering: condition.rendering
    )
  }

  private static func exactly(_ factor: UInt64) -> Condition.Factor {
    Condition.Factor(lowest: factor, highest: factor) ?? .one
  }
}

/// A range of each shared factor.
struct FactorBox: Hashable {
  /// The factors with which everything is fastest.
  private(set) var fast: SharedFactors
  /// The factors with which everything is slowest.
  private(set) var slow: SharedFactors

  /// All that a condition allows, the factors of processors that nothing uses being fixed.
  init(_ condition: Condition, _ device: Device, using used: Set<Index<Processor>>) {
    let ranges = device.processors.enumerated.map { index, processor in
      let range = condition.slowdown(of: processor)
      return used.contains(index) ? (range.lowest, range.highest) : (range.lowest, range.lowest)
    }
    fast = SharedFactors(
      slowdowns: ranges.map(\.0),
      bandwidth: condition.bandwidth.highest
    )
    slow = SharedFactors(
      slowdowns: ranges.map(\.1),
      bandwidth: condition.bandwidth.lowest
    )
  }

  /// Whether there is only one choice.
  var isPoint: Bool { fast == slow }

  /// The choice in the middle.
  var centre: SharedFactors {
    SharedFactors(
      slowdowns: zip(fast.slowdowns, slow.slowdowns).map { ($0 + $1) / 2 },
      bandwidth: (fast.bandwidth + slow.bandwidth) / 2
    )
  }

  /// The corners along the slowdowns, each with one and with the other end of the bandwidth.
  var corners: [(slow: SharedFactors, fast: SharedFactors)] {
    var corners = [fast.slowdowns]
    for (position, highest) in slow.slowdowns.enumerated()
    where highest != fast.slowdowns[position] {
      corners += corners.map { corner in
        var corner = corner
        corner[position] = highest
        return corner
      }
    }
    return corners.map {
      (
        SharedFactors(slowdowns: $0, bandwidth: slow.bandwidth),
        SharedFactors(slowdowns: $0, bandwidth: fast.bandwidth)
      )
    }
  }

  /// The two halves along the factor that varies most.
  var halves: [FactorBox] {
    var widest = (ratio: fast.bandwidth * 1_000 / max(slow.bandwidth, 1), position: -1)
    for (position, highest) in slow.slowdowns.enumerated() {
      let ratio = highest * 1_000 / max(fast.slowdowns[position], 1)
      if ratio > widest.ratio { widest = (ratio, position) }
    }
    var (first, second) = (self, self)
    if widest.position < 0 {
      let middle = (fast.bandwidth + slow.bandwidth) / 2
      first.slow.bandwidth = min(middle + 1, fast.bandwidth)
      second.fast.bandwidth = middle
    } else {
      let middle = (fast.slowdowns[widest.position] + slow.slowdowns[widest.position]) / 2
      first.slow.slowdowns[widest.position] = middle
      second.fast.slowdowns[widest.position] = min(middle + 1, slow.slowdowns[widest.position])
    }
    return [first, second]
  }
}

package import Quantities

/// What one command costs when nothing else runs.
package struct Cost: Hashable, Sendable {
  /// The fixed time of starting it: a kernel launch, or a link's latency.
  package let launch: Nanoseconds
  /// The time of its arithmetic; zero for a copy.
  package let compute: Nanoseconds
  /// The time of its memory traffic at full bandwidth.
  package let memory: Nanoseconds
  /// The bytes it reads and writes in main memory.
  package let traffic: Bytes

  /// Makes a cost.
  package init(launch: Nanoseconds, compute: Nanoseconds, memory: Nanoseconds, traffic: Bytes) {
    self.launch = launch
    self.compute = compute
    self.memory = memory
    self.traffic = traffic
  }

  /// The duration alone on the device: arithmetic and memory traffic overlap, the launch does not.
  package var duration: Nanoseconds { launch + max(compute, memory) }

  /// The duration while memory traffic takes `demand`/`supply` times as long.
  package func duration(whenDemandIs demand: UInt64, of supply: UInt64) -> Nanoseconds {
    let stretched = memory.scaled(by: demand, over: supply) ?? Nanoseconds(.max / 4)
    return launch + max(compute, stretched)
  }

  /// No cost at all.
  static let nothing = Cost(launch: .zero, compute: .zero, memory: .zero, traffic: .zero)

  /// The longest time that a factor leads to: 2⁵³ ns.
  private static var longest: Nanoseconds { Nanoseconds(1 << 53) }

  /// The cost with every time multiplied by a factor in thousandths, rounded up.
  package func slowed(by factor: UInt64) -> Cost {
    if factor == 1_000, max(launch, compute, memory) <= Self.longest { return self }
    func slow(_ time: Nanoseconds) -> Nanoseconds {
      min(time.scaled(by: factor, over: 1_000) ?? Self.longest, Self.longest)
    }
    return Cost(
      launch: slow(launch),
      compute: slow(compute),
      memory: slow(memory),
      traffic: traffic
    )
  }
}

extension Cost {
  /// The bytes per microsecond that a command asks for when it runs alone, rounded up.
  package var demand: UInt64 {
    guard duration > .zero else { return 0 }
    return min(traffic.scaled(by: 1_000, over: duration.amount)?.amount ?? .max, 1 << 40)
  }
}

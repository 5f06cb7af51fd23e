package import Devices
import Graphs
package import Properties
import Quantities
import Randomness

/// Phones near a real one: speeds, bandwidths and latencies multiplied by factors.
package enum DeviceVariation {
  /// Draws the device itself, which is simplest and has even odds, or one near it.
  ///
  /// Each factor lies between a quarter and four. Backends, pools and power stay as they are, and
  /// memory is never slower than the fastest processor's own path to it.
  package static func draw(near device: Device, from test: inout TestCase) throws -> Device {
    guard try test.boolean() else { return device }
    let processors = try device.processors.values.map { try draw(near: $0, from: &test) }
    let links = try device.links.values.map { link in
      try test.group(.element) { test in
        let latency = try test.drawFactor()
        let bandwidth = try test.drawFactor()
        return Link(
          source: link.source,
          target: link.target,
          latency: link.latency.multiplied(by: latency),
          synchronization: link.synchronization.multiplied(by: latency),
          bandwidth: link.bandwidth.multiplied(by: bandwidth)
        )
      }
    }
    let factor = try test.drawFactor()
    let fastest = processors.map(\.performance.bandwidth.perMicrosecond).max() ?? 1
    let memory = device.memoryBandwidth.flatMap { given in
      Rate(perMicrosecond: max(given.multiplied(by: factor).perMicrosecond, fastest))
    }
    do throws(DeviceErrors) {
      return try Device(
        name: device.name + "-varied",
        summary: "\(device.name) with speeds, bandwidths and latencies multiplied by factors",
        processors: processors,
        pools: device.pools.values,
        links: links,
        memoryBandwidth: memory
      )
    } catch {
      preconditionFailure("a device with other figures keeps its structure: \(error)")
    }
  }

  private static func draw(near processor: Processor, from test: inout TestCase) throws
    -> Processor
  {
    try test.group(.element) { test in
      let speed = try test.drawFactor()
      let bandwidth = try test.drawFactor()
      let launch = try test.drawFactor()
      let given = processor.performance
      let performance = Performance(
        speeds: given.speeds.map {
          Performance.Speed(
            precision: $0.precision,
            kernel: $0.kernel,
            rate: $0.rate.multiplied(by: speed)
          )
        },
        bandwidth: given.bandwidth.multiplied(by: bandwidth),
        launch: given.launch.multiplied(by: launch),
        kernels: given.kernels.withRates { $0.multiplied(by: speed) },
        activePower: given.activePower,
        idlePower: given.idlePower
      )
      return processor.with(performance)
    }
  }
}

/// Conditions of a device.
package enum ConditionVariation {
  /// Draws the calm condition, which is simplest and has even odds, or exact slowdowns of
  /// processors up to fourfold and of memory down to three tenths of its bandwidth.
  package static func draw(for device: Device, from test: inout TestCase) throws -> Condition {
    guard try test.boolean() else { return .calm }
    var slowdowns: [Condition.Slowdown] = []
    for processor in device.processors.values {
      let factor = try test.integer(in: 1_000...4_000, towards: 1_000, spread: .magnitudes)
      guard factor > 1_000, let exact = Condition.Factor(exactly: factor) else { continue }
      slowdowns.append(Condition.Slowdown(processor: processor.name, factor: exact))
    }
    let bandwidth = try test.integer(in: 300...1_000, towards: 1_000, spread: .magnitudes)
    return Condition(
      name: "generated",
      meaning: "processors and memory slowed down by exact factors",
      slowdowns: slowdowns,
      bandwidth: Condition.Factor(exactly: bandwidth) ?? .one
    )
  }
}

extension Condition.Factor {
  fileprivate init?(exactly factor: Int) {
    self.init(lowest: UInt64(factor), highest: UInt64(factor))
  }
}

extension TestCase {
  /// A factor in thousandths between a quarter and four; one is simplest.
  fileprivate mutating func drawFactor() throws(Discard) -> UInt64 {
    guard try boolean() else { return 1_000 }
    return UInt64(try integer(in: 250...4_000, towards: 1_000, spread: .magnitudes))
  }
}

extension Rate {
  /// The rate times a factor in thousandths, at least the smallest rate.
  fileprivate func multiplied(by factor: UInt64) -> Rate {
    Rate(perMicrosecond: perMicrosecond * factor / 1_000) ?? self
  }
}

extension Nanoseconds {
  /// The time times a factor in thousandths, rounded up.
  fileprivate func multiplied(by factor: UInt64) -> Nanoseconds {
    scaled(by: factor, over: 1_000) ?? self
  }
}

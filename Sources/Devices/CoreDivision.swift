import Quantities

/// A device whose processors are the single cores of its CPU clusters.
///
/// A core has the share of its cluster's speeds that its clock has of all clocks; it starts a piece
/// of work in the time in which the cluster does. Cores share the host's pool, so that nothing is
/// copied between them, and a bandwidth that is no more than that of the clusters together.
package struct CoreDivision: Hashable, Sendable {
  /// The cores, in the order of the clusters and of their groups of cores.
  package let device: Device
  private let whole: Device
  private let origins: [Origin]

  private struct Origin: Hashable, Sendable {
    let cluster: Index<Processor>
    /// The position among the cluster's cores; nil where its cores are unknown.
    let core: Int?
  }

  /// What one core moves of what all cores of its cluster move, in thousandths, where that is more
  /// than its share.
  ///
  /// Measured on four Cortex-A53: 1957 of 3606 MB/s (Texas Instruments, SPRADG0A, table 3-1,
  /// LMBench `bw_mem 8M bcopy` with one and with four threads).
  static let bandwidthOfOne: UInt64 = 543

  /// Divides the clusters that lie in the host's pool; nil where the device tells no cores.
  package init?(_ whole: Device) {
    let clusters = whole.processors.indices.filter {
      whole.processors[$0].kind == .cpu && whole.processors[$0].pool == whole.hostPool
    }
    guard clusters.contains(where: { !whole.processors[$0].cores.isEmpty }) else { return nil }
    var cores: [Processor] = []
    var origins: [Origin] = []
    for index in clusters {
      let cluster = whole.processors[index]
      let clocks = cluster.clocks
      if clocks.isEmpty {
        cores.append(cluster)
        origins.append(Origin(cluster: index, core: nil))
      }
      for position in clocks.indices {
        cores.append(cluster.core(position, of: clocks))
        origins.append(Origin(cluster: index, core: position))
      }
    }
    let reached = clusters.map { whole.processors[$0].performance.bandwidth.perMicrosecond }
      .reduce(0, +)
    let shared = min(whole.memoryBandwidth?.perMicrosecond ?? .max, reached)
    let device = try? Device(
      name: whole.name,
      summary: whole.summary,
      sources: whole.sources,
      processors: cores,
      pools: whole.pools.values,
      links: whole.links.values,
      memoryBandwidth: Rate(perMicrosecond: shared)
    )
    guard let device else { return nil }
    self.device = device
    self.whole = whole
    self.origins = origins
  }

  /// A condition of the whole device as one of its cores.
  package func condition(_ condition: Condition) -> Condition {
    var slowdowns: [Condition.Slowdown] = []
    var scheduling: [Condition.Scheduling] = []
    for (origin, core) in zip(origins, device.processors.values) {
      let cluster = whole.processors[origin.cluster]
      slowdowns.append(
        Condition.Slowdown(processor: core.name, factor: condition.slowdown(of: cluster))
      )
      guard let rule = condition.scheduling(of: cluster) else { continue }
      let competitors =
        origin.core.map { condition.competitors(onCoresOf: origin.cluster, on: whole)[$0] }
        ?? rule.competitors
      if competitors > 0 {
        scheduling.append(rule.with(competitors: competitors, on: core.name))
      }
    }
    let drawing = condition.rendering.flatMap { rule in
      zip(origins, device.processors.values)
        .first { condition.rendering(on: whole.processors[$0.0.cluster]) != nil }
        .flatMap {
          Condition.Rendering(processor: $0.1.name, period: rule.period, work: rule.work)
        }
    }
    return Condition(
      name: condition.name,
      meaning: condition.meaning,
      slowdowns: slowdowns,
      jitter: condition.jitter,
      bandwidth: condition.bandwidth,
      reservedMemory: condition.reservedMemory,
      caches: condition.caches,
      scheduling: scheduling,
      rendering: drawing
    )
  }
}

extension Processor {
  /// One of a cluster's cores, whose clocks are given.
  fileprivate func core(_ position: Int, of clocks: [UInt64]) -> Processor {
    let clock = clocks[position]
    let all = clocks.reduce(0, +)
    func share(_ rate: Rate) -> Rate { rate.times(clock, over: all) }
    let bandwidth = performance.bandwidth
    let reached = bandwidth.times(CoreDivision.bandwidthOfOne, over: 1_000)
    return Processor(
      name: "\(name)/\(position + 1)",
      kind: kind,
      pool: pool,
      backend: backend,
      performance: Performance(
        speeds: performance.speeds.map {
          Performance.Speed(precision: $0.precision, kernel: $0.kernel, rate: share($0.rate))
        },
        bandwidth: share(bandwidth).perMicrosecond < reached.perMicrosecond
          ? reached : share(bandwidth),
        launch: performance.launch,
        kernels: performance.kernels.withRates(share),
        activePower: performance.activePower * clock / all,
        idlePower: performance.idlePower * clock / all
      ),
      order: order,
      cores: Cores(count: 1, megahertz: clock).map { [$0] } ?? []
    )
  }
}

extension Rate {
  /// The rate times a fraction, rounded down, at least the smallest rate.
  fileprivate func times(_ numerator: UInt64, over denominator: UInt64) -> Rate {
    let scaled = UInt128(perMicrosecond) * UInt128(numerator) / UInt128(max(denominator, 1))
    return Rate(perMicrosecond: max(UInt64(clamping: scaled), 1)) ?? self
  }
}

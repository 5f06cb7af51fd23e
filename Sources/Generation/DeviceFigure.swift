package import Devices
package import Quantities

/// One figure of a device that can be larger or smaller while everything else stays.
package enum DeviceFigure: Hashable, Sendable {
  /// The time of everything that a processor computes.
  case duration(Index<Processor>)
  /// The fixed time of starting an operator on a processor.
  case launch(Index<Processor>)
  /// The bytes that a link moves per unit of time.
  case bandwidth(Index<Link>)
  /// The fixed time of a copy over a link.
  case latency(Index<Link>)
  /// What all processors together can read and write per unit of time.
  case memoryBandwidth
  /// The size of everything that is read, written or copied.
  case sizes
  /// What fits into a pool.
  case capacity(Index<MemoryPool>)

  /// The figures of a device that mean something, capacities left out.
  package static func all(of device: Device) -> [DeviceFigure] {
    let processors = device.processors.enumerated
      .flatMap { index, processor -> [DeviceFigure] in
        let launch: [DeviceFigure] =
          processor.performance.launch > .zero ? [.launch(index)] : []
        return [.duration(index)] + launch
      }
    let links = device.links.enumerated
      .flatMap { index, link -> [DeviceFigure] in
        let latency: [DeviceFigure] = link.latency > .zero ? [.latency(index)] : []
        return [.bandwidth(index)] + latency
      }
    let memory: [DeviceFigure] = device.memoryBandwidth == nil ? [] : [.memoryBandwidth]
    return processors + links + memory + [.sizes]
  }

  /// The figures that can be better: what computes or moves faster, and what holds more.
  package static func improvable(of device: Device) -> [DeviceFigure] {
    all(of: device).filter { $0 != .sizes } + device.pools.indices.map { .capacity($0) }
  }

  /// The device with the figure twice as good.
  package func improved(_ device: Device) -> Device? {
    switch self {
    case .duration, .launch, .latency, .sizes: scaled(device, by: 500)
    case .bandwidth, .memoryBandwidth, .capacity: scaled(device, by: 2_000)
    }
  }

  /// The figure in words, by the names of a device.
  package func name(in device: Device) -> String {
    switch self {
    case .duration(let processor): "\(device.processors[processor].name) duration"
    case .launch(let processor): "\(device.processors[processor].name) launch"
    case .bandwidth(let link): Self.name(of: link, in: device) + " bandwidth"
    case .latency(let link): Self.name(of: link, in: device) + " latency"
    case .memoryBandwidth: "memory bandwidth"
    case .sizes: "sizes"
    case .capacity(let pool): "\(device.pools[pool].name) capacity"
    }
  }

  private static func name(of link: Index<Link>, in device: Device) -> String {
    let (source, target) = (device.links[link].source, device.links[link].target)
    return "\(device.pools[source].name) to \(device.pools[target].name)"
  }

  /// The device with the figure multiplied by a factor in thousandths; nil where the result is no
  /// device.
  package func scaled(_ device: Device, by factor: UInt64) -> Device? {
    guard factor > 0 else { return nil }
    let memory: Rate?
    switch self {
    case .memoryBandwidth: memory = device.memoryBandwidth.map { $0.multiplied(by: factor) }
    case .sizes: memory = device.memoryBandwidth.map { $0.divided(by: factor) }
    case .duration, .launch, .bandwidth, .latency, .capacity: memory = device.memoryBandwidth
    }
    return try? Device(
      name: device.name,
      summary: device.summary,
      sources: device.sources,
      processors: device.processors.enumerated.map { scaled($1, at: $0, by: factor) },
      pools: device.pools.enumerated.map { index, pool in
        guard case .capacity(index) = self else { return pool }
        let capacity = pool.capacity.scaled(by: factor, over: 1_000) ?? pool.capacity
        return MemoryPool(name: pool.name, capacity: capacity, alignment: pool.alignment)
      },
      links: device.links.enumerated.map { scaled($1, at: $0, by: factor) },
      memoryBandwidth: memory
    )
  }

  private func scaled(_ processor: Processor, at index: Index<Processor>, by factor: UInt64)
    -> Processor
  {
    let given = processor.performance
    var (speed, bandwidth, launch) = (UInt64(1_000), UInt64(1_000), given.launch)
    switch self {
    case .duration(index): (speed, bandwidth) = (factor, factor)
    case .launch(index): launch = given.launch.scaled(by: factor, over: 1_000) ?? given.launch
    case .sizes: bandwidth = factor
    case .duration, .launch, .bandwidth, .latency, .memoryBandwidth, .capacity: break
    }
    return processor.with(
      Performance(
        speeds: given.speeds.map {
          Performance.Speed(
            precision: $0.precision,
            kernel: $0.kernel,
            rate: $0.rate.divided(by: speed)
          )
        },
        bandwidth: given.bandwidth.divided(by: bandwidth),
        launch: launch,
        kernels: given.kernels.withRates { $0.divided(by: speed) },
        activePower: given.activePower,
        idlePower: given.idlePower
      )
    )
  }

  private func scaled(_ link: Link, at index: Index<Link>, by factor: UInt64) -> Link {
    var (bandwidth, latency) = (link.bandwidth, link.latency)
    var synchronization = link.synchronization
    switch self {
    case .bandwidth(index): bandwidth = bandwidth.multiplied(by: factor)
    case .latency(index):
      latency = latency.scaled(by: factor, over: 1_000) ?? latency
      synchronization = synchronization.scaled(by: factor, over: 1_000) ?? synchronization
    case .sizes: bandwidth = bandwidth.divided(by: factor)
    case .duration, .launch, .bandwidth, .latency, .memoryBandwidth, .capacity: break
    }
    return Link(
      source: link.source,
      target: link.target,
      latency: latency,
      synchronization: synchronization,
      bandwidth: bandwidth
    )
  }
}

extension Rate {
  /// The rate times a factor in thousandths, at least the smallest rate.
  fileprivate func multiplied(by factor: UInt64) -> Rate {
    Rate(perMicrosecond: perMicrosecond * factor / 1_000) ?? self
  }

  /// The rate over a factor in thousandths, at least the smallest rate.
  fileprivate func divided(by factor: UInt64) -> Rate {
    Rate(perMicrosecond: perMicrosecond * 1_000 / factor) ?? self
  }
}

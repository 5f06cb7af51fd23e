package import Devices
import Graphs
import Quantities

extension Figure {
  /// The figure of a device in its own unit (operations or bytes per microsecond, nanoseconds,
  /// thousandths); nil where the device has no such figure.
  ///
  /// A figure of several speeds answers the first of them.
  package func value(in device: Device) -> Double? {
    switch owner {
    case .processor(let name):
      guard let index = device.processor(named: name) else { return nil }
      return value(in: device.processors[index].performance)
    case .link(let source, let target):
      guard let link = link(source, target, in: device) else { return nil }
      let amount =
        switch kind {
        case .bandwidth: link.bandwidth.perMicrosecond
        case .latency: link.latency.amount
        case .synchronization: link.synchronization.amount
        default: UInt64(0)
        }
      return amount == 0 ? nil : Double(amount)
    }
  }

  private func value(in performance: Performance) -> Double? {
    let rules = performance.kernels
    let amount: UInt64? =
      switch kind {
      case .bandwidth: performance.bandwidth.perMicrosecond
      case .launch: performance.launch.amount
      case .accumulation: rules.accumulation?.perMicrosecond
      case .transforms: rules.winograd?.transforms?.perMicrosecond
      case .wide: rules.wideSpeed == 1_000 ? nil : rules.wideSpeed
      case .grouped: rules.groupedSpeed == 1_000 ? nil : rules.groupedSpeed
      case .light: rules.lightLaunch == 1_000 ? nil : rules.lightLaunch
      case .small: rules.smallLaunch == 1_000 ? nil : rules.smallLaunch
      case .thin: rules.storage.thinSpeed == 1_000 ? nil : rules.storage.thinSpeed
      case .loss: rules.cache?.loss
      case .weights: rules.weightBandwidth?.perMicrosecond
      case .packing: rules.packing?.bandwidth.perMicrosecond
      case .strided: rules.packing?.strided
      case .group: rules.packing?.group.amount
      case .results: rules.packing?.results?.perMicrosecond
      case .latency, .synchronization: nil
      case .speed, .direct, .winograd, .pointwise, .depthwise, .matrix, .simple:
        performance.speeds.first { covers($0.kernel) }?.rate.perMicrosecond
      }
    guard let amount, amount > 0 else { return nil }
    return Double(amount)
  }

  private func link(_ source: String, _ target: String, in device: Device) -> Link? {
    guard let from = device.pool(named: source), let to = device.pool(named: target) else {
      return nil
    }
    return device.link(from: from, to: to).map { device.links[$0] }
  }

  /// Whether the figure is a speed of this loop.
  private func covers(_ kernel: KernelClass) -> Bool {
    switch kind {
    case .speed: true
    case .direct: kernel == .directConvolution
    case .winograd: kernel == .winogradConvolution
    case .pointwise: kernel == .pointwiseConvolution
    case .depthwise: kernel == .depthwiseConvolution
    case .matrix: kernel == .matrixProduct
    case .simple:
      switch kernel {
      case .pooling, .elementwise, .normalization, .reduction, .rearrangement: true
      default: false
      }
    default: false
    }
  }

  /// The device with the figure multiplied by a factor, and rounded to three digits where asked.
  package func scaled(_ device: Device, by amount: Double, rounded: Bool = false) -> Device {
    let factor = Factor(amount: amount, isRounded: rounded)
    let processors = device.processors.values.map { processor in
      guard owner == .processor(processor.name) else { return processor }
      return processor.with(scaled(processor.performance, by: factor))
    }
    let links = device.links.values.map { link in
      let names = (device.pools[link.source].name, device.pools[link.target].name)
      guard owner == .link(from: names.0, to: names.1) else { return link }
      return Link(
        source: link.source,
        target: link.target,
        latency: kind == .latency ? link.latency.times(factor) : link.latency,
        synchronization: kind == .synchronization
          ? link.synchronization.times(factor) : link.synchronization,
        bandwidth: kind == .bandwidth ? link.bandwidth.times(factor) : link.bandwidth
      )
    }
    do throws(DeviceErrors) {
      return try Device(
        name: device.name,
        summary: device.summary,
        sources: device.sources,
        processors: processors,
        pools: device.pools.values,
        links: links,
        memoryBandwidth: device.memoryBandwidth
      )
    } catch {
      preconditionFailure("a device with other figures keeps its structure: \(error)")
    }
  }

  private func scaled(_ performance: Performance, by factor: Factor) -> Performance {
    Performance(
      speeds: performance.speeds.map {
        covers($0.kernel)
          ? Performance.Speed(
            precision: $0.precision,
            kernel: $0.kernel,
            rate: $0.rate.times(factor)
          ) : $0
      },
      bandwidth: kind == .bandwidth ? performance.bandwidth.times(factor) : performance.bandwidth,
      launch: kind == .launch ? performance.launch.times(factor) : performance.launch,
      kernels: scaled(performance.kernels, by: factor),
      activePower: performance.activePower,
      idlePower: performance.idlePower
    )
  }

  private func scaled(_ rules: KernelRules, by factor: Factor) -> KernelRules {
    func rate(_ rate: Rate?, _ own: Kind) -> Rate? {
      kind == .speed || kind == own ? rate?.times(factor) : rate
    }
    return KernelRules(
      channelBlock: rules.channelBlock,
      winograd: rules.winograd.map {
        KernelRules.Winograd(
          smallTile: $0.smallTile,
          largeTile: $0.largeTile,
          threshold: $0.threshold,
          transforms: rate($0.transforms, .transforms)
        )
      },
      workGroups: rules.workGroups,
      accumulation: rate(rules.accumulation, .accumulation),
      wideSpeed: kind == .wide ? rules.wideSpeed.times(factor) : rules.wideSpeed,
      lightLaunch: kind == .light ? rules.lightLaunch.times(factor) : rules.lightLaunch,
      smallLaunch: kind == .small ? rules.smallLaunch.times(factor) : rules.smallLaunch,
      groupedSpeed: kind == .grouped ? rules.groupedSpeed.times(factor) : rules.groupedSpeed,
      cache: rules.cache.map {
        KernelRules.Cache(size: $0.size, loss: kind == .loss ? $0.loss.times(factor) : $0.loss)
      },
      weightBandwidth: kind == .weights
        ? rules.weightBandwidth?.times(factor) : rules.weightBandwidth,
      packing: rules.packing.map { packing in
        KernelRules.Packing(
          bandwidth: kind == .packing ? packing.bandwidth.times(factor) : packing.bandwidth,
          strided: kind == .strided ? packing.strided.times(factor) : packing.strided,
          group: kind == .group ? packing.group.times(factor) : packing.group,
          results: kind == .results ? packing.results?.times(factor) : packing.results
        )
      },
      storage: KernelRules.Storage(
        thinSpeed: kind == .thin ? rules.storage.thinSpeed.times(factor) : rules.storage.thinSpeed,
        tile: rules.storage.tile,
        runsHostToHost: rules.storage.runsHostToHost,
        joinsInPlace: rules.storage.joinsInPlace,
        integersAs: rules.storage.integersAs
      )
    )
  }
}

/// What a figure is multiplied by.
struct Factor {
  let amount: Double
  /// Whether products keep three significant digits only.
  let isRounded: Bool

  /// The product, rounded to the nearest, between one and 2⁴⁰.
  func of(_ figure: UInt64) -> UInt64 {
    let product = UInt64(min(max((Double(figure) * amount).rounded(), 1), 0x1p40))
    guard isRounded else { return product }
    var unit: UInt64 = 1
    while product / unit >= 1_000 { unit *= 10 }
    return (product + unit / 2) / unit * unit
  }
}

extension UInt64 {
  fileprivate func times(_ factor: Factor) -> UInt64 { factor.of(self) }
}

extension Rate {
  fileprivate func times(_ factor: Factor) -> Rate {
    Rate(perMicrosecond: perMicrosecond.times(factor)) ?? self
  }
}

extension Nanoseconds {
  fileprivate func times(_ factor: Factor) -> Nanoseconds {
    min(Nanoseconds(amount.times(factor)), Limits.duration)
  }
}

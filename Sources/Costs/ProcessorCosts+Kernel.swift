import Devices
import Graphs
import Quantities

extension ProcessorCosts {
  /// What a kernel's work costs in a precision while nothing slows the processor down.
  @inline(__always)
  func undisturbedCost(of work: KernelWork, in precision: ElementType, _ traffic: Bytes) -> Cost {
    if work.isJoin, kernels.storage.joinsInPlace, precision.isFloatingPoint { return .nothing }
    return Cost(
      launch: launchTime(of: work),
      compute: computeTime(of: work, in: precision),
      memory: memoryTime(of: work, in: precision, traffic: traffic),
      traffic: traffic
    )
  }

  @inline(__always)
  private func launchTime(of work: KernelWork) -> Nanoseconds {
    var time = performance.launch
    if work.isLight { time = time.limited(by: kernels.lightLaunch, over: 1_000) }
    if work.isSmall, work.isLight || work.streamedElements > 0 {
      time = time.limited(by: kernels.smallLaunch, over: 1_000)
    }
    return work.launches == 1 ? time : time.limited(by: work.launches, over: 1)
  }

  @inline(__always)
  private func computeTime(of work: KernelWork, in precision: ElementType) -> Nanoseconds {
    guard let rate = bestRate(of: work.kernel, in: precision) else { return .zero }
    var time = rate.duration(for: work.operations)
    guard work.kernel.isConvolution else {
      return work.isThin ? time.limited(by: 1_000, over: kernels.storage.thinSpeed) : time
    }
    if work.isWide, work.kernel == .directConvolution {
      time = time.limited(by: 1_000, over: kernels.wideSpeed)
    }
    if work.isGrouped { time = time.limited(by: 1_000, over: kernels.groupedSpeed) }
    if let cache = kernels.cache {
      let filters = work.filterElements.bytes(in: precision)
      let size = cache.size.scaled(by: caches, over: 1_000)?.amount ?? cache.size.amount
      let lost = time.limited(by: filters.amount, over: max(size, 1))
      time += lost.limited(by: cache.loss, over: 1_000)
    }
    if let accumulation = kernels.accumulation {
      time += accumulation.duration(for: work.accumulations)
    }
    if let transforms = kernels.winograd?.transforms {
      time += transforms.duration(for: work.transformedElements.bytes(in: precision))
    }
    time += performance.bandwidth.duration(for: work.transformedFilters.bytes(in: precision))
    if let packing = kernels.packing {
      time += packingTime(of: work, by: packing, in: precision)
    }
    return min(time, Limits.duration)
  }

  /// The time of packing windows and of starting the products of groups.
  @inline(__always)
  private func packingTime(
    of work: KernelWork,
    by rule: KernelRules.Packing,
    in precision: ElementType
  ) -> Nanoseconds {
    var packed = rule.bandwidth.duration(for: work.packedElements.bytes(in: precision))
    if work.isStrided { packed = packed.limited(by: 1_000, over: rule.strided) }
    let stored = rule.results?.duration(for: work.storedResults) ?? .zero
    return packed + stored + rule.group.limited(by: work.groups, over: 1)
  }

  @inline(__always)
  private func memoryTime(of work: KernelWork, in precision: ElementType, traffic: Bytes)
    -> Nanoseconds
  {
    let time = performance.bandwidth.duration(for: traffic)
    guard let weightBandwidth = kernels.weightBandwidth else { return time }
    return max(time, weightBandwidth.duration(for: work.streamedElements.bytes(in: precision)))
  }

  /// The speed of a loop in a precision, or the nearest that the device file gives: direct
  /// convolution or any loop in that precision, then the loop in single precision, which is how
  /// integers of other widths are counted, then any speed.
  @inline(__always)
  func bestRate(of kernel: KernelClass, in precision: ElementType) -> Rate? {
    var (direct, any, single): (Rate?, Rate?, Rate?)
    for speed in performance.speeds {
      if speed.precision == precision {
        if speed.kernel == kernel { return speed.rate }
        if speed.kernel == .directConvolution, direct == nil { direct = speed.rate }
        if any == nil { any = speed.rate }
      } else if speed.precision == .float32, speed.kernel == kernel, single == nil {
        single = speed.rate
      }
    }
    return direct ?? any ?? single ?? performance.speeds.first?.rate
  }
}

extension UInt64 {
  /// So many elements of a type, in whole bytes.
  fileprivate func bytes(in type: ElementType) -> Bytes {
    let (bits, overflow) = multipliedReportingOverflow(by: UInt64(type.bitWidth))
    return Bytes(overflow ? .max : bits / 8 + (bits % 8 == 0 ? 0 : 1))
  }
}

extension Nanoseconds {
  /// The time times a fraction, rounded up, never above `Limits.duration`.
  fileprivate func limited(by numerator: UInt64, over denominator: UInt64) -> Nanoseconds {
    if numerator == denominator, denominator > 0 { return min(self, Limits.duration) }
    return min(scaled(by: numerator, over: denominator) ?? Limits.duration, Limits.duration)
  }
}

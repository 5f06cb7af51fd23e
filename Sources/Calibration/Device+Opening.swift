package import Devices
import Graphs
import Quantities

extension Device {
  /// From how many convolutions on their times are taken to say how windows are packed.
  private static let convolutions = 8
  /// From how many grouped convolutions on they are taken to say what a group costs.
  private static let groupedConvolutions = 4

  /// The device with the rules of kernels that times of single operators tell of and its file says
  /// nothing about, at values that cost next to nothing: a fit can move figures, not make them.
  ///
  /// With `storesResults` the storing of products' results is among them.
  package func opened(for runs: [MeasuredRun], storesResults: Bool = false) -> Device {
    let changed = processors.values.map { processor -> Processor in
      let own = runs.filter { $0.measurement.processor == processor.name }
      let windows = own.compactMap(\.window)
      let rules = processor.performance.kernels
      let isPacked =
        rules.packing == nil && rules.workGroups == nil && windows.count >= Self.convolutions
      let grouped = windows.filter { $0.groups > 1 }.count
      let isStreamed = rules.weightBandwidth == nil && own.contains(where: \.isOfOneRow)
      guard isPacked || isStreamed else { return processor }
      let packing = KernelRules.Packing(
        bandwidth: processor.performance.bandwidth,
        group: Nanoseconds(grouped >= Self.groupedConvolutions ? 100 : 0),
        results: storesResults ? processor.performance.bandwidth : nil
      )
      return processor.with(
        rules.with(
          packing: isPacked ? packing : rules.packing,
          weights: isStreamed ? processor.performance.bandwidth : rules.weightBandwidth
        )
      )
    }
    do throws(DeviceErrors) {
      return try Device(
        name: name,
        summary: summary,
        sources: sources,
        processors: changed,
        pools: pools.values,
        links: links.values,
        memoryBandwidth: memoryBandwidth
      )
    } catch {
      preconditionFailure("a device with other kernels keeps its structure: \(error)")
    }
  }
}

extension Processor {
  fileprivate func with(_ kernels: KernelRules) -> Processor {
    with(
      Performance(
        speeds: performance.speeds,
        bandwidth: performance.bandwidth,
        launch: performance.launch,
        kernels: kernels,
        activePower: performance.activePower,
        idlePower: performance.idlePower
      )
    )
  }
}

extension KernelRules {
  fileprivate func with(packing: Packing?, weights: Rate?) -> KernelRules {
    KernelRules(
      channelBlock: channelBlock,
      winograd: winograd,
      workGroups: workGroups,
      accumulation: accumulation,
      wideSpeed: wideSpeed,
      lightLaunch: lightLaunch,
      cache: cache,
      weightBandwidth: weights,
      packing: packing
    )
  }
}

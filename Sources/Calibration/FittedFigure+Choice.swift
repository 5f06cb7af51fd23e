package import Devices
import Plans
import Quantities

extension FittedFigure {
  /// What is worth fitting to some measurements: the figures of every processor that was measured,
  /// and of the links of measured plans, for each device by itself.
  package static func usual(for runs: [MeasuredRun], on devices: [Device]) -> [FittedFigure] {
    devices.enumerated()
      .flatMap { position, device in
        let own = runs.filter { $0.device == position }
        let hasPlans = own.contains(where: \.isOfPlan)
        let processors = device.processors.values.filter { processor in
          hasPlans && (processor.kind == .gpu || processor.name == "cpu")
            || own.contains { $0.measurement.processor == processor.name }
        }
        var figures = processors.flatMap { processor in
          ownKinds.map { Figure(.processor(processor.name), $0) }
        }
        if hasPlans {
          figures += device.links.values.flatMap { link in
            [Figure.Kind.synchronization, .bandwidth]
              .map {
                Figure(
                  .link(from: device.pools[link.source].name, to: device.pools[link.target].name),
                  $0
                )
              }
          }
        }
        for run in own {
          guard case .copy(of: _, _, from: let source, to: let target) = run.measurement.subject
          else { continue }
          for kind in [Figure.Kind.latency, .bandwidth] {
            let figure = Figure(.link(from: source, to: target), kind)
            if !figures.contains(figure) { figures.append(figure) }
          }
        }
        return figures.filter { $0.exists(in: device) }.map { FittedFigure($0, of: [position]) }
      }
  }

  static let ownKinds: [Figure.Kind] = [
    .speed, .bandwidth, .launch, .direct, .winograd, .pointwise, .depthwise, .matrix, .simple,
    .accumulation, .transforms, .wide, .grouped, .light, .small, .thin, .loss, .weights, .packing,
    .strided, .group, .results,
  ]

  /// Whether any measurement is of the figure's processor; a link's counts with any.
  package func isMeasured(by runs: [MeasuredRun]) -> Bool {
    guard case .processor(let name) = figure.owner else { return true }
    return runs.contains { $0.measurement.processor == name || $0.isOfPlan }
  }

  /// The groups of devices that have figures of their own in common: devices that a figure joins,
  /// without the figures that join most.
  package static func groups(_ figures: [FittedFigure], deviceCount: Int) -> [[Int]] {
    var groups: [[Int]] = []
    for device in 0..<deviceCount {
      let partners =
        figures.filter { figure in
          figure.devices.contains(device) && figure.devices.count * 2 < deviceCount
        }
        .flatMap(\.devices)
      let group = Set(partners + [device]).sorted()
      if !groups.contains(group) { groups.append(group) }
    }
    return groups
  }
}

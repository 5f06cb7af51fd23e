package import Devices
package import Documents
import Graphs
import Quantities

extension DeviceFile {
  /// The JSON form of a device, which `read` takes too; backends are written by name.
  package static func json(_ device: Device) -> JSONValue {
    .object([
      "format": .text(format),
      "name": .text(device.name),
      "summary": device.summary.isEmpty ? nil : .text(device.summary),
      "sources": device.sources.isEmpty ? nil : .list(device.sources.map { .text($0) }),
      "memory-bandwidth": device.memoryBandwidth.map { bandwidth($0) },
      "pools": .object(device.pools.values.map { .init($0.name, json($0)) }),
      "processors": .object(
        device.processors.values.map { .init($0.name, json($0, of: device)) }
      ),
      "links": .list(device.links.values.map { json($0, of: device) }),
    ])
  }

  private static func json(_ pool: MemoryPool) -> JSONValue {
    .object(["capacity": size(pool.capacity), "alignment": size(pool.alignment)])
  }

  private static func json(_ processor: Processor, of device: Device) -> JSONValue {
    let performance = processor.performance
    return .object([
      "kind": .text(processor.kind.rawValue),
      "pool": .text(device.pools[processor.pool].name),
      "backend": .text(processor.backend.name),
      "bandwidth": bandwidth(performance.bandwidth),
      "launch": time(performance.launch),
      "active-power": .text("\(performance.activePower) mW"),
      "idle-power": .text("\(performance.idlePower) mW"),
      "order": processor.order == .listed ? nil : .text(processor.order.rawValue),
      "cores": processor.cores.isEmpty ? nil : .list(processor.cores.map { json($0) }),
      "rates": rates(performance.speeds),
      "kernels": performance.kernels == .none ? nil : kernels(performance.kernels),
    ])
  }

  private static func json(_ cores: Processor.Cores) -> JSONValue {
    .object([
      "count": .integer(Int64(cores.count)),
      "clock": .text(thousandths(cores.megahertz, ["MHz", "GHz"])),
    ])
  }

  private static func rates(_ speeds: [Performance.Speed]) -> JSONValue {
    var precisions: [ElementType] = []
    for speed in speeds where !precisions.contains(speed.precision) {
      precisions.append(speed.precision)
    }
    return .object(
      precisions.map { precision in
        let kernels = speeds.filter { $0.precision == precision }
        return .init(
          precision.rawValue,
          .object(
            kernels.map {
              .init($0.kernel.rawValue, speed($0.rate, $0.kernel.countsProducts ? "MAC/s" : "op/s"))
            }
          )
        )
      }
    )
  }

  private static func json(_ link: Link, of device: Device) -> JSONValue {
    .object([
      "from": .text(device.pools[link.source].name),
      "to": .text(device.pools[link.target].name),
      "latency": time(link.latency),
      "synchronization": link.synchronization == .zero ? nil : time(link.synchronization),
      "bandwidth": bandwidth(link.bandwidth),
    ])
  }

  static func size(_ bytes: Bytes) -> JSONValue {
    let units: [(String, UInt64)] = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)]
    let unit = units.first { bytes.amount >= $0.1 && bytes.amount % $0.1 == 0 } ?? ("B", 1)
    return .text("\(bytes.amount / unit.1) \(unit.0)")
  }

  static func time(_ time: Nanoseconds) -> JSONValue {
    .text(thousandths(time.amount, ["ns", "us", "ms"]))
  }

  static func bandwidth(_ rate: Rate) -> JSONValue {
    .text(thousandths(rate.perMicrosecond, ["MB/s", "GB/s"]))
  }

  static func speed(_ rate: Rate, _ unit: String) -> JSONValue {
    .text(thousandths(rate.perMicrosecond, ["M" + unit, "G" + unit, "T" + unit]))
  }

  /// An amount in the largest unit of a scale of thousands in which it is at least one.
  private static func thousandths(_ amount: UInt64, _ units: [String]) -> String {
    var (whole, rest, position) = (amount, UInt64(0), 0)
    while whole >= 1_000, position + 1 < units.count, rest == 0 {
      (whole, rest, position) = (whole / 1_000, whole % 1_000, position + 1)
    }
    let digits = String(rest + 1_000).dropFirst()
    let fraction = digits.lastIndex { $0 != "0" }.map { "." + digits[...$0] } ?? ""
    return "\(whole)\(fraction) \(units[position])"
  }
}

extension KernelClass {
  /// Whether its speed counts multiply-accumulates.
  fileprivate var countsProducts: Bool {
    switch self {
    case .directConvolution, .winogradConvolution, .pointwiseConvolution, .depthwiseConvolution,
      .matrixProduct:
      true
    case .pooling, .elementwise, .normalization, .reduction, .rearrangement: false
    }
  }
}

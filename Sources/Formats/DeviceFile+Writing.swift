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
      "rates": rates(performance.speeds),
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
              .init($0.kernel.rawValue, .text("\($0.rate.perMicrosecond) MMAC/s"))
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
      "bandwidth": bandwidth(link.bandwidth),
    ])
  }

  static func size(_ bytes: Bytes) -> JSONValue { .text("\(bytes.amount) B") }
  private static func time(_ time: Nanoseconds) -> JSONValue { .text("\(time.amount) ns") }
  private static func bandwidth(_ rate: Rate) -> JSONValue {
    .text("\(rate.perMicrosecond) MB/s")
  }
}

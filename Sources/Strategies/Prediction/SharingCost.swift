import Devices
import Graphs
import Quantities

/// What sharing an operator's data between host and accelerator costs, as CoDL predicts it.
struct SharingCost: Sendable {
  /// The bound on the wait for the other processor before an operator: 1 ms (CoDL, section 5.2).
  private static let bound = Nanoseconds(1_000_000)

  /// The wait; none where the way from the accelerator to the host states its own, which every copy
  /// contains.
  private let waiting: Nanoseconds
  private let profile: LatencyProfile
  private let host: Index<MemoryPool>
  private let accelerator: Index<MemoryPool>

  init(_ pair: CoExecution) {
    profile = pair.profile
    host = pair.task.device.processors[pair.host.processor].pool
    accelerator = pair.task.device.processors[pair.accelerator.processor].pool
    let device = pair.task.device
    let link = device.link(from: accelerator, to: host).map { device.links[$0] }
    waiting = link.map { $0.synchronization > .zero } ?? false ? .zero : Self.bound
  }

  /// T_trans + T_map + T_psync for what the host reads and writes.
  func duration(read: Bytes, written: Bytes) -> Nanoseconds {
    let input = profile.copy(of: read, from: accelerator, to: host) ?? .zero
    let output = profile.copy(of: written, from: host, to: accelerator) ?? .zero
    return input + output + waiting
  }
}

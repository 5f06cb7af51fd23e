import Devices
import Graphs
import Quantities

/// What sharing an operator's data between host and accelerator costs, as CoDL predicts it.
struct SharingCost: Sendable {
  /// The bound on the wait for the other processor before an operator: 1 ms (CoDL, section 5.2).
  static let waiting = Nanoseconds(1_000_000)

  private let profile: LatencyProfile
  private let host: Index<MemoryPool>
  private let accelerator: Index<MemoryPool>

  init(_ pair: CoExecution) {
    profile = pair.profile
    host = pair.task.device.processors[pair.host.processor].pool
    accelerator = pair.task.device.processors[pair.accelerator.processor].pool
  }

  /// T_trans + T_map + T_psync for what the host reads and writes.
  ///
  /// Transforming and mapping are linear in the size: what a copy takes longer than an empty one.
  /// What starting and waiting take is the published constant, whatever it is on the device.
  func duration(read: Bytes, written: Bytes) -> Nanoseconds {
    beyondEmpty(read, from: accelerator, to: host)
      + beyondEmpty(written, from: host, to: accelerator) + Self.waiting
  }

  private func beyondEmpty(
    _ bytes: Bytes,
    from source: Index<MemoryPool>,
    to target: Index<MemoryPool>
  ) -> Nanoseconds {
    guard let whole = profile.copy(of: bytes, from: source, to: target),
      let empty = profile.copy(of: .zero, from: source, to: target)
    else { return .zero }
    return whole.reduced(by: empty)
  }
}

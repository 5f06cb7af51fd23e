package import Devices
package import Plans
package import Quantities

/// How many bytes lie in each pool over the course of one execution.
package struct MemoryTrace: Hashable, Sendable {
  /// A change of the bytes in a pool.
  package struct Sample: Hashable, Sendable {
    package let time: Nanoseconds
    package let bytes: Bytes
  }

  /// The samples of each pool, ascending in time, weights included.
  package let samples: Table<MemoryPool, [Sample]>

  /// Follows the regions of a footprint through a timeline.
  ///
  /// A region that is freed at an instant leaves room for one that is written from that instant.
  package init(_ footprint: Footprint, _ timeline: Timeline) {
    struct Change {
      let time: Nanoseconds
      let gained: Bytes
      let freed: Bytes
    }
    var changes = footprint.weights.map { _ in [Change]() }
    for allocation in footprint.allocations {
      let start = allocation.writer.map { timeline.spans[$0].start } ?? .zero
      let size = allocation.access.bytes
      changes[allocation.access.pool].append(Change(time: start, gained: size, freed: .zero))
      if let end = allocation.releases.map({ timeline.spans[$0].end }).max() {
        changes[allocation.access.pool].append(Change(time: end, gained: .zero, freed: size))
      }
    }
    var samples = footprint.weights.map { [Sample(time: .zero, bytes: $0)] }
    for (pool, list) in changes.enumerated {
      let sorted = list.sorted { ($0.time, $1.freed) < ($1.time, $0.freed) }
      var bytes = footprint.weights[pool]
      for change in sorted {
        bytes = (bytes + change.gained).reduced(by: change.freed)
        if samples[pool].last?.time == change.time { samples[pool].removeLast() }
        samples[pool].append(Sample(time: change.time, bytes: bytes))
      }
    }
    self.samples = samples
  }

  /// The most bytes that lie in each pool at once.
  package var peaks: Table<MemoryPool, Bytes> {
    samples.map { $0.map(\.bytes).max() ?? .zero }
  }
}

extension MemoryTrace {
  /// The bytes that lie in a pool at an instant.
  package func bytes(in pool: Index<MemoryPool>, at instant: Nanoseconds) -> Bytes {
    samples[pool].last { $0.time <= instant }?.bytes ?? .zero
  }
}

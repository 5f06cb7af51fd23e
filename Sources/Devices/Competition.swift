package import Quantities

/// Where the operating system puts competing processes.
extension Condition {
  /// How a processor of a device is shared with competing processes; nil where it is not.
  ///
  /// A cluster whose cores the device file tells computes an operator with all of them and waits
  /// for the slowest, so that the core with most competitors counts. The competitors of any other
  /// processor all stand in its one queue.
  package func scheduling(of index: Index<Processor>, on device: Device) -> Scheduling? {
    let processor = device.processors[index]
    guard let rule = scheduling(of: processor), !processor.cores.isEmpty else {
      return scheduling(of: processor)
    }
    let most = competitors(onCoresOf: index, on: device).max() ?? 0
    return most == 0 ? nil : rule.with(competitors: most)
  }

  /// How many competing processes sit on each core of a cluster; empty where they are unknown.
  ///
  /// The processes of a rule are spread over all cores that it names: each to a core of its own,
  /// the fastest first, and to shared ones only when there are more processes than cores. So Linux
  /// balances threads that never sleep: an idle core pulls a waiting thread, and a thread that is
  /// always busy is moved up to the core of greatest capacity (kernel documentation,
  /// scheduler/sched-capacity and scheduler/sched-energy: load balancing, misfit tasks).
  package func competitors(onCoresOf index: Index<Processor>, on device: Device) -> [UInt64] {
    guard let rule = scheduling(of: device.processors[index]) else {
      return device.processors[index].clocks.map { _ in 0 }
    }
    let named = device.processors.indices.filter {
      scheduling(of: device.processors[$0]) == rule
    }
    let seats = named.flatMap { processor in
      device.processors[processor].clocks.enumerated()
        .map { (processor: processor, core: $0.offset, clock: $0.element) }
    }
    // Sorted by hand, since ties keep their order.
    let order = seats.indices.sorted {
      (seats[$1].clock, $0) < (seats[$0].clock, $1)
    }
    let count = UInt64(seats.count)
    var competitors = device.processors[index].clocks.map { _ in UInt64(0) }
    for (rank, seat) in order.enumerated() where seats[seat].processor == index {
      let extra: UInt64 = UInt64(rank) < rule.competitors % count ? 1 : 0
      competitors[seats[seat].core] = rule.competitors / count + extra
    }
    return competitors
  }
}

extension Condition.Scheduling {
  /// The same slices and wake-ups for another number of competitors.
  func with(competitors: UInt64, on processor: String? = nil) -> Self {
    Condition.Scheduling(
      processor: processor ?? self.processor,
      competitors: competitors,
      slice: slice,
      wakeUp: wakeUp
    ) ?? self
  }
}

extension Processor {
  /// The clock of each core in megahertz, in the order of the device file.
  var clocks: [UInt64] { cores.flatMap { Array(repeating: $0.megahertz, count: $0.count) } }
}

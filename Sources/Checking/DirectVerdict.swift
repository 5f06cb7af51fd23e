package import Devices
import Plans
package import Quantities
import Strategies

/// What the direct readings alone say of a plan, without a solver.
///
/// Laws compare this with the solver's verdicts and with visiting every state of every execution.
package struct DirectVerdict: Hashable, Sendable {
  /// What no execution exceeds in a pool.
  package struct Peak: Hashable, Sendable {
    package let pool: Index<MemoryPool>
    package let bound: Bytes
  }

  /// The obligations that the plan breaks, or that stay open; those about time always do.
  package let doubts: [Obligation]
  /// The peaks of the pools that hold anything, where `memory` was asked for and all of it fits.
  package let peaks: [Peak]

  /// Reads a plan on some obligations.
  package init(_ subject: Subject, on obligations: [Obligation]) {
    let broken = Set(subject.faults.map(\.obligation))
    let room = obligations.contains(.memory) ? subject.room : .open
    doubts = obligations.filter { obligation in
      switch obligation {
      case .support, .coverage, .residency, .ordering: broken.contains(obligation)
      case .memory: room.peaks == nil
      case .deadline, .profit: true
      }
    }
    peaks = room.peaks ?? []
  }
}

extension Subject {
  /// The obligations of some that the plan breaks, or that stay open, by their direct readings.
  package func doubts(among obligations: [Obligation]) -> [Obligation] {
    DirectVerdict(self, on: obligations).doubts
  }

  /// Whether everything fits into memory.
  fileprivate enum Room {
    case exceeded
    case open
    case enough([DirectVerdict.Peak])

    /// The peaks, where everything fits.
    var peaks: [DirectVerdict.Peak]? {
      if case .enough(let peaks) = self { peaks } else { nil }
    }
  }

  /// Whether no execution exceeds a pool and no placements meet.
  fileprivate var room: Room {
    guard Arena(self).problems.isEmpty else { return .exceeded }
    guard order != nil else { return .open }
    var peaks: [DirectVerdict.Peak] = []
    var isOpen = false
    for pool in task.device.pools.indices {
      let demand = MemoryDemand(self, pool)
      guard demand.most > .zero else { continue }
      let worst = WorstOccupancy(self, OrderSegment.all(of: self, demand.allocations))
      if demand.weights + worst.bytes > demand.capacity { return .exceeded }
      if demand.weights + worst.bound > demand.capacity { isOpen = true }
      peaks.append(DirectVerdict.Peak(pool: pool, bound: demand.weights + worst.bound))
    }
    if PlacementRule.hasMeeting(self) { return .exceeded }
    return isOpen ? .open : .enough(peaks)
  }
}

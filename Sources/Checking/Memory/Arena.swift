import Devices
import Graphs
import Plans
import Quantities
import Strategies

/// The regions of a plan that have a place.
struct Arena {
  /// A region with its addresses.
  struct Placed {
    let region: Footprint.Allocation
    let placement: Int
    let addresses: Range<UInt64>
  }

  struct Pair {
    let first: Placed
    let second: Placed
  }

  private let subject: Subject

  init(_ subject: Subject) {
    self.subject = subject
  }

  /// Placements that are misaligned or reach beyond their pool.
  var problems: [Evidence.PlacementProblem] {
    var result: [Evidence.PlacementProblem] = []
    for (position, placement) in subject.program.plan.placements.enumerated() {
      let pool = subject.task.device.pools[placement.pool]
      if placement.offset.amount % max(pool.alignment.amount, 1) != 0 {
        result.append(.init(placement: position, kind: .misaligned(alignment: pool.alignment)))
      }
      if placement.offset + size(of: placement) > pool.capacity {
        result.append(.init(placement: position, kind: .outside(capacity: pool.capacity)))
      }
    }
    return result
  }

  /// Pairs of regions whose addresses overlap; parts inside one placed tensor lie side by side.
  var overlappingPairs: [Pair] {
    let placed = self.placed.sorted {
      ($0.addresses.lowerBound, $0.placement) < ($1.addresses.lowerBound, $1.placement)
    }
    var pairs: [Pair] = []
    for (position, first) in placed.enumerated() {
      for second in placed[(position + 1)...] {
        guard second.addresses.lowerBound < first.addresses.upperBound else { break }
        guard first.region.access.pool == second.region.access.pool,
          first.placement != second.placement
        else { continue }
        pairs.append(Pair(first: first, second: second))
      }
    }
    return pairs
  }

  /// A region lies where its own placement says, else inside that of its whole tensor.
  private var placed: [Placed] {
    let placements = subject.program.plan.placements
    let parts = placements.map {
      $0.part?.normalised(in: subject.task.graph.tensors[$0.tensor].shape)
    }
    return subject.footprint.allocations.compactMap { region in
      let own = placements.indices.first {
        placements[$0].pool == region.access.pool && placements[$0].tensor == region.access.tensor
          && parts[$0] == region.access.slice
      }
      let whole = placements.indices.first {
        placements[$0].pool == region.access.pool && placements[$0].tensor == region.access.tensor
          && parts[$0] == nil
      }
      guard let position = own ?? whole else { return nil }
      let start = placements[position].offset.amount
      let size = own == nil ? size(of: placements[position]) : region.access.bytes
      return Placed(
        region: region,
        placement: position,
        addresses: start..<(start + size.amount)
      )
    }
  }

  /// The size in the precision in which the tensor lies in the pool, if anything writes it there.
  private func size(of placement: Plan.Placement) -> Bytes {
    let type = subject.task.graph.tensors[placement.tensor].type
    let bytes = type.bytes(of: placement.part)
    let stored = subject.footprint.allocations.first {
      $0.access.tensor == placement.tensor && $0.access.pool == placement.pool
    }
    guard let access = stored?.access else { return bytes }
    return bytes.scaled(
      by: access.bytes.amount,
      over: type.bytes(of: access.slice).amount
    ) ?? bytes
  }
}

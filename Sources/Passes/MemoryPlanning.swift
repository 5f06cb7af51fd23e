package import Devices
package import Graphs
package import Plans
import Quantities

/// Memory planning with reuse: offsets for all that a plan keeps in memory.
///
/// Two regions may share addresses only if in every execution the one is free before the other is
/// written. The largest region is placed first, each at the lowest address that is left (greedy by
/// size; Pisarchyk and Lee, arXiv:2001.03288).
package enum MemoryPlanning {
  /// A region of a tensor in a pool, with all that writes and frees it.
  private struct Region {
    let tensor: Index<Tensor>
    let part: Slice?
    var bytes: Bytes
    var allocations: [Footprint.Allocation]
  }

  /// The plan with offsets; nil for a plan with a deadlock.
  ///
  /// - Complexity: quadratic in the regions of a pool.
  package static func placed(_ plan: Plan, graph: Graph, device: Device) -> Plan? {
    let program = Program(plan, graph: graph, device: device)
    guard let order = ProgramOrder(program) else { return nil }
    let footprint = Footprint(program)
    var placements: [Plan.Placement] = []
    for pool in device.pools.indices {
      let alignment = max(device.pools[pool].alignment.amount, 1)
      var placed: [(region: Region, start: UInt64)] = []
      for region in regions(of: footprint, in: pool) {
        var start: UInt64 = 0
        for other in placed where isConflict(region, other.region, order) {
          if start + region.bytes.amount <= other.start { break }
          let end = other.start + other.region.bytes.amount
          start = max(start, (end + alignment - 1) / alignment * alignment)
        }
        let position = placed.firstIndex { $0.start > start } ?? placed.count
        placed.insert((region, start), at: position)
      }
      placements += placed.map {
        Plan.Placement(
          pool: pool,
          tensor: $0.region.tensor,
          part: $0.region.part,
          offset: Bytes($0.start)
        )
      }
    }
    return Plan(
      synchronization: plan.synchronization,
      strategy: plan.strategy,
      steps: plan.steps.values,
      waits: plan.waits,
      placements: placements
    )
  }

  /// The regions of a pool, the largest first.
  private static func regions(of footprint: Footprint, in pool: Index<MemoryPool>) -> [Region] {
    var regions: [Region] = []
    for allocation in footprint.allocations where allocation.access.pool == pool {
      let access = allocation.access
      if let known = regions.firstIndex(where: {
        $0.tensor == access.tensor && $0.part == access.slice
      }) {
        regions[known].allocations.append(allocation)
        regions[known].bytes = max(regions[known].bytes, access.bytes)
      } else {
        regions.append(
          Region(
            tensor: access.tensor,
            part: access.slice,
            bytes: access.bytes,
            allocations: [allocation]
          )
        )
      }
    }
    return regions.enumerated()
      .sorted { ($1.element.bytes, $0.offset) < ($0.element.bytes, $1.offset) }.map(\.element)
  }

  /// Whether both may be alive at the same time in some execution.
  private static func isConflict(_ left: Region, _ right: Region, _ order: ProgramOrder) -> Bool {
    left.allocations.contains { one in
      right.allocations.contains { other in
        !isFree(one, before: other, order) && !isFree(other, before: one, order)
      }
    }
  }

  private static func isFree(
    _ first: Footprint.Allocation,
    before second: Footprint.Allocation,
    _ order: ProgramOrder
  ) -> Bool {
    guard let writer = second.writer, !first.releases.isEmpty else { return false }
    let uses = first.releases + [first.writer].compactMap { $0 }
    return uses.allSatisfy { order.isOrdered($0, before: writer) }
  }
}

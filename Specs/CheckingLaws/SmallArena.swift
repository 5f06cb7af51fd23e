import Devices
import Graphs
import Plans
import Quantities
import Strategies

/// Where the stored regions of a scenario lie, byte by byte.
struct SmallArena {
  private struct Place {
    let placement: Int
    let pool: Index<MemoryPool>
    let bytes: Range<Int>
  }

  private let scenario: Scenario
  private let regions: [Region]
  private let places: [Place?]

  init(_ scenario: Scenario, _ regions: [InterleavingEnumeration.StoredRegion]) {
    self.scenario = scenario
    self.regions = regions.map(\.region)
    places = regions.map { Self.place($0.region, scenario) }
  }

  /// A region lies where a placement of the same elements says, else in that of its whole tensor.
  private static func place(_ region: Region, _ scenario: Scenario) -> Place? {
    let candidates = scenario.plan.placements.indices.filter {
      let placement = scenario.plan.placements[$0]
      return placement.tensor == region.tensor && placement.pool == region.pool
    }
    func bits(_ position: Int) -> ElementBits {
      scenario.task.graph.tensors[region.tensor].shape
        .bits(of: scenario.plan.placements[position].part)
    }
    let whole = scenario.task.graph.tensors[region.tensor].shape.bits(of: nil)
    let own = candidates.first { bits($0) == region.bits }
    guard let chosen = own ?? candidates.first(where: { bits($0) == whole }) else { return nil }
    let start = Int(scenario.plan.placements[chosen].offset.amount)
    let size = bits(chosen).nonzeroBitCount * region.width
    return Place(placement: chosen, pool: region.pool, bytes: start..<start + size)
  }

  /// Whether every placement is aligned and inside its pool.
  var isWellFormed: Bool {
    for placement in scenario.plan.placements {
      let pool = scenario.task.device.pools[placement.pool]
      let graph = scenario.task.graph
      let tensor = graph.tensors[placement.tensor]
      let stored = regions.first {
        $0.tensor == placement.tensor && $0.pool == placement.pool
      }
      let size =
        tensor.shape.bits(of: placement.part).nonzeroBitCount
        * (stored?.width ?? tensor.type.elementType.bitWidth / 8)
      if placement.offset.amount % pool.alignment.amount != 0 { return false }
      if Int(placement.offset.amount) + size > Int(pool.capacity.amount) { return false }
    }
    return true
  }

  /// Whether two of the regions share a byte; those inside one placement lie side by side.
  func hasConflict(among live: [Int]) -> Bool {
    let placed = live.compactMap { places[$0] }
    for (position, place) in placed.enumerated() {
      for other in placed[..<position]
      where other.pool == place.pool && other.placement != place.placement
        && other.bytes.overlaps(place.bytes)
      {
        return true
      }
    }
    return false
  }
}

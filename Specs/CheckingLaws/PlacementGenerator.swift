import Devices
import Graphs
import Plans
import Quantities
import Strategies

/// Gives the tensors of a program places in their pools.
struct PlacementGenerator {
  private var dice: Dice
  private let graph: Graph
  private let device: Device

  init(_ dice: Dice, _ graph: Graph, _ device: Device) {
    self.dice = dice
    self.graph = graph
    self.device = device
  }

  mutating func make(for program: Program, _ draft: PlanDraft) -> [Plan.Placement] {
    var next = [Int](repeating: 0, count: device.pools.count)
    var placements: [Plan.Placement] = []
    for command in program.commands.values {
      for write in Touches(command.action, program.plan, graph, device).writes {
        if dice.happens(percent: 15) { continue }
        let part = dice.happens(percent: 75) ? write.slice : nil
        let alignment = Int(device.pools[write.pool].alignment.amount)
        var offset = (next[write.pool.value] + alignment - 1) / alignment * alignment
        if dice.happens(percent: 12) { offset = dice.roll(0...4) * alignment }
        if dice.happens(percent: 2) { offset += 1 }
        placements.append(
          Plan.Placement(
            pool: write.pool,
            tensor: write.tensor,
            part: part,
            offset: Bytes(UInt64(offset))
          )
        )
        let size = graph.tensors[write.tensor].shape.bits(of: part).nonzeroBitCount * write.width
        next[write.pool.value] = max(next[write.pool.value], offset + size)
      }
    }
    return placements
  }
}

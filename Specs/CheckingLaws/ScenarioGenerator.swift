import Devices
import Graphs
import Plans
import Quantities
import Strategies

/// Makes scenarios of at most eight commands.
enum ScenarioGenerator {
  static let mostCommands = 8

  /// The scenario of a seed.
  static func scenario(seed: UInt64) throws -> Scenario {
    var dice = Dice(seed: seed)
    while true {
      if let scenario = try attempt(seed, &dice) { return scenario }
    }
  }

  private static func attempt(_ seed: UInt64, _ dice: inout Dice) throws -> Scenario? {
    var graphs = GraphGenerator(dice.split())
    let graph = try graphs.make()
    var devices = DeviceGenerator(dice.split())
    let (unlimited, backends) = try devices.make()
    let synchronization: Plan.Synchronization = dice.happens(percent: 60) ? .explicit : .implicit
    var plans = PlanGenerator(dice.split(), graph, unlimited, synchronization)
    var draft = plans.make()
    var faults = Faults(dice.split(), graph, unlimited)
    for _ in 0..<(dice.pick([0, 0, 0, 1, 1, 1, 2]) ?? 0) { faults.plant(in: &draft) }
    let program = Program(draft.plan(synchronization), graph: graph, device: unlimited)
    guard (1...mostCommands).contains(program.commands.count) else { return nil }
    let sizes = poolSizes(program)
    let pools = unlimited.pools.enumerated.map { index, pool in
      let percent = dice.pick([30, 60, 80, 90, 100, 120, 500, 500]) ?? 100
      return MemoryPool(
        name: pool.name, capacity: Bytes(UInt64(max(sizes[index.value] * percent / 100, 16))),
        alignment: pool.alignment)
    }
    let device = try unlimited.with(pools: pools)
    if dice.happens(percent: 30) {
      var places = PlacementGenerator(dice.split(), graph, device)
      draft.placements = places.make(for: program, draft)
    }
    return Scenario(
      seed: seed, task: Task(graph: graph, device: device),
      plan: draft.plan(synchronization), backends: backends,
      deadline: Nanoseconds(UInt64(dice.roll(1...40) * 1_000)))
  }

  /// What all commands together write in each pool, inputs included.
  private static func poolSizes(_ program: Program) -> [Int] {
    var sizes = [Int](repeating: 0, count: program.device.pools.count)
    for command in program.commands.values {
      let touches = Touches(command.action, program.plan, program.graph, program.device)
      for region in touches.writes + touches.weights { sizes[region.pool.value] += region.size }
    }
    for input in program.graph.inputs {
      sizes[program.device.hostPool.value] += Int(program.graph.tensors[input].type.bytes().amount)
    }
    return sizes
  }
}

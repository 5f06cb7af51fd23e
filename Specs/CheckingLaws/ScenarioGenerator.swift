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
    let roomy = Scenario(
      seed: seed,
      task: Task(graph: graph, device: unlimited),
      plan: draft.plan(synchronization),
      backends: backends,
      deadline: .zero
    )
    let device = try unlimited.with(pools: pools(roomy, program, &dice))
    if dice.happens(percent: 30) {
      var places = PlacementGenerator(dice.split(), graph, device)
      draft.placements = places.make(for: program, draft)
    }
    return Scenario(
      seed: seed,
      task: Task(graph: graph, device: device),
      plan: draft.plan(synchronization),
      backends: backends,
      deadline: deadline(roomy, &dice)
    )
  }

  /// Pools that are tight about half of the time, often to the byte.
  private static func pools(_ roomy: Scenario, _ program: Program, _ dice: inout Dice)
    -> [MemoryPool]
  {
    let sizes = poolSizes(program)
    let enumeration = InterleavingEnumeration(roomy, EnumeratedCommand.list(roomy, program))
    return roomy.task.device.pools.enumerated.map { index, pool in
      var size = sizes[index.value] * (dice.pick([40, 70, 90, 110, 500, 500]) ?? 100) / 100
      if dice.happens(percent: 40) {
        size = enumeration.worstCase(in: index) - (dice.happens(percent: 20) ? 1 : 0)
      }
      return MemoryPool(
        name: pool.name,
        capacity: Bytes(UInt64(max(size, 1))),
        alignment: pool.alignment
      )
    }
  }

  /// A deadline that a plan without deadlock often meets or misses by a nanosecond.
  private static func deadline(_ scenario: Scenario, _ dice: inout Dice) -> Nanoseconds {
    let latency = Expectation.latency(scenario)
    guard latency > 0, latency < .max, dice.happens(percent: 50) else {
      return Nanoseconds(UInt64(dice.roll(1...40) * 1_000))
    }
    return Nanoseconds(latency - (dice.happens(percent: 50) ? 1 : 0))
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

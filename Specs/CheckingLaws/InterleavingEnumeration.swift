import Checking
import Devices
import Graphs
import Plans
import Quantities
import Strategies

/// Judges a small plan by visiting every state that an execution can reach.
///
/// A state is the set of commands that have finished; whatever has all it waits for in the set and
/// is not in it itself is running. Where a processor takes its steps as they arrive, at most one of
/// those that could run does, so that the high half of a state says which ones have started. From
/// each state every running command may be the next to finish. All questions about memory are asked
/// element by element.
struct InterleavingEnumeration {
  private let scenario: Scenario
  private let commands: [EnumeratedCommand]
  private let regions: [StoredRegion]
  /// Every reachable set of finished commands.
  let states: [CommandBits]

  /// What one command writes, or a given tensor, and for how long it lies in memory.
  struct StoredRegion {
    let region: Region
    let writer: Int?
    let readers: CommandBits
    let staysToTheEnd: Bool
  }

  init(_ scenario: Scenario, _ commands: [EnumeratedCommand]) {
    self.scenario = scenario
    self.commands = commands
    states = Self.reachable(commands)
    regions = Self.stored(scenario, commands)
  }

  /// The verdict on each obligation that does not need durations.
  func verdict(on obligation: Obligation) -> Verdict? {
    switch obligation {
    case .coverage: isCovered ? .proved : .refuted
    case .support: isSupported ? .proved : .refuted
    case .ordering: !isDeadlocked && states.allSatisfy(isOrderly) ? .proved : .refuted
    case .residency: commands.allSatisfy(readsWhatIsThere) ? .proved : .refuted
    case .memory: memory
    case .deadline, .profit: nil
    }
  }

  /// Whether some execution stops before the end.
  var isDeadlocked: Bool { !states.contains((1 << CommandBits(commands.count)) - 1) }

  // MARK: States

  private static func reachable(_ commands: [EnumeratedCommand]) -> [CommandBits] {
    var seen: Set<CommandBits> = [0]
    var found: [CommandBits] = [0]
    var position = 0
    func visit(_ state: CommandBits) {
      if seen.insert(state).inserted { found.append(state) }
    }
    while position < found.count {
      let state = found[position]
      position += 1
      for command in commands.indices {
        if isRunning(command, state, commands) {
          visit((state | 1 << CommandBits(command)) & ~startedBit(command))
        } else if mayStart(command, state, commands) {
          visit(state | startedBit(command))
        }
      }
    }
    return found
  }

  private static func startedBit(_ command: Int) -> CommandBits { 1 << CommandBits(command + 16) }

  private static func isReady(
    _ command: Int,
    _ state: CommandBits,
    _ commands: [EnumeratedCommand]
  ) -> Bool {
    state & 1 << CommandBits(command) == 0 && commands[command].before & ~state == 0
  }

  private static func isRunning(
    _ command: Int,
    _ state: CommandBits,
    _ commands: [EnumeratedCommand]
  ) -> Bool {
    commands[command].line == nil
      ? isReady(command, state, commands) : state & startedBit(command) != 0
  }

  /// Whether a command of a processor that takes steps as they arrive can take its turn.
  private static func mayStart(
    _ command: Int,
    _ state: CommandBits,
    _ commands: [EnumeratedCommand]
  ) -> Bool {
    guard let line = commands[command].line, isReady(command, state, commands) else { return false }
    return !commands.indices.contains { commands[$0].line == line && state & startedBit($0) != 0 }
  }

  private func running(in state: CommandBits) -> [Int] {
    commands.indices.filter { Self.isRunning($0, state, commands) }
  }

  private func isGiven(_ region: Region) -> Bool {
    scenario.task.graph.tensors[region.tensor].role == .input
      && region.pool == scenario.task.device.hostPool
  }

  /// The elements of a region's tensor that some commands write in its pool.
  private func written(like region: Region, by writers: some Sequence<Int>) -> ElementBits {
    var result: ElementBits = 0
    for writer in writers {
      for write in commands[writer].touches.writes
      where write.tensor == region.tensor && write.pool == region.pool {
        result |= write.bits
      }
    }
    return result
  }

  /// The elements of a tensor that some step computes, in whatever pool.
  private func computed(_ tensor: Index<Tensor>) -> ElementBits {
    var result: ElementBits = 0
    for command in commands where command.isRun {
      for write in command.touches.writes where write.tensor == tensor { result |= write.bits }
    }
    return result
  }

  // MARK: Coverage, support, residency

  /// Whether all that is wanted is computed, and all that is read lies where it is read.
  var doesAllTheWork: Bool { computesWhatIsWanted && commands.allSatisfy(readsWhatIsThere) }

  private var isCovered: Bool { computesWhatIsWanted && computesNothingTwice }

  private var computesWhatIsWanted: Bool {
    let graph = scenario.task.graph
    for (tensor, description) in graph.tensors.enumerated where description.role == .activation {
      var wanted: ElementBits = 0
      if graph.outputs.contains(tensor) { wanted = description.shape.bits(of: nil) }
      for read in commands.flatMap(\.touches.reads) where read.tensor == tensor {
        wanted |= read.bits
      }
      if wanted & ~computed(tensor) != 0 { return false }
    }
    return true
  }

  private var computesNothingTwice: Bool {
    var earlier: [Region] = []
    for command in commands where command.isRun {
      for write in command.touches.writes {
        if earlier.contains(where: { $0.meets(write) }) { return false }
        earlier.append(write)
      }
    }
    return true
  }

  private var isSupported: Bool {
    let graph = scenario.task.graph
    return scenario.plan.steps.values.allSatisfy { step in
      guard case .run(let index, on: let processor, let part, let precision) = step.action else {
        return true
      }
      let node = graph.operators[index]
      return scenario.accepts(node, on: processor, precision: precision, part: part)
        && (part == nil || Reach(graph: graph, node: node).isDivisible)
    }
  }

  private func readsWhatIsThere(_ command: EnumeratedCommand) -> Bool {
    command.touches.reads.allSatisfy { read in
      if isGiven(read) { return true }
      let isInput = scenario.task.graph.tensors[read.tensor].role == .input
      let exists = isInput ? ElementBits.max : computed(read.tensor)
      return read.bits & exists & ~written(like: read, by: commands.indices) == 0
    }
  }

  // MARK: Ordering

  /// Whether in a state no command reads too early and no two get in each other's way.
  private func isOrderly(_ state: CommandBits) -> Bool {
    let running = running(in: state)
    let finished = commands.indices.filter { state & 1 << CommandBits($0) != 0 }
    for command in running {
      let others = commands.indices.filter { $0 != command }
      for read in commands[command].touches.reads where !isGiven(read) {
        let awaited = read.bits & written(like: read, by: others)
        if awaited & ~written(like: read, by: finished) != 0 { return false }
      }
      for other in running where other != command {
        for write in commands[other].touches.writes {
          let uses = commands[command].touches.reads + commands[command].touches.writes
          if uses.contains(where: { $0.meets(write) }) { return false }
        }
      }
    }
    return true
  }

  // MARK: Memory

  private static func stored(_ scenario: Scenario, _ commands: [EnumeratedCommand])
    -> [StoredRegion]
  {
    let graph = scenario.task.graph
    func region(_ region: Region, writer: Int?) -> StoredRegion {
      var readers: CommandBits = 0
      for (position, command) in commands.enumerated()
      where command.touches.reads.contains(where: { $0.meets(region) }) {
        readers |= 1 << CommandBits(position)
      }
      let isKept = graph.outputs.contains(region.tensor) || (writer == nil && readers == 0)
      return StoredRegion(
        region: region,
        writer: writer,
        readers: readers,
        staysToTheEnd: isKept
      )
    }
    let given = graph.inputs.map {
      region(
        Touches.region($0, scenario.task.device.hostPool, nil, nil, graph),
        writer: nil
      )
    }
    return given
      + commands.enumerated()
      .flatMap { position, command in
        command.touches.writes.map { region($0, writer: position) }
      }
  }

  /// From the start of its writer to the end of the last that reads it, and of its writer.
  private func isLive(_ stored: StoredRegion, _ state: CommandBits) -> Bool {
    if let writer = stored.writer {
      let isFinished = state & 1 << CommandBits(writer) != 0
      if !isFinished, !Self.isRunning(writer, state, commands) { return false }
      if state & 1 << CommandBits(writer) == 0 { return true }
    }
    return stored.staysToTheEnd || stored.readers & ~state != 0
  }

  private func weightBytes(in pool: Index<MemoryPool>) -> Int {
    var result = 0
    for tensor in scenario.task.graph.tensors.indices {
      let held = commands.flatMap(\.touches.weights)
        .filter { $0.tensor == tensor && $0.pool == pool }
      let union = held.reduce(0) { $0 | $1.bits }
      result += union.nonzeroBitCount * (held.map(\.width).max() ?? 0)
    }
    return result
  }

  /// The most bytes that lie in a pool at once in any execution.
  func worstCase(in pool: Index<MemoryPool>) -> Int {
    let weights = weightBytes(in: pool)
    return
      states.map { state in
        regions.filter { $0.region.pool == pool && isLive($0, state) }
          .reduce(weights) { $0 + $1.region.size }
      }
      .max() ?? weights
  }

  private var memory: Verdict {
    let device = scenario.task.device
    let arena = SmallArena(scenario, regions)
    guard arena.isWellFormed else { return .refuted }
    if isDeadlocked { return .undecided(.noExecution) }
    for (pool, description) in device.pools.enumerated {
      let room = description.capacity.reduced(by: scenario.task.condition.reservedMemory)
      if worstCase(in: pool) > Int(room.amount) { return .refuted }
    }
    for state in states {
      let live = regions.indices.filter { isLive(regions[$0], state) }
      if arena.hasConflict(among: live) { return .refuted }
    }
    return .proved
  }
}

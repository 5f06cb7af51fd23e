package import Devices
package import Graphs
package import Quantities

extension Program {
  /// Writes out what a plan stands for on a device.
  ///
  /// - Complexity: linear in the steps and their accesses, times the parts of one tensor.
  package init(_ plan: Plan, graph: Graph, device: Device) {
    var lowering = Lowering(plan: plan, graph: graph, device: device)
    lowering.lowerSteps()
    if plan.synchronization == .implicit { lowering.synchronise() }
    self = lowering.finish()
  }

  fileprivate init(
    plan: Plan,
    graph: Graph,
    device: Device,
    commands: Table<Command, Command>,
    waits: Table<Command, [Dependency]>,
    queues: [(queue: Queue, commands: [Index<Command>])]
  ) {
    self.plan = plan
    self.graph = graph
    self.device = device
    self.commands = commands
    self.waits = waits
    successors = Successors(waits)
    self.queues = queues
  }
}

extension Program {
  /// The program as it runs where the commands of queues ordered by arrival take their turns in
  /// the order of the given list of all commands.
  package func arriving(in order: [Index<Command>]) -> Program {
    var place = Table<Command, Int>(repeating: 0, count: commands.count)
    for (position, command) in order.enumerated() { place[command] = position }
    var waits = waits
    let arranged = queues.map { entry in
      guard self.order(of: entry.queue) == .arrival else { return entry }
      let list = entry.commands.sorted { place[$0] < place[$1] }
      for (earlier, later) in zip(list, list.dropFirst())
      where !waits[later].contains(where: { $0.predecessor == earlier }) {
        waits[later].append(Dependency(predecessor: earlier, cause: .arrival))
      }
      return (entry.queue, list)
    }
    let listed = device.processors.indices.map { Plan.OrderChoice($0, .listed) }
    return Program(
      plan: Plan(
        synchronization: plan.synchronization,
        strategy: plan.strategy,
        steps: plan.steps.values,
        waits: plan.waits,
        placements: plan.placements,
        orders: listed
      ),
      graph: graph,
      device: device,
      commands: commands,
      waits: waits,
      queues: arranged
    )
  }
}

/// The making of a program: first the steps as they are, then what implicit plans leave unsaid.
private struct Lowering {
  let plan: Plan
  let graph: Graph
  let device: Device
  let rules: AccessRules
  var commands = Table<Command, Command>()
  /// Data and plan waits; queue waits are added at the end.
  var waits = Table<Command, [Dependency]>()
  /// The order in which queues are filled: list order, or a topological one with inserted copies.
  var order: [Index<Command>] = []

  init(plan: Plan, graph: Graph, device: Device) {
    self.plan = plan
    self.graph = graph
    self.device = device
    rules = AccessRules(plan: plan, graph: graph, device: device)
  }

  mutating func lowerSteps() {
    for (index, step) in plan.steps.enumerated {
      let accesses = rules.accesses(of: step.action)
      order.append(append(.step(index), step.action.plain(in: graph), accesses))
    }
    for (position, wait) in plan.waits.enumerated() {
      let command = Index<Command>(wait.step.value)
      waits[command]
        .append(
          Dependency(predecessor: Index(wait.predecessor.value), cause: .wait(position))
        )
    }
  }

  private mutating func append(
    _ origin: Command.Origin,
    _ action: Step.Action,
    _ accesses: AccessRules.Accesses
  ) -> Index<Command> {
    waits.append([])
    return commands.append(
      Command(
        origin: origin,
        queue: queue(of: action),
        action: action,
        reads: accesses.reads,
        writes: accesses.writes,
        weights: accesses.weights
      )
    )
  }

  private func queue(of action: Step.Action) -> Queue {
    switch action {
    case .run(_, on: let processor, part: _, precision: _): return .processor(processor)
    case .copy(_, from: let source, to: let target, part: _):
      guard let link = device.link(from: source, to: target) else {
        preconditionFailure("a copy between pools without a link reached the lowering")
      }
      return .link(link)
    }
  }

  // MARK: Implicit synchronisation

  /// Adds the waits on producers and the copies that an implicit plan leaves unsaid.
  ///
  /// Copies are inserted in one order that is consistent with every queue and every wait, each
  /// right before the first step that needs it, so that they add no deadlock of their own.
  mutating func synchronise() {
    var all = Writers(graph: graph, device: device)
    for (index, command) in commands.enumerated { all.add(index, command) }
    for (reader, command) in commands.enumerated {
      for read in command.reads {
        all.needed(for: read) { addDataWait(reader, on: $0, read.tensor) }
      }
    }
    guard let sorted = topologicalOrder() else {
      insertCopies(intoDeadlockWith: all)
      return
    }
    order = []
    var placed = Writers(graph: graph, device: device)
    for reader in sorted {
      for read in commands[reader].reads { bring(read, for: reader, &placed) }
      waits[reader].removeAll { if case .data = $0.cause { true } else { false } }
      for read in commands[reader].reads {
        placed.writing(read) { addDataWait(reader, on: $0, read.tensor) }
      }
      order.append(reader)
      placed.add(reader, commands[reader])
    }
  }

  /// Gives a plan that has a deadlock its copies, in list order, so that a deadlock does not look
  /// like missing copies too; all waits stay as they are.
  private mutating func insertCopies(intoDeadlockWith all: Writers) {
    var placed = all
    order = []
    for reader in commands.indices {
      for read in commands[reader].reads {
        let copies = commands.count
        bring(read, for: reader, &placed)
        for copy in copies..<commands.count { addDataWait(reader, on: Index(copy), read.tensor) }
      }
      order.append(reader)
    }
  }

  private mutating func addDataWait(
    _ reader: Index<Command>,
    on writer: Index<Command>,
    _ tensor: Index<Tensor>
  ) {
    guard writer != reader else { return }
    waits[reader].append(Dependency(predecessor: writer, cause: .data(tensor)))
  }

  /// Copies what is missing of a read from the pools in which it lies, by way of the host where no
  /// link leads straight to the reader.
  private mutating func bring(_ read: Access, for reader: Index<Command>, _ placed: inout Writers) {
    guard !placed.holds(read) else { return }
    let shape = graph.tensors[read.tensor].shape
    var missing = placed.present(read.tensor, in: read.pool).missing(of: read.slice, in: shape)
    for source in device.pools.indices where source != read.pool && !missing.isEmpty {
      guard let path = route(from: source, to: read.pool) else { continue }
      for held in placed.slices(of: read.tensor, in: source) {
        for region in missing.compactMap({ Self.common($0, held) }) {
          for (from, to) in path {
            insertCopy(read.tensor, region.slice, from, to, for: reader, &placed)
          }
        }
      }
      missing = placed.present(read.tensor, in: read.pool).missing(of: read.slice, in: shape)
    }
  }

  private mutating func insertCopy(
    _ tensor: Index<Tensor>,
    _ slice: Slice?,
    _ source: Index<MemoryPool>,
    _ target: Index<MemoryPool>,
    for reader: Index<Command>,
    _ placed: inout Writers
  ) {
    let present = placed.present(tensor, in: target)
    guard !present.missing(of: slice, in: graph.tensors[tensor].shape).isEmpty else { return }
    let action = Step.Action.copy(tensor, from: source, to: target, part: slice)
    let copy = append(
      .inserted(for: commands[reader].step),
      action,
      rules.accesses(of: action)
    )
    for read in commands[copy].reads {
      placed.writing(read) { addDataWait(copy, on: $0, tensor) }
    }
    keepApart(copy, placed)
    order.append(copy)
    placed.add(copy, commands[copy])
  }

  /// Lets a copy wait for what touches its target already, where its region cannot be cut to just
  /// what is missing.
  private mutating func keepApart(_ copy: Index<Command>, _ placed: Writers) {
    for write in commands[copy].writes {
      let known = waits[copy].count
      placed.writing(write) { addDataWait(copy, on: $0, write.tensor) }
      guard waits[copy].count > known else { continue }
      for reader in order where commands[reader].reads.contains(where: { $0.overlaps(write) }) {
        addDataWait(copy, on: reader, write.tensor)
      }
    }
  }

  private func route(from source: Index<MemoryPool>, to target: Index<MemoryPool>)
    -> [(Index<MemoryPool>, Index<MemoryPool>)]?
  {
    if device.link(from: source, to: target) != nil { return [(source, target)] }
    let host = device.hostPool
    guard device.link(from: source, to: host) != nil, device.link(from: host, to: target) != nil
    else { return nil }
    return [(source, host), (host, target)]
  }

  /// A region, which may be the whole tensor.
  private struct Region {
    let slice: Slice?
  }

  /// The region to copy so that what two slices share arrives: their intersection, or all of the
  /// held one where they are cut along different dimensions.
  private static func common(_ need: Slice?, _ held: Slice?) -> Region? {
    guard let need else { return Region(slice: held) }
    guard let held else { return Region(slice: need) }
    guard need.dimension == held.dimension else { return Region(slice: held) }
    let range = need.range.clamped(to: held.range)
    return range.isEmpty
      ? nil : Region(slice: Slice(dimension: need.dimension, range: range))
  }

  // MARK: Order

  /// The commands in an order consistent with queues and waits, or nil where there is none.
  private func topologicalOrder() -> [Index<Command>]? {
    let sorted = Successors(withQueueWaits()).sorted()
    return sorted.count == commands.count ? sorted : nil
  }

  private func queues() -> [(queue: Queue, commands: [Index<Command>])] {
    var processors = Table<Processor, [Index<Command>]>(
      repeating: [],
      count: device.processors.count
    )
    var links = Table<Link, [Index<Command>]>(repeating: [], count: device.links.count)
    for command in order {
      switch commands[command].queue {
      case .processor(let processor): processors[processor].append(command)
      case .link(let link): links[link].append(command)
      }
    }
    let all: [(queue: Queue, commands: [Index<Command>])] =
      processors.enumerated.map { (.processor($0.index), $0.value) }
      + links.enumerated.map { (.link($0.index), $0.value) }
    return all.filter { !$0.commands.isEmpty }
  }

  private func withQueueWaits() -> Table<Command, [Dependency]> {
    var result = Table<Command, [Dependency]>(repeating: [], count: commands.count)
    for (queue, list) in queues() where plan.order(of: queue, on: device) == .listed {
      for (earlier, later) in zip(list, list.dropFirst()) {
        result[later].append(Dependency(predecessor: earlier, cause: .queue))
      }
    }
    for command in commands.indices {
      for dependency in waits[command]
      where !result[command].contains(where: { $0.predecessor == dependency.predecessor }) {
        result[command].append(dependency)
      }
    }
    return result
  }

  func finish() -> Program {
    Program(
      plan: plan,
      graph: graph,
      device: device,
      commands: commands,
      waits: withQueueWaits(),
      queues: queues()
    )
  }
}

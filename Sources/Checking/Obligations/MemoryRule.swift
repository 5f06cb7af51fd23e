import Devices
import Graphs
import Logic
import Plans
import Quantities
import Simulation
import Strategies

/// `memory`: the live bytes of each pool never exceed its capacity in any execution; placements
/// are aligned, inside their pool, and apart while they are live together.
///
/// The question to the solver, for each pool: does an interleaving reach a state in which the
/// weights and the live regions together are larger than the pool? And for placements: does one
/// reach a state in which two regions are live whose addresses overlap?
enum MemoryRule {
  static func judge(_ subject: Subject, _ inquiry: inout Inquiry) throws(CheckingDefect) -> Finding
  {
    let problems = Arena(subject).problems
    if !problems.isEmpty { return refuted(problems, subject) }
    guard subject.order != nil else {
      return Finding(
        .memory,
        .undecided(.noExecution),
        "no execution reaches the end, see ordering"
      )
    }
    var bounds: [String] = []
    for pool in subject.task.device.pools.indices {
      let demand = Demand(subject, pool)
      guard demand.most > .zero else { continue }
      if let finding = try judge(demand, subject, &inquiry) { return finding }
      bounds.append(bound(demand, subject))
    }
    if let finding = try judgePlacements(subject, &inquiry) { return finding }
    return Finding(.memory, .proved, "no execution exceeds a pool: " + listed(bounds, upTo: 8))
  }

  /// What is known of a pool that no execution exceeds.
  private static func bound(_ demand: Demand, _ subject: Subject) -> String {
    let pool = subject.quoted(demand.pool)
    return demand.most <= demand.capacity
      ? "\(pool) would hold \(demand.most.inShort) of \(demand.capacity.inShort) even if nothing "
        + "were freed"
      : "\(pool) stays within \(demand.capacity.inShort) because tensors are freed in time"
  }

  // MARK: Capacity

  /// What may lie in one pool.
  private struct Demand {
    let pool: Index<MemoryPool>
    let capacity: Bytes
    let weights: Bytes
    let allocations: [Footprint.Allocation]

    init(_ subject: Subject, _ pool: Index<MemoryPool>) {
      self.pool = pool
      capacity = subject.task.device.pools[pool].capacity
        .reduced(by: subject.task.condition.reservedMemory)
      weights = subject.footprint.weights[pool]
      allocations = subject.footprint.allocations.filter { $0.access.pool == pool }
    }

    /// What would lie there if nothing were ever freed.
    var most: Bytes { weights + allocations.map(\.access.bytes).total() }
  }

  private static func judge(_ demand: Demand, _ subject: Subject, _ inquiry: inout Inquiry)
    throws(CheckingDefect) -> Finding?
  {
    var vocabulary = Vocabulary()
    let state = ExecutionState(subject.program, &vocabulary)
    let terms = demand.allocations.map {
      Formula.Weighted(
        weight: Int64($0.access.bytes.amount),
        condition: state.isLive($0)
      )
    }
    let room = Int64(demand.capacity.amount) - Int64(demand.weights.amount)
    let fits = Formula.weightedSum(terms, isAtMost: room)
    let constraints = fits.constantValue == true ? [] : state.constraints
    let name = "memory-\(subject.task.device.pools[demand.pool].name)"
    switch try inquiry.ask(name, constraints + [fits.negated]) {
    case .unsatisfiable: return nil
    case .undecided(let reason):
      return Finding(
        .memory,
        .undecided(.init(reason)),
        "pool \(subject.quoted(demand.pool)): \(Verdict.Reason(reason).text)",
        pool: demand.pool
      )
    case .satisfiable(let assignment):
      let finished =
        room < 0 || constraints.isEmpty ? [] : state.finishedCommands(in: assignment)
      return try refuted(demand, finished, subject)
    }
  }

  private static func refuted(
    _ demand: Demand,
    _ finished: [Index<Command>],
    _ subject: Subject
  ) throws(CheckingDefect) -> Finding {
    guard let replay = Replay(subject, finished: finished) else {
      throw .witnessDoesNotReplay(.memory, subject.quoted(demand.pool))
    }
    let live = demand.allocations.filter { isLive($0, replay) }
    let bytes = demand.weights + live.map(\.access.bytes).total()
    let trace = MemoryTrace(subject.footprint, replay.timeline)
    let simulated = trace.bytes(in: demand.pool, at: replay.instant)
    guard bytes > demand.capacity, simulated == bytes else {
      throw .witnessDoesNotReplay(.memory, subject.quoted(demand.pool))
    }
    let largest = live.sorted {
      ($1.access.bytes, $0.access.tensor) < ($0.access.bytes, $1.access.tensor)
    }
    let occupancy = Evidence.Occupancy(
      pool: subject.task.device.pools[demand.pool].name,
      capacity: demand.capacity,
      weights: demand.weights,
      bytes: bytes,
      live: largest.map {
        Evidence.LiveTensor(
          tensor: subject.task.graph.tensors[$0.access.tensor].name,
          slice: $0.access.slice,
          bytes: $0.access.bytes
        )
      },
      finished: replay.finished.map { subject.name($0) },
      running: replay.running.map { subject.name($0) }
    )
    let names = largest.map { "\(subject.quoted($0.access.tensor)) \($0.access.bytes.inWords)" }
    let over = bytes.reduced(by: demand.capacity)
    let message =
      "pool \(subject.quoted(demand.pool)) needs \(bytes.inWords), "
      + "\(over.inWords) more than its \(demand.capacity.inWords), "
      + "\(instant(of: replay, subject)): weights \(demand.weights.inWords), \(listed(names))"
    return Finding(
      .memory,
      .refuted,
      message,
      steps: subject.steps(live.compactMap(\.writer) + replay.running),
      pool: demand.pool,
      evidence: .occupancy(occupancy)
    )
  }

  /// When the state is reached: `while 'a' runs`.
  private static func instant(of replay: Replay, _ subject: Subject) -> String {
    let running = listed(replay.running.map { subject.quoted($0) })
    switch replay.running.count {
    case 0: return "at the end"
    case 1: return "while \(running) runs"
    default: return "while \(running) run"
    }
  }

  private static func isLive(_ allocation: Footprint.Allocation, _ replay: Replay) -> Bool {
    let isWritten =
      allocation.writer.map { replay.timeline.spans[$0].start <= replay.instant } ?? true
    let isFree =
      !allocation.releases.isEmpty
      && allocation.releases.allSatisfy { replay.timeline.spans[$0].end <= replay.instant }
    return isWritten && !isFree
  }

  // MARK: Placements

  private static func judgePlacements(_ subject: Subject, _ inquiry: inout Inquiry)
    throws(CheckingDefect) -> Finding?
  {
    guard !subject.program.plan.placements.isEmpty else { return nil }
    var vocabulary = Vocabulary()
    let state = ExecutionState(subject.program, &vocabulary)
    let conflicts = Arena(subject).overlappingPairs
    let formulas = conflicts.map { state.isLive($0.first.region) && state.isLive($0.second.region) }
    let answer = try inquiry.ask(
      "memory-placements",
      state.constraints + [Formula.disjunction(formulas)]
    )
    switch answer {
    case .unsatisfiable: return nil
    case .undecided(let reason):
      return Finding(.memory, .undecided(.init(reason)), Verdict.Reason(reason).text)
    case .satisfiable(let assignment):
      var evaluator = Evaluator(assignment)
      let hit = formulas.firstIndex { (try? evaluator.value(of: $0)) == true }
      let finished = state.finishedCommands(in: assignment)
      guard let hit, let replay = Replay(subject, finished: finished),
        isLive(conflicts[hit].first.region, replay), isLive(conflicts[hit].second.region, replay)
      else { throw .witnessDoesNotReplay(.memory, "placements") }
      return refuted(conflicts[hit], replay, subject)
    }
  }

  private static func refuted(_ pair: Arena.Pair, _ replay: Replay, _ subject: Subject) -> Finding {
    let first = pair.first
    let second = pair.second
    let message =
      "in pool \(subject.quoted(first.region.access.pool)) "
      + "\(subject.region(first.region.access.slice, of: first.region.access.tensor)) at bytes "
      + "\(first.addresses) and "
      + "\(subject.region(second.region.access.slice, of: second.region.access.tensor)) at bytes "
      + "\(second.addresses) are live together \(instant(of: replay, subject))"
    return Finding(
      .memory,
      .refuted,
      message,
      steps: subject.steps([first.region.writer, second.region.writer].compactMap { $0 }),
      pool: first.region.access.pool,
      evidence: .placements([
        Evidence.PlacementProblem(
          placement: first.placement,
          kind: .overlaps(placement: second.placement)
        )
      ])
    )
  }

  private static func refuted(_ problems: [Evidence.PlacementProblem], _ subject: Subject)
    -> Finding
  {
    let sentences = problems.map { problem in
      let placement = subject.program.plan.placements[problem.placement]
      let what =
        "\(subject.quoted(placement.tensor)) at byte \(placement.offset.amount) of pool "
        + subject.quoted(placement.pool)
      switch problem.kind {
      case .misaligned(let alignment):
        return "\(what) is not aligned to \(alignment.amount) bytes"
      case .outside(let capacity): return "\(what) reaches beyond its \(capacity.inWords)"
      case .overlaps(let other): return "\(what) overlaps placements[\(other)]"
      }
    }
    return Finding(
      .memory,
      .refuted,
      listed(sentences),
      pool: subject.program.plan.placements[problems[0].placement].pool,
      evidence: .placements(problems)
    )
  }
}

/// The regions of a plan that have a place.
private struct Arena {
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

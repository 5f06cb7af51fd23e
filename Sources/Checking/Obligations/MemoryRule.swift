import Devices
import Documents
import Graphs
import Logic
import Plans
import Quantities
import Simulation
import Strategies

/// `memory`: the live bytes of each pool never exceed its capacity in any execution; placements
/// are aligned, inside their pool, and apart while they are live together.
///
/// The fullest state of each pool is found by minimum cuts, segment by segment. The question to
/// the solver, for each segment that might be too full: does an interleaving reach a state in
/// which the weights and the live regions together are larger than the pool?
enum MemoryRule {
  static func judge(_ subject: Subject, _ inquiry: inout Inquiry) throws(CheckingDefect) -> Finding
  {
    if let finding = PlacementRule.judgeForm(subject) { return finding }
    guard subject.order != nil else {
      return Finding(
        .memory,
        .undecided(.noExecution),
        "no execution reaches the end, see ordering"
      )
    }
    var peaks: [Evidence.Occupancy] = []
    for pool in subject.task.device.pools.indices {
      let demand = MemoryDemand(subject, pool)
      guard demand.most > .zero else { continue }
      let segments = OrderSegment.all(of: subject, demand.allocations)
      let worst = WorstOccupancy(subject, segments)
      if let finding = try judge(demand, segments, worst, subject, &inquiry) { return finding }
      let peak = try occupancy(
        demand,
        worst.finished,
        worst.started,
        subject,
        bound: demand.weights + worst.bound
      )
      guard peak.bytes == demand.weights + worst.bytes else {
        throw .witnessDoesNotReplay(.memory, subject.quoted(pool))
      }
      peaks.append(peak)
    }
    if let finding = try PlacementRule.judgeOverlaps(subject, &inquiry) { return finding }
    return Finding(.memory, .proved, sentence(on: peaks), evidence: .peaks(peaks))
  }

  /// What is known of pools that no execution exceeds.
  static func sentence(on peaks: [Evidence.Occupancy]) -> String {
    let bounds = peaks.map { peak in
      let most =
        "\(quoted(peak.pool)) holds at most \(peak.bound.inShort) of \(peak.capacity.inShort)"
      let some = peak.bytes == peak.bound ? "" : ", and \(peak.bytes.inShort) in some execution"
      let values = peak.values.isEmpty ? "" : " at \(peak.values.inWords)"
      return most + some + values
    }
    return "no execution exceeds a pool: " + listed(bounds, upTo: 8)
  }

  // MARK: Capacity

  private static func judge(
    _ demand: MemoryDemand,
    _ segments: [OrderSegment],
    _ worst: WorstOccupancy,
    _ subject: Subject,
    _ inquiry: inout Inquiry
  ) throws(CheckingDefect) -> Finding? {
    let isOver = demand.weights + worst.bytes > demand.capacity
    let asked = isOver ? [worst.segment] : Array(segments.indices)
    for (number, segment) in asked.enumerated()
    where number == 0 || demand.weights + segments[segment].most > demand.capacity {
      let question = question(demand, segments, segment, subject)
      guard question.mayExceed || number == 0 else { continue }
      let suffix = number == 0 ? "" : "-\(number)"
      let name = "memory-\(subject.task.device.pools[demand.pool].name)\(suffix)"
      switch try inquiry.ask(name, question.constraints) {
      case .unsatisfiable:
        if isOver { throw .disagreement(.memory, "only the search exceeds \(name)") }
      case .undecided(let reason):
        return Finding(
          .memory,
          .undecided(.init(reason)),
          "pool \(subject.quoted(demand.pool)): \(Verdict.Reason(reason).text)",
          pool: demand.pool
        )
      case .satisfiable(let assignment):
        if isOver { break }
        if worst.isExact { throw .disagreement(.memory, "only the solver exceeds \(name)") }
        let state = question.state
        return try refuted(
          demand,
          state.finishedCommands(in: assignment),
          state.startedCommands(in: assignment),
          subject
        )
      }
    }
    return isOver ? try refuted(demand, worst.finished, worst.started, subject) : nil
  }

  private struct Question {
    let state: ExecutionState
    let constraints: [Formula]
    let mayExceed: Bool
  }

  /// Whether a state in one segment exceeds the pool.
  private static func question(
    _ demand: MemoryDemand,
    _ segments: [OrderSegment],
    _ position: Int,
    _ subject: Subject
  ) -> Question {
    var vocabulary = Vocabulary()
    let segment = segments[position]
    let places = subject.order?.places ?? Table()
    let state = ExecutionState(
      subject.program,
      among: segment.commands,
      at: places,
      &vocabulary
    )
    let room =
      Int64(demand.capacity.amount) - Int64((demand.weights + segment.constant).amount)
    let terms = (segment.carried + segment.written)
      .map {
        Formula.Weighted(weight: Int64($0.access.bytes.amount), condition: state.isLive($0))
      }
    let fits = Formula.weightedSum(terms, isAtMost: room)
    let constraints = fits.constantValue == true ? [] : state.constraints
    return Question(
      state: state,
      constraints: constraints + [fits.negated],
      mayExceed: fits.constantValue != true
    )
  }

  private static func refuted(
    _ demand: MemoryDemand,
    _ finished: [Index<Command>],
    _ started: [Index<Command>],
    _ subject: Subject
  ) throws(CheckingDefect) -> Finding {
    let replay = try replay(demand, finished, started, subject)
    let occupancy = try occupancy(demand, finished, started, subject)
    guard occupancy.bytes > demand.capacity else {
      throw .witnessDoesNotReplay(.memory, subject.quoted(demand.pool))
    }
    let live = demand.largestLive(in: replay)
    let names = live.map { "\(subject.quoted($0.access.tensor)) \($0.access.bytes.inWords)" }
    let over = occupancy.bytes.reduced(by: demand.capacity)
    let message =
      "pool \(subject.quoted(demand.pool)) needs \(occupancy.bytes.inWords), "
      + "\(over.inWords) more than its \(demand.capacity.inWords), "
      + "\(subject.instant(of: replay)): weights \(demand.weights.inWords), \(listed(names))"
    return Finding(
      .memory,
      .refuted,
      message,
      steps: subject.steps(live.compactMap(\.writer) + replay.running),
      pool: demand.pool,
      evidence: .occupancy(occupancy)
    )
  }

  private static func replay(
    _ demand: MemoryDemand,
    _ finished: [Index<Command>],
    _ started: [Index<Command>],
    _ subject: Subject
  ) throws(CheckingDefect) -> Replay {
    guard let replay = Replay(subject, finished: finished, started: started) else {
      throw .witnessDoesNotReplay(.memory, subject.quoted(demand.pool))
    }
    return replay
  }

  /// What the pool holds in a state, as the simulator reaches it.
  private static func occupancy(
    _ demand: MemoryDemand,
    _ finished: [Index<Command>],
    _ started: [Index<Command>],
    _ subject: Subject,
    bound: Bytes? = nil
  ) throws(CheckingDefect) -> Evidence.Occupancy {
    let replay = try replay(demand, finished, started, subject)
    let live = demand.largestLive(in: replay)
    let bytes = demand.weights + live.map(\.access.bytes).total()
    let trace = MemoryTrace(subject.footprint, replay.timeline)
    guard trace.bytes(in: demand.pool, at: replay.instant) == bytes else {
      throw .witnessDoesNotReplay(.memory, subject.quoted(demand.pool))
    }
    return Evidence.Occupancy(
      pool: subject.task.device.pools[demand.pool].name,
      capacity: demand.capacity,
      weights: demand.weights,
      bytes: bytes,
      bound: bound ?? bytes,
      live: live.map {
        Evidence.LiveTensor(
          tensor: subject.task.graph.tensors[$0.access.tensor].name,
          slice: $0.access.slice,
          bytes: $0.access.bytes
        )
      },
      finished: replay.finished.map { subject.name($0) },
      running: replay.running.map { subject.name($0) }
    )
  }
}

/// What may lie in one pool.
struct MemoryDemand {
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

  /// The regions that are live in a state, largest first.
  func largestLive(in replay: Replay) -> [Footprint.Allocation] {
    allocations.filter { replay.holds($0) }
      .sorted {
        ($1.access.bytes, $0.access.tensor) < ($0.access.bytes, $1.access.tensor)
      }
  }
}

extension Replay {
  /// Whether a region lies in memory when the state is reached.
  func holds(_ allocation: Footprint.Allocation) -> Bool {
    let isWritten = allocation.writer.map { timeline.spans[$0].start <= instant } ?? true
    let isFree =
      !allocation.releases.isEmpty
      && allocation.releases.allSatisfy { timeline.spans[$0].end <= instant }
    return isWritten && !isFree
  }
}

extension Subject {
  /// When a state is reached: `while 'a' runs`.
  func instant(of replay: Replay) -> String {
    let running = listed(replay.running.map { quoted($0) })
    switch replay.running.count {
    case 0: return "at the end"
    case 1: return "while \(running) runs"
    default: return "while \(running) run"
    }
  }
}

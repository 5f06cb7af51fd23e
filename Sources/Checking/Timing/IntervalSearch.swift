import Costs
import Devices
import Plans
import Quantities
import Simulation
import Strategies

/// What a plan's time is held against: a time, or a run of another program.
struct Rival {
  /// What people call it.
  let name: String
  /// The program, nil for a given time.
  let timed: TimedProgram?
  /// The given time.
  let time: UInt64
  /// For each command of the plan the command of the rival that is the same step; where the plan
  /// runs a step several times, its first is the same.
  let shared: [Index<Command>?]

  /// A given time.
  init(_ name: String, _ time: Nanoseconds) {
    self.name = name
    self.time = time.amount
    timed = nil
    shared = []
  }

  /// The run of a program beside that of a plan.
  init(_ name: String, _ rival: TimedProgram, beside plan: TimedProgram) {
    self.name = name
    timed = rival
    time = 0
    var commands: [Step.Action: Index<Command>] = [:]
    for (index, command) in rival.program.commands.enumerated { commands[command.action] = index }
    var taken: Set<Index<Command>> = []
    shared = plan.program.commands.values.map { command in
      guard let index = commands[command.action], !taken.contains(index) else { return nil }
      let other = rival.program.commands[index]
      let isSame =
        other.reads == command.reads && other.writes == command.writes
        && other.weights == command.weights
      guard isSame else { return nil }
      taken.insert(index)
      return index
    }
  }

  /// Whether a command of the plan is a step of the rival too, and so takes the same time there.
  func shares(_ command: Int) -> Bool { shared.indices.contains(command) && shared[command] != nil }
}

/// Whether a plan keeps its bounds in every execution under a condition's ranges.
///
/// An execution has one slowdown for each processor and one share of the bandwidth, which act on
/// the plan and on what it is compared with alike, and a jitter for each step of its own; a step
/// that is the same in both takes the same time in both.
///
/// In list order the finish grows with every duration, so that at given shared factors the worst
/// jitter is known: the highest for steps of the plan alone, the lowest for all others. What is
/// left is a search over the few shared factors. The plan's longest path is convex in the
/// slowdowns, and one path of the rival's is linear, so their difference is greatest in a corner of
/// a box. A box whose corners do not settle it is halved.
struct IntervalSearch {
  /// An execution in which the plan takes longer than its rival.
  struct Witness {
    let factors: SharedFactors
    let timeline: Timeline
    /// What each command costs alone, which tells its parts; the timeline has its durations.
    var costs: Table<Command, Cost>
    let rival: Rival
    let rivalTime: Nanoseconds
    let rivalTimeline: Timeline?
    let rivalCosts: Table<Command, Cost>?
  }

  /// What the search finds.
  enum Outcome {
    case kept
    case broken(Witness)
    case open(String)
  }

  let timed: TimedProgram
  let rivals: [Rival]
  let lowestJitter: UInt64
  let highestJitter: UInt64
  let root: FactorBox
  let name: String
  var questions = 0

  /// How many boxes are looked at.
  private var budget: Int {
    timed.isByArrival ? 32 : max(40, min(400, 40_000 / timed.order.sorted.count))
  }

  /// Prepares a search; the name is that of the questions to the solver.
  init(_ subject: Subject, _ timed: TimedProgram, _ rivals: [Rival], name: String) {
    self.timed = timed
    self.rivals = rivals
    self.name = name
    let condition = subject.task.condition
    lowestJitter = condition.jitter.lowest
    highestJitter = condition.jitter.highest
    let used = rivals.compactMap(\.timed).reduce(timed.processors) { $0.union($1.processors) }
    root = FactorBox(condition, subject.task.device, using: used)
  }

  /// Searches all boxes.
  mutating func run(_ inquiry: inout Inquiry) throws(CheckingDefect) -> Outcome {
    let first = [root.slow, root.fast] + root.corners.map(\.slow)
    for point in first {
      if let witness = witness(at: point) { return .broken(witness) }
    }
    var open = [root]
    var left = budget
    while let box = open.popLast() {
      guard left > 0 else {
        return .open("the ranges were cut into \(budget) boxes without settling all of them")
      }
      left -= 1
      if box != root, let witness = witness(at: box.centre) { return .broken(witness) }
      switch try look(into: box, &inquiry) {
      case .kept: continue
      case .broken(let witness): return .broken(witness)
      case .open(let reason):
        if box.isPoint { return .open(reason) }
        open += box.halves
      }
    }
    return .kept
  }

  // MARK: Executions

  /// The worst jitter at given shared factors, as far as it is known.
  private func witness(at factors: SharedFactors) -> Witness? {
    let slow = timed.costs(factors, jitter: highestJitter)
    let fast = timed.costs(factors, jitter: lowestJitter)
    for rival in rivals {
      let costs = Table<Command, Cost>(
        slow.values.indices.map { rival.shares($0) ? fast.values[$0] : slow.values[$0] }
      )
      let found = witness(costs, factors, rival) { rival in
        rival.costs(factors, jitter: lowestJitter)
      }
      if let found { return found }
    }
    return nil
  }

  /// The execution with some costs, where the plan loses in it.
  func witness(
    _ costs: Table<Command, Cost>,
    _ factors: SharedFactors,
    _ rival: Rival,
    rivalCosts: (TimedProgram) -> Table<Command, Cost>
  ) -> Witness? {
    let simulator = Simulator(timed.program, costs: costs, sharing: timed.supply(factors))
    guard let timeline = simulator.run() else { return nil }
    var rivalTimeline: Timeline?
    var other: Table<Command, Cost>?
    if let program = rival.timed {
      let costs = rivalCosts(program)
      other = costs
      rivalTimeline =
        Simulator(program.program, costs: costs, sharing: program.supply(factors)).run()
      if rivalTimeline == nil { return nil }
    }
    let time = rivalTimeline?.latency ?? Nanoseconds(rival.time)
    guard timeline.latency > time else { return nil }
    return Witness(
      factors: factors,
      timeline: timeline,
      costs: costs,
      rival: rival,
      rivalTime: time,
      rivalTimeline: rivalTimeline,
      rivalCosts: other
    )
  }

  // MARK: Bounds

  private mutating func look(into box: FactorBox, _ inquiry: inout Inquiry)
    throws(CheckingDefect) -> Outcome
  {
    let slow = timed.costs(box.slow, jitter: highestJitter)
    let steady = timed.costs(box.slow, jitter: lowestJitter)
    let fast = timed.costs(box.fast, jitter: lowestJitter)
    let bounds = DurationBounds(timed, fast: fast, slow: slow, supply: timed.supply(box.slow))
    var reason: String?
    for rival in rivals {
      if isTwin(rival) { continue }
      let least = rival.timed.map { $0.finish(durations($0, box.fast)) } ?? rival.time
      if timed.isByArrival {
        switch try lookAtTurns(box, bounds, rival, least, &inquiry) {
        case .kept: continue
        case .broken(let witness): return .broken(witness)
        case .open(let text): reason = text
        }
        continue
      }
      let weights = bounds.highest.indices.map { command in
        let common =
          rival.shares(command)
          ? slow.values[command].duration.amount - steady.values[command].duration.amount : 0
        return bounds.highest[command] - common
      }
      let most = timed.finish(weights)
      if most <= least { continue }
      if !bounds.isContended, let other = rival.timed, isBeaten(rival, other, in: box) { continue }
      reason =
        bounds.isContended
        ? "shared bandwidth may stretch the plan to \(Nanoseconds(most).inWords)"
        : "the plan may take \(Nanoseconds(most).inWords)"
      reason? += " while \(rival.name) may take only \(Nanoseconds(least).inWords)"
    }
    return reason.map { .open($0) } ?? .kept
  }

  private func durations(_ timed: TimedProgram, _ factors: SharedFactors) -> [UInt64] {
    timed.costs(factors, jitter: lowestJitter).values.map(\.duration.amount)
  }

  /// Whether the rival does the same as the plan, so that every step takes the same time in both.
  private func isTwin(_ rival: Rival) -> Bool {
    guard let other = rival.timed, !timed.isByArrival else { return false }
    return other.program.commands == timed.program.commands
      && other.program.waits == timed.program.waits
  }

  /// How far rounding can take a duration from what is linear in the factors.
  private var roundingError: UInt64 { 2 * (highestJitter / 1_000 + 2) }

  /// Whether one path of the rival takes longer than the plan all over a box: in every corner, with
  /// what rounding may add.
  private func isBeaten(_ rival: Rival, _ other: TimedProgram, in box: FactorBox) -> Bool {
    let path = other.criticalPath(durations(other, box.centre))
    return box.corners.allSatisfy { corner in
      let slow = timed.costs(corner.slow, jitter: highestJitter)
      let steady = timed.costs(corner.slow, jitter: lowestJitter)
      let weights = slow.values.indices.map { command in
        (rival.shares(command) ? steady : slow).values[command].duration.amount + roundingError
      }
      let own = durations(other, corner.fast)
      let least = path.reduce(0) { $0 + own[$1.value] }
      return timed.finish(weights) + UInt64(path.count) * roundingError <= least
    }
  }
}

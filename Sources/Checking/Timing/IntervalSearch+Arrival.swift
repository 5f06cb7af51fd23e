import Costs
import Logic
import Plans
import Quantities
import Simulation

extension IntervalSearch {
  /// The plan against one rival in a box where steps take their turns as they arrive.
  ///
  /// The durations are free in their intervals, so that a `no` proves the bound for the box. A
  /// `yes` is an execution only where the shared factors are known.
  mutating func lookAtTurns(
    _ box: FactorBox,
    _ bounds: DurationBounds,
    _ rival: Rival,
    _ least: UInt64,
    _ inquiry: inout Inquiry
  ) throws(CheckingDefect) -> Outcome {
    // Something runs at every instant before the end.
    let most = bounds.highest.reduce(0, +)
    if most <= least { return .kept }
    let worst = try worstTurns(bounds, above: least, &inquiry)
    guard let durations = worst.durations else {
      return worst.isKnown
        ? .kept : .open("the solver's limit was reached for the order of arrival")
    }
    guard !bounds.isContended else {
      return .open("shared bandwidth and the order of arrival act on each other")
    }
    guard box.isPoint else { return .open("the order of arrival may change in between") }
    let costs = Table<Command, Cost>(
      durations.map {
        Cost(launch: Nanoseconds($0), compute: .zero, memory: .zero, traffic: .zero)
      }
    )
    let lowest = lowestJitter
    let witness = witness(costs, box.slow, rival) { other in
      var own = other.costs(box.slow, jitter: lowest)
      for (command, index) in rival.shared.enumerated() {
        if let index { own[index] = costs.values[command] }
      }
      return own
    }
    if var witness {
      witness.costs = timed.costs(box.slow, jitter: highestJitter)
      return .broken(witness)
    }
    guard rival.timed != nil else {
      throw .witnessDoesNotReplay(.deadline, "durations with another order of arrival")
    }
    return .open(
      "the plan may take more than \(Nanoseconds(least).inWords), which \(rival.name) takes only "
        + "if the steps that both share take least"
    )
  }

  private struct Worst {
    /// Durations with which the finish exceeds the bound.
    let durations: [UInt64]?
    /// Whether it is certain that there are none, where there are none here.
    let isKnown: Bool
  }

  /// Durations in their intervals with which the finish exceeds a time.
  ///
  /// Where all commands so far come before all others the rest starts afresh, so that the latest
  /// finish is the sum of the segments' latest.
  private mutating func worstTurns(
    _ bounds: DurationBounds,
    above time: UInt64,
    _ inquiry: inout Inquiry
  ) throws(CheckingDefect) -> Worst {
    let cuts = timed.order.cuts
    let segments = zip(cuts, cuts.dropFirst()).map { Array(timed.order.sorted[$0..<$1]) }
    var durations = bounds.highest
    var total: UInt64 = 0
    let open = segments.filter(hasOpenTurns)
    for segment in segments where !hasOpenTurns(segment) {
      total += longestPath(segment, bounds.highest)
    }
    if total > time { return Worst(durations: durations, isKnown: true) }
    if open.count == 1 {
      let found = try ask(open[0], bounds, above: time - total, &inquiry)
      guard let values = found.durations else {
        return Worst(durations: nil, isKnown: found.isKnown)
      }
      for (command, value) in values { durations[command.value] = value }
      return Worst(durations: durations, isKnown: true)
    }
    for segment in open {
      let latest = try latest(segment, bounds, &inquiry)
      guard let latest else { return Worst(durations: nil, isKnown: false) }
      for (command, value) in latest.durations { durations[command.value] = value }
      total += latest.time
    }
    return Worst(durations: total > time ? durations : nil, isKnown: true)
  }

  /// Whether a queue ordered by arrival has two commands of the segment that no wait orders.
  private func hasOpenTurns(_ segment: [Index<Command>]) -> Bool {
    let members = Set(segment)
    return timed.program.queuesByArrival.contains { entry in
      let local = entry.commands.filter(members.contains)
      return local.indices.contains { position in
        local[..<position].contains { timed.order.areConcurrent($0, local[position]) }
      }
    }
  }

  /// The longest path of a segment in which every order is known.
  private func longestPath(_ segment: [Index<Command>], _ durations: [UInt64]) -> UInt64 {
    var ends: [Index<Command>: UInt64] = [:]
    for command in segment {
      let start = timed.program.waits[command].compactMap { ends[$0.predecessor] }.max() ?? 0
      ends[command] = start + durations[command.value]
    }
    return ends.values.max() ?? 0
  }

  private struct Found {
    let durations: [Index<Command>: UInt64]?
    let isKnown: Bool
  }

  private mutating func ask(
    _ segment: [Index<Command>],
    _ bounds: DurationBounds,
    above time: UInt64,
    _ inquiry: inout Inquiry
  ) throws(CheckingDefect) -> Found {
    var vocabulary = Vocabulary()
    let schedule = ArrivalSchedule(timed, segment, bounds, &vocabulary)
    questions += 1
    let answer = try inquiry.ask(
      "\(name)-turns-\(questions)",
      schedule.constraints + [schedule.exceeds(time)]
    )
    switch answer {
    case .unsatisfiable: return Found(durations: nil, isKnown: true)
    case .undecided: return Found(durations: nil, isKnown: false)
    case .satisfiable(let assignment):
      return Found(durations: schedule.durations(in: assignment), isKnown: true)
    }
  }

  /// The latest finish of a segment, by bisection; nil where the solver gives up.
  private mutating func latest(
    _ segment: [Index<Command>],
    _ bounds: DurationBounds,
    _ inquiry: inout Inquiry
  ) throws(CheckingDefect) -> (time: UInt64, durations: [Index<Command>: UInt64])? {
    var least: UInt64 = 0
    var most = segment.reduce(0) { $0 + bounds.highest[$1.value] }
    var durations: [Index<Command>: UInt64] = [:]
    for command in segment { durations[command] = bounds.highest[command.value] }
    while least < most {
      let middle = least + (most - least) / 2
      let found = try ask(segment, bounds, above: middle, &inquiry)
      if let values = found.durations {
        least = middle + 1
        durations = values
      } else if found.isKnown {
        most = middle
      } else {
        return nil
      }
    }
    return (least, durations)
  }
}

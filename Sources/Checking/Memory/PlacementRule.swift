import Devices
import Graphs
import Logic
import Plans
import Quantities

/// The part of `memory` that speaks of given places: they are aligned, inside their pool, and apart
/// while they are live together.
enum PlacementRule {
  /// Looks for misaligned placements and such as reach beyond their pool.
  static func judgeForm(_ subject: Subject) -> Finding? {
    let problems = Arena(subject).problems
    return problems.isEmpty ? nil : refuted(problems, subject)
  }

  /// Looks for placements that overlap while both are live.
  static func judgeOverlaps(_ subject: Subject, _ inquiry: inout Inquiry)
    throws(CheckingDefect) -> Finding?
  {
    guard !subject.program.plan.placements.isEmpty else { return nil }
    let pairs = Arena(subject).overlappingPairs
    var vocabulary = Vocabulary()
    let state = ExecutionState(subject.program, &vocabulary)
    let formulas = pairs.map { state.isLive($0.first.region) && state.isLive($0.second.region) }
    let any = Formula.disjunction(formulas)
    let answer = try inquiry.ask(
      "memory-placements",
      any.constantValue == false ? [any] : state.constraints + [any]
    )
    var found: (pair: Arena.Pair, replay: Replay)?
    for pair in pairs where found == nil {
      found = meeting(of: pair, subject).map { (pair, $0) }
    }
    switch answer {
    case .undecided(let reason):
      return Finding(.memory, .undecided(.init(reason)), Verdict.Reason(reason).text)
    case .unsatisfiable:
      if found != nil { throw .disagreement(.memory, "only the search has two live placements") }
      return nil
    case .satisfiable:
      guard let found else {
        throw .disagreement(.memory, "only the solver has two live placements")
      }
      return refuted(found.pair, found.replay, subject)
    }
  }

  /// Whether an execution has two overlapping placements live at the same time.
  static func hasMeeting(_ subject: Subject) -> Bool {
    guard !subject.program.plan.placements.isEmpty else { return false }
    return Arena(subject).overlappingPairs.contains { meeting(of: $0, subject) != nil }
  }

  /// The earliest state in which both regions of a pair are live, nil where there is none.
  ///
  /// What keeps a region live is that something has not finished, so the state with the fewest
  /// finished commands in which both writers have started decides.
  private static func meeting(of pair: Arena.Pair, _ subject: Subject) -> Replay? {
    let writers = [pair.first.region.writer, pair.second.region.writer].compactMap { $0 }
    for state in EarliestState.options(starting: writers, subject) {
      let finished = Set(state.finished)
      let areLive = [pair.first.region, pair.second.region]
        .allSatisfy {
          $0.releases.isEmpty || !$0.releases.allSatisfy(finished.contains)
        }
      guard areLive else { continue }
      let replay = Replay(subject, finished: state.finished, started: state.started)
      if let replay, replay.holds(pair.first.region), replay.holds(pair.second.region) {
        return replay
      }
    }
    return nil
  }

  private static func refuted(_ pair: Arena.Pair, _ replay: Replay, _ subject: Subject) -> Finding {
    let first = pair.first
    let second = pair.second
    let message =
      "in pool \(subject.quoted(first.region.access.pool)) "
      + "\(subject.region(first.region.access.slice, of: first.region.access.tensor)) at bytes "
      + "\(first.addresses) and "
      + "\(subject.region(second.region.access.slice, of: second.region.access.tensor)) at bytes "
      + "\(second.addresses) are live together \(subject.instant(of: replay))"
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

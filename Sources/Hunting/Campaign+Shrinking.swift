import Graphs
import Properties
import Quantities
import Randomness
import Strategies

/// Making finds small.
extension Campaign {
  /// A find made small, as far as the runs went.
  struct SmallCase {
    /// The severity of the find.
    let severity: Int
    /// The smallest run that shows it, and how many runs it took.
    let run: CaseRun
    let runCount: Int
    /// Whether nothing smaller is to be had for the runs that one find may take.
    let isFinal: Bool
    var result: HuntedCase

    /// The number of operators of its model.
    var operators: Int { result.scenario.task.graph.operators.count }
  }

  /// Makes the simplest find small, if it is a new one and of few operators or the hunt has waited
  /// long enough, and keeps the smaller of two cases.
  mutating func makeSimplestSmall(isLast: Bool = false) {
    guard let find = islands.simplest, find.number != simplest?.number,
      isLast || find.operators <= Self.fewOperators || runCount >= Self.patience
        || !space.drawsSmallGraphs
    else { return }
    simplest = find
    let before = shrunk
    shrunk = [:]
    make(small: [(find, find.run, 0)], until: limits.shrinkRuns)
    guard let old = before.values.first else { return }
    if shrunk.values.first.map({ old.operators <= $0.operators }) ?? true { shrunk = before }
  }

  /// Shrinks the finds whose last small case was made of one with less than a share of theirs.
  mutating func shrink(improvedBy share: Odds, runs: Int) {
    let finds = islands.elites
      .filter { find in
        guard let last = shrunk[find.cell]?.severity else { return true }
        let now = find.failure.severity
        return last < now && (share.isAlways || !share.isReached(by: UInt64(last), of: UInt64(now)))
      }
    make(small: finds.map { ($0, $0.run, 0) }, until: min(runs, limits.shrinkRuns))
  }

  /// Spends what is left of the runs on the finds that are not as small as they get.
  mutating func shrinkFurther() {
    let finds = islands.elites
      .compactMap { find -> (find: Archive.Find, run: CaseRun, runCount: Int)? in
        guard let small = shrunk[find.cell], !small.isFinal else { return nil }
        return (find, small.run, small.runCount)
      }
    make(small: finds, until: limits.shrinkRuns)
  }

  /// Makes finds small, each from a run that it was made small to already.
  private mutating func make(
    small finds: [(find: Archive.Find, run: CaseRun, runCount: Int)],
    until runs: Int
  ) {
    let (referee, space, property, limits) = (referee, space, shrinkProperty, limits)
    let results = workers.map(finds) { item in
      Self.small(item.find, from: item.run, item.runCount, runs, referee, space, property, limits)
    }
    for (item, result) in zip(finds, results) {
      guard let result else { continue }
      shrunk[item.find.cell] = result
      version += 1
    }
  }

  private static func small(
    _ find: Archive.Find,
    from run: CaseRun,
    _ runCount: Int,
    _ runs: Int,
    _ referee: Referee,
    _ space: ScenarioSpace,
    _ property: Property,
    _ limits: Limits
  ) -> SmallCase? {
    let criterion = Self.criterion(limits)
    let failure = find.failure
    let most = failure.isSilence ? mostSilences : failure.costsStart ? mostStarts : runs
    let runs = min(runs, most)
    var shrinker = Shrinker(
      run,
      of: property,
      limits: RunLimits(shrinkCases: max(runs - runCount, 0)),
      bounding: Archive.operators
    ) { candidate in criterion.accepts(failure, candidate) }
    let outcome = shrinker.run().after(runCount)
    let token = shrinker.best.token
    guard let scenario = space.scenario(of: token) else { return nil }
    let violation: Violation
    if case .broken(let again) = referee.judge(scenario.task),
      criterion.accepts(failure, again.failure(in: scenario))
    {
      violation = again
    } else {
      violation = .indecision("asked again, it no longer does this: \(failure.message)", nil)
    }
    return SmallCase(
      severity: failure.severity,
      run: shrinker.best,
      runCount: runCount + shrinker.caseCount,
      isFinal: outcome.isMinimal || runs >= limits.shrinkRuns,
      result: HuntedCase(
        violation: violation,
        scenario: scenario,
        token: token,
        run: find.number,
        cell: find.cell,
        found: failure,
        shrinking: outcome,
        box: nil
      )
    )
  }

  /// What may stand for a find: what is broken for the same cause in the same family, or of the
  /// same property where one case is enough.
  private static func criterion(_ limits: Limits) -> ShrinkCriterion {
    let kept = ShrinkCriterion.keepingSeverity(limits.severityKept)
    guard limits.seeksOne else { return kept }
    return ShrinkCriterion { found, candidate in
      kept.accepts(found.ofAnyKind, candidate.ofAnyKind)
    }
  }

  /// Measures how far the figures of the cases may move.
  mutating func measureBoxes() {
    let kept = Set(cases)
    let tasks = shrunk.map { ($0.key, $0.value.result) }.sorted { $0.0 < $1.0 }
      .filter { kept.contains($0.1) && $0.1.violation.loss != nil }
    let (referee, limits) = (referee, limits)
    let boxes = workers.map(tasks) { _, item in
      Box(
        around: item.scenario.task,
        for: item.violation.property,
        referee,
        isTimeUp: limits.isTimeUp
      )
    }
    for (task, box) in zip(tasks, boxes) { shrunk[task.0]?.result.box = box }
    version += 1
  }
}

extension Failure {
  /// The failure with nothing but the property in its cause.
  fileprivate var ofAnyKind: Failure {
    Failure(
      cause: cause.split(separator: "/").first.map(String.init) ?? cause,
      message: message,
      severity: severity
    )
  }
}

extension ShrinkOutcome {
  /// Whether no pass found anything simpler.
  fileprivate var isMinimal: Bool { if case .minimal = self { true } else { false } }

  /// The outcome with the cases of an earlier stage counted, too.
  fileprivate func after(_ earlier: Int) -> ShrinkOutcome {
    switch self {
    case .minimal(let cases): .minimal(cases: earlier + cases)
    case .budgetSpent(let cases): .budgetSpent(cases: earlier + cases)
    case .notAttempted: .notAttempted
    }
  }
}

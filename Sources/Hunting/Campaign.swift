import Generation
import Plans
package import Properties
import Quantities
package import Randomness
import Simulation
import Strategies

/// A hunt: runs, the worst find of each cell, and the small case that stands for it.
///
/// Run k depends on the seed, on k and on what earlier rounds found, and results are merged in the
/// order of the runs, so that the number of jobs leaves no trace.
package struct Campaign {
  /// What a hunt may do; everything is counted, only `isTimeUp` may look at a clock.
  package struct Limits: Sendable {
    /// The most runs of a round; what one round finds guides the next.
    ///
    /// Rounds begin with eight runs and double, so that something is stored soon.
    package var runsPerRound = 64
    /// The runs that shrinking one find may take.
    package var shrinkRuns = 2_000
    /// How many of them it takes while the search goes on, which may soon find something worse.
    package var earlyShrinkRuns = 150
    /// The share of the runs that are random; the others change what earlier rounds found.
    package var randomShare = Odds.even
    /// The share of the logarithm of the loss that shrinking keeps.
    package var severityKept = Odds(9, in: 10)
    /// Whether one case is enough: the hunt ends with the first round that finds something, and the
    /// worst of it may become a smaller case of another family.
    package var seeksOne = false
    /// Which share of the runs this hunt makes: those whose number leaves this remainder.
    package var shard: (remainder: UInt64, count: UInt64) = (0, 1)
    /// Whether how far the figures of cases may move is measured.
    package var measuresBoxes = false
    /// Whether the whole hunt must end now, finds or not.
    package var isTimeUp: @Sendable () -> Bool = { false }

    /// Makes the usual limits.
    package init() {}
  }

  /// The runs so far.
  package private(set) var runCount: UInt64 = 0
  /// How many of them broke a property.
  package private(set) var brokenCount: UInt64 = 0
  /// How many of them had no plan to judge, and why the first of them had none.
  package private(set) var skippedCount: UInt64 = 0
  package private(set) var reasonToSkip: String?
  /// How many of them got no answer in time.
  package private(set) var silentCount = 0
  /// Grows whenever ``cases`` may have changed.
  package private(set) var version = 0

  private let space: ScenarioSpace
  private let referee: Referee
  /// What is asked of a run of the search, and of a candidate for a smaller case.
  private let property: Property
  private let shrinkProperty: Property
  private let seed: Seed
  private let workers: Workers
  private let limits: Limits
  private var archive = Archive()
  /// The small case of each cell, and what it was made of.
  private var shrunk: [String: SmallCase] = [:]

  /// A find made small, as far as the runs went.
  private struct SmallCase {
    /// The severity of the find.
    let severity: Int
    /// The smallest run that shows it, and how many runs it took.
    let run: CaseRun
    let runCount: Int
    /// Whether nothing smaller is to be had for the runs that one find may take.
    let isFinal: Bool
    var result: HuntedCase
  }

  /// Prepares a hunt.
  package init(
    _ referee: Referee,
    in space: ScenarioSpace,
    seed: Seed,
    jobs: Int = 1,
    limits: Limits = Limits()
  ) {
    self.referee = referee
    self.space = space
    self.seed = seed
    self.limits = limits
    workers = Workers(jobs: max(jobs, 1))
    property = Self.property(referee, space, limits) { violation, task, test in
      test.label(Archive.granularity + violation.granularity)
      let task = violation.task(for: task)
      if let ranking = violation.ranking(for: task) { test.label(Archive.ranking + ranking) }
    }
    shrinkProperty = Self.property(referee, space, limits) { _, _, _ in }
  }

  /// That the strategy keeps its properties in a scenario of the space.
  private static func property(
    _ referee: Referee,
    _ space: ScenarioSpace,
    _ limits: Limits,
    describing: @escaping @Sendable (Violation, Task, inout TestCase) -> Void
  ) -> Property {
    let isTimeUp = limits.isTimeUp
    return .judging("hunt") { test in
      if isTimeUp() { try test.reject(timeIsUp) }
      let scenario = try space.draw(from: &test)
      switch referee.judge(scenario.task) {
      case .kept: return .holds
      case .noPlan(let reason): try test.reject(reason)
      case .broken(let violation):
        describing(violation, scenario.task, &test)
        return .fails(violation.failure(in: scenario))
      }
    }
  }

  private static let timeIsUp = "the time is up"

  /// A strategy that is silent is asked so many times to make one silence small, and a hunt in
  /// which it was silent so often ends: each time costs all the time that an answer may take.
  private static let mostSilences = 16

  /// Whether the strategy was silent so often that nothing more is to be found in useful time.
  package var isStuck: Bool { silentCount >= Self.mostSilences }

  /// Runs one round, which ends before `runs` in all, and makes what it found small.
  package mutating func advance(upTo runs: UInt64 = .max) {
    let size = min(UInt64(limits.runsPerRound), max(8, runCount))
    let end = min(share(of: runs), runCount + size)
    guard runCount < end, !isOver else { return }
    let numbers = (runCount..<end).map { number(of: $0) }
    let sources = (runCount..<end).map { source(ofRun: $0) }
    let property = property
    let results = workers.map(Array(zip(numbers, sources))) { (number, source) in
      (number, property.run(from: source))
    }
    runCount = end
    for (number, run) in results {
      switch run.outcome {
      case .passed: continue
      case .discarded(.rejected(Self.timeIsUp)): runCount -= 1
      case .discarded(let reason):
        skippedCount += 1
        if case .rejected(let text) = reason, reasonToSkip == nil { reasonToSkip = text }
      case .failed(let failure):
        brokenCount += 1
        if failure.isSilence { silentCount += 1 }
        archive.offer(
          Archive.Find(run: run, failure: failure, number: number),
          seed: seed.child(number).child(2)
        )
      }
    }
    guard !limits.seeksOne else { return }
    shrink(improvedBy: Odds(9, in: 10), runs: limits.earlyShrinkRuns)
  }

  /// Whether no further run is made, however many are asked for.
  package var isOver: Bool { isStuck || limits.seeksOne && brokenCount > 0 }

  /// Makes the finds small that became worse since they were made small last, and measures boxes
  /// where the limits ask for them.
  package mutating func finish() {
    shrink(improvedBy: .always, runs: limits.earlyShrinkRuns)
    shrinkFurther()
    if limits.measuresBoxes { measureBoxes() }
  }

  /// The cases so far, the greatest loss first; of those that look alike the worst counts.
  package var cases: [HuntedCase] {
    var best: [HuntedCase.Signature: Int] = [:]
    var result: [HuntedCase] = []
    for cell in archive.cells {
      guard let small = shrunk[cell.best.cell]?.result else { continue }
      if let position = best[small.signature] {
        if small.violation.severity > result[position].violation.severity {
          result[position] = small
        }
      } else {
        best[small.signature] = result.count
        result.append(small)
      }
    }
    return result.enumerated()
      .sorted { left, right in
        let (mine, theirs) = (left.element.violation.severity, right.element.violation.severity)
        return mine != theirs ? mine > theirs : left.offset < right.offset
      }
      .map(\.element)
  }

  /// The worst find so far, before it is made small.
  package var worst: Failure? {
    archive.worst?.failure
  }

  // MARK: Search

  /// A share of the runs, by their numbers, is random, so that nothing is out of reach and all
  /// shares of a hunt together make the random runs of the whole; the others change a find of an
  /// earlier round, where there is one.
  private func source(ofRun position: UInt64) -> ChoiceSource {
    let own = seed.child(number(of: position))
    var stream = RandomStream(own.child(1))
    if stream.happens(limits.randomShare) { return .random(own) }
    guard let parent = archive.parent(&stream), let other = archive.parent(&stream) else {
      return .random(own)
    }
    return Mutation.source(near: parent.run, other.run, seed: own.child(0))
  }

  /// The number among all runs of a run of this share.
  private func number(of position: UInt64) -> UInt64 {
    position * limits.shard.count + limits.shard.remainder
  }

  /// How many of the first runs belong to this share.
  package func share(of runs: UInt64) -> UInt64 {
    let (remainder, count) = limits.shard
    return runs > remainder ? (runs - remainder - 1) / count + 1 : 0
  }

  // MARK: Shrinking

  /// Shrinks the finds whose last small case was made of one with less than a share of theirs.
  private mutating func shrink(improvedBy share: Odds, runs: Int) {
    let finds = (limits.seeksOne ? archive.worst.map { [$0] } ?? [] : archive.cells.map(\.best))
      .filter { find in
        guard let last = shrunk[find.cell]?.severity else { return true }
        let now = find.failure.severity
        return last < now && (share.isAlways || !share.isReached(by: UInt64(last), of: UInt64(now)))
      }
    make(small: finds.map { ($0, $0.run, 0) }, until: min(runs, limits.shrinkRuns))
  }

  /// Spends what is left of the runs on the finds that are not as small as they get.
  private mutating func shrinkFurther() {
    let finds = archive.cells.map(\.best)
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
    let runs = failure.isSilence ? min(runs, mostSilences) : runs
    var shrinker = Shrinker(
      run,
      of: property,
      limits: RunLimits(shrinkCases: max(runs - runCount, 0))
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
        found: failure,
        shrinking: outcome,
        box: nil
      )
    )
  }

  /// What may stand for a find: what is broken for the same cause in the same family, or in any
  /// where one case is enough.
  private static func criterion(_ limits: Limits) -> ShrinkCriterion {
    let kept = ShrinkCriterion.keepingSeverity(limits.severityKept)
    guard limits.seeksOne else { return kept }
    return ShrinkCriterion { found, candidate in
      kept.accepts(found.inAnyFamily, candidate.inAnyFamily)
    }
  }

  /// Measures how far the figures of the cases may move.
  private mutating func measureBoxes() {
    let kept = cases
    let cells = archive.cells.map(\.best.cell)
      .filter { cell in
        shrunk[cell].map { kept.contains($0.result) && $0.result.violation.loss != nil } ?? false
      }
    let (referee, limits) = (referee, limits)
    let tasks = cells.compactMap { cell in shrunk[cell].map { (cell, $0.result) } }
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
  /// The failure without the family in its cause.
  fileprivate var inAnyFamily: Failure {
    let parts = cause.split(separator: "/", omittingEmptySubsequences: false)
    return Failure(
      cause: parts.dropLast().joined(separator: "/"),
      message: message,
      severity: severity
    )
  }

  /// Whether the strategy gave no answer in time.
  fileprivate var isSilence: Bool {
    cause.hasPrefix("\(HuntedProperty.wellFormed.rawValue)/\(PlanningFault.silence)/")
  }
}

extension Violation {
  /// At which level the plan divides the work; `none` without a plan.
  fileprivate var granularity: String { plan.map { PlanGranularity(of: $0).rawValue } ?? "none" }

  /// The plan and the single processors by rising latency; nil where no time is lost.
  fileprivate func ranking(for task: Task) -> String? {
    guard let loss else { return nil }
    let singles = Baseline(task, for: plan).entries.map { ($0.name, $0.timeline.latency) }
    return (singles + [("plan", loss.plan), ("rival", loss.best)]).enumerated()
      .sorted { ($0.element.1, $0.offset) < ($1.element.1, $1.offset) }
      .map(\.element.0)
      .joined(separator: " < ")
  }

  /// The violation as the search sees it; its cause names the cell.
  func failure(in scenario: Scenario) -> Failure {
    Failure(
      cause: "\(property.rawValue)/\(cause)/\(scenario.family)",
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

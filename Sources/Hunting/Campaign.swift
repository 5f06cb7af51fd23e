import Generation
import Graphs
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
    package var earlyShrinkRuns = 60
    /// The share of the logarithm of the loss that shrinking keeps.
    package var severityKept = Odds(9, in: 10)
    /// Whether one case is enough: a find of few operators, or after some rounds the simplest, is
    /// made small at once, and the hunt ends when the case is of few operators. The case may be of
    /// another family than the find and lose for another cause.
    package var seeksOne = false
    /// How many searches there are side by side, none of which learns from another.
    package var islands: UInt64 = 16
    /// Which of the searches this hunt makes: those whose number leaves this remainder.
    ///
    /// A share keeps the case of every cell, however alike two look, because another share may have
    /// found the worse case of one of the cells.
    package var shard: (remainder: UInt64, count: UInt64) = (0, 1)
    /// Whether how far the figures of cases may move is measured.
    package var measuresBoxes = false
    /// Whether the whole hunt must end now, finds or not.
    package var isTimeUp: @Sendable () -> Bool = { false }
    /// Called before each question to the strategy, of the search and of making cases small.
    package var noticeQuestion: @Sendable () -> Void = {}

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
  /// Whether the strategy cannot be asked at all.
  package private(set) var isUnavailable = false
  /// Grows whenever ``cases`` may have changed.
  package internal(set) var version = 0

  let space: ScenarioSpace
  let referee: Referee
  /// What is asked of a run of the search, and of a candidate for a smaller case.
  private let property: Property
  let shrinkProperty: Property
  private let seed: Seed
  let workers: Workers
  let limits: Limits
  var islands: Islands
  /// The number of the next run.
  private var next: UInt64 = 0
  /// The small case of each cell, and what it was made of; only one where one is enough.
  var shrunk: [String: SmallCase] = [:]
  /// The simplest find when it was made small last.
  var simplest: Archive.Find?

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
    islands = Islands(count: limits.islands)
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
    let (isTimeUp, noticeQuestion) = (limits.isTimeUp, limits.noticeQuestion)
    return .judging("hunt") { test in
      if isTimeUp() { try test.reject(timeIsUp) }
      let scenario = try space.draw(from: &test)
      test.measure(Archive.operators, scenario.task.graph.operators.count)
      try test.finishDrawing()
      noticeQuestion()
      switch referee.judge(scenario.task) {
      case .kept: return .holds
      case .noPlan(let reason): try test.reject(reason)
      case .unavailable(let reason):
        test.label(unavailable)
        try test.reject(reason)
      case .broken(let violation):
        describing(violation, scenario.task, &test)
        return .fails(violation.failure(in: scenario))
      }
    }
  }

  private static let timeIsUp = "the time is up"

  /// The label of a run for which the strategy could not be asked.
  private static let unavailable = "unavailable"

  /// A strategy that is silent is asked so many times to make one silence small, and a hunt in
  /// which it was silent so often ends: each time costs all the time that an answer may take.
  static let mostSilences = 16

  /// A strategy that ends or whose answer cannot be read is asked so many times to make that small:
  /// each time costs the start of a program.
  static let mostStarts = 16

  /// Whether the strategy was silent so often that nothing more is to be found in useful time, or
  /// cannot be asked at all.
  package var isStuck: Bool { silentCount >= Self.mostSilences || isUnavailable }

  /// Runs one round of the runs whose numbers are below `runs`, and makes what it found small.
  package mutating func advance(upTo runs: UInt64 = .max) {
    guard !isDone(upTo: runs) else { return }
    let least: UInt64 = 8
    let size = limits.seeksOne ? least : min(UInt64(limits.runsPerRound), max(least, next))
    islands.begin(next)
    let end = min(runs, next + size, islands.blockEnd(after: next))
    let numbers = (next..<end)
      .filter { islands.island(of: $0) % limits.shard.count == limits.shard.remainder }
    let sources = numbers.map { islands.source(ofRun: $0, seed: seed.child($0)) }
    let property = property
    let results = workers.map(Array(zip(numbers, sources))) { (number, source) in
      (number, property.run(from: source))
    }
    next = end
    runCount += UInt64(numbers.count)
    for (number, run) in results {
      switch run.outcome {
      case .passed: continue
      case .discarded(.rejected(Self.timeIsUp)): runCount -= 1
      case .discarded(let reason):
        skippedCount += 1
        isUnavailable = isUnavailable || run.labels.contains(Self.unavailable)
        if case .rejected(let text) = reason, reasonToSkip == nil { reasonToSkip = text }
      case .failed(let failure):
        brokenCount += 1
        if failure.isSilence { silentCount += 1 }
        islands.offer(
          Archive.Find(run: run, failure: failure, number: number),
          seed: seed.child(number).child(2)
        )
      }
    }
    guard !limits.seeksOne else { return makeSimplestSmall() }
    shrink(improvedBy: Odds(9, in: 10), runs: limits.earlyShrinkRuns)
  }

  /// Whether all runs with numbers below a number were made, or no further one is.
  package func isDone(upTo runs: UInt64) -> Bool { next >= runs || isOver }

  /// Whether no further run is made, however many are asked for.
  package var isOver: Bool {
    guard !isStuck, limits.seeksOne, let one = shrunk.values.first else { return isStuck }
    return !space.drawsSmallGraphs || one.operators <= Self.fewOperators
      || runCount >= Self.lastRuns
  }

  /// A case of so few operators is as small as one case needs to be.
  static let fewOperators = 3
  /// So many runs are made for a find that is so small, because making a large one small takes
  /// longer.
  static let patience: UInt64 = 64
  /// After so many runs a larger case will do.
  private static let lastRuns: UInt64 = 256

  /// Makes the finds small that became worse since they were made small last, and measures boxes
  /// where the limits ask for them.
  package mutating func finish() {
    if limits.seeksOne {
      makeSimplestSmall(isLast: true)
    } else {
      shrink(improvedBy: .always, runs: limits.earlyShrinkRuns)
      shrinkFurther()
    }
    if limits.measuresBoxes { measureBoxes() }
  }

  /// The cases so far, the greatest loss first; of those that look alike the first counts, unless
  /// this is a share of a hunt.
  package var cases: [HuntedCase] {
    let all = shrunk.values.map(\.result).sorted { $0.comes(before: $1) }
    guard limits.shard.count == 1 else { return all }
    var seen: Set<HuntedCase.Signature> = []
    return all.filter { seen.insert($0.signature).inserted }
  }

  /// The worst find so far, before it is made small.
  package var worst: Failure? {
    islands.worst?.failure
  }
}

extension Failure {
  /// Whether the strategy gave no answer in time.
  var isSilence: Bool {
    isIllFormed(PlanningFault.silence)
  }

  /// Whether the strategy ended or answered what is no plan, so that it has to be started again.
  var costsStart: Bool {
    isIllFormed(PlanningFault.crash) || isIllFormed(PlanningFault.nonsense)
  }

  private func isIllFormed(_ how: String) -> Bool {
    cause.hasPrefix("\(HuntedProperty.wellFormed.rawValue)/\(how)/")
  }
}

extension Violation {
  /// At which level the plan divides the work; `none` without a plan.
  fileprivate var granularity: String { plan.map { PlanGranularity(of: $0).rawValue } ?? "none" }

  /// The plan and the single processors by rising latency; nil where no time is lost.
  fileprivate func ranking(for task: Task) -> String? {
    guard let loss else { return nil }
    let singles = singles ?? Baseline(task, for: plan).entries.map(Violation.Single.init)
    return (singles.map { ($0.name, $0.latency) } + [("plan", loss.plan), ("rival", loss.best)])
      .enumerated()
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

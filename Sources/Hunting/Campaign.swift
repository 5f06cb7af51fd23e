package import Properties
package import Randomness

/// A hunt: runs, the worst find of each cell, and the small case that stands for it.
///
/// Run k depends on the seed, on k and on what earlier rounds found, and results are merged in the
/// order of the runs, so that the number of jobs leaves no trace.
package struct Campaign {
  /// What a hunt may do; everything is counted, only `isTimeUp` may look at a clock.
  package struct Limits: Sendable {
    /// The most runs of a round; what one round finds guides the next. Rounds begin with eight
    /// runs and double, so that something is stored soon.
    package var runsPerRound = 64
    /// The runs that shrinking one find may take.
    package var shrinkRuns = 2_000
    /// The share of the logarithm of the loss that shrinking keeps.
    package var severityKept = Odds(9, in: 10)
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
  /// Grows whenever ``cases`` may have changed.
  package private(set) var version = 0

  private let space: ScenarioSpace
  private let referee: Referee
  private let property: Property
  private let seed: Seed
  private let workers: Workers
  private let limits: Limits
  private var archive = Archive()
  /// The small case of each cell, and the severity of the find that it was made of.
  private var shrunk: [String: (severity: Int, result: HuntedCase)] = [:]

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
    let isTimeUp = limits.isTimeUp
    property = .judging("hunt") { test in
      if isTimeUp() { try test.reject(Self.timeIsUp) }
      let scenario = try space.draw(from: &test)
      switch referee.judge(scenario.task) {
      case .kept: return .holds
      case .noPlan(let reason): try test.reject(reason)
      case .broken(let violation): return .fails(violation.failure(in: scenario))
      }
    }
  }

  private static let timeIsUp = "the time is up"

  /// Runs one round, which ends before `runs` in all, and makes what it found small.
  package mutating func advance(upTo runs: UInt64 = .max) {
    let size = min(UInt64(limits.runsPerRound), max(8, runCount))
    let end = min(runs, runCount + size)
    guard runCount < end else { return }
    let numbers = Array(runCount..<end)
    let sources = numbers.map { source(ofRun: $0) }
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
        archive.offer(Archive.Find(run: run, failure: failure, number: number))
      }
    }
    shrink(improvedBy: Odds(9, in: 10))
  }

  /// Makes the finds small that became worse since they were made small last.
  package mutating func finish() {
    shrink(improvedBy: .always)
  }

  /// The cases so far, the greatest loss first; of those that look alike the worst counts.
  package var cases: [HuntedCase] {
    var best: [HuntedCase.Signature: Int] = [:]
    var result: [HuntedCase] = []
    for find in archive.cells {
      guard let small = shrunk[find.failure.cause]?.result else { continue }
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
    archive.cells.map(\.failure).max { $0.severity < $1.severity }
  }

  // MARK: Search

  /// Even runs are random; odd ones change a find of an earlier round, where there is one.
  private func source(ofRun number: UInt64) -> ChoiceSource {
    let own = seed.child(number)
    if number % 2 == 0 || archive.cells.isEmpty { return .random(own) }
    var stream = RandomStream(own)
    let parent = archive.cells[Int(stream.below(UInt64(archive.cells.count)))]
    return Mutation.source(near: parent.run, seed: own.child(0))
  }

  // MARK: Shrinking

  /// Shrinks the finds whose last small case was made of one with less than a share of theirs.
  private mutating func shrink(improvedBy share: Odds) {
    let finds = archive.cells.filter { find in
      guard let last = shrunk[find.failure.cause]?.severity else { return true }
      let now = find.failure.severity
      return last < now && (share.isAlways || !share.isReached(by: UInt64(last), of: UInt64(now)))
    }
    let (referee, space, property, limits) = (referee, space, property, limits)
    let results = workers.map(finds) { find in
      Self.small(find, referee, space, property, limits)
    }
    for (find, result) in zip(finds, results) {
      guard let result else { continue }
      shrunk[find.failure.cause] = (find.failure.severity, result)
      version += 1
    }
  }

  private static func small(
    _ find: Archive.Find,
    _ referee: Referee,
    _ space: ScenarioSpace,
    _ property: Property,
    _ limits: Limits
  ) -> HuntedCase? {
    let criterion = ShrinkCriterion.keepingSeverity(limits.severityKept)
    let failure = find.failure
    var shrinker = Shrinker(
      find.run,
      of: property,
      limits: RunLimits(shrinkCases: limits.shrinkRuns)
    ) { candidate in criterion.accepts(failure, candidate) }
    let outcome = shrinker.run()
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
    return HuntedCase(
      violation: violation,
      scenario: scenario,
      token: token,
      run: find.number,
      found: failure,
      shrinking: outcome
    )
  }
}

extension Violation {
  /// The violation as the search sees it; its cause names the cell.
  func failure(in scenario: Scenario) -> Failure {
    Failure(
      cause: "\(property.rawValue)/\(cause)/\(scenario.family)",
      message: message,
      severity: severity
    )
  }
}

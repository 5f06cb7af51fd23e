import Randomness

/// One run in progress: what was counted, and the outcome as soon as one is known.
struct Session {
  private let property: Property
  private let runner: Runner
  private let seed: Seed
  private var statistics = Statistics()
  private var replays: [ReplayResult] = []
  private var outcome: RunOutcome?
  private var stopReason: StopReason?
  private var pool = ScoredPool()
  private var spare = ChoiceSequence()

  /// How many cases may be run for each valid one asked for.
  private static let attemptsPerCase = 10

  init(_ property: Property, runner: Runner) {
    self.property = property
    self.runner = runner
    seed = runner.seed(for: property)
  }

  mutating func replayExplicit() {
    guard runner.phases.contains(.explicitReplay) else { return }
    for text in runner.replaying where outcome == nil {
      let result = replay(text)
      replays.append(ReplayResult(token: text, outcome: result))
      if case .unreadable(let error) = result { outcome = .unreadableToken(text, error) }
    }
  }

  mutating func replay(_ stored: [StoredFailure]) {
    for failure in stored where outcome == nil {
      replays.append(ReplayResult(token: failure.token, outcome: replay(failure)))
    }
  }

  /// Runs random cases until enough are valid, one fails, or a limit is reached.
  mutating func generate() {
    guard outcome == nil, runner.phases.contains(.generate) else { return }
    let attemptsMax = runner.limits.cases * Self.attemptsPerCase
    var attempt: UInt64 = 0
    while statistics.validCount < runner.limits.cases, attempt < attemptsMax, mayContinue() {
      let source: ChoiceSource = attempt == 0 ? .replay([]) : .random(seed.child(attempt))
      runOne(source)
      attempt += 1
      let findings = unacceptedFindings()
      if outcome == nil, !findings.isEmpty {
        stopReason = .unhealthy
        outcome = .unhealthy(findings)
      }
    }
  }

  /// Changes the cases of the greatest score.
  mutating func search() {
    guard outcome == nil, runner.phases.contains(.target) else { return }
    var search = TargetedSearch(seed: seed.child(.max))
    var attempt = 0
    while attempt < runner.limits.targetCases, mayContinue(),
      let source = search.nextSource(from: pool)
    {
      let before = pool.version
      runOne(source)
      search.learn(isImproved: pool.version != before)
      attempt += 1
    }
  }

  consuming func finish() -> Report {
    Report(
      property: property.name,
      seed: seed,
      outcome: outcome ?? vacuity() ?? .passed,
      stopReason: stopReason ?? .casesDone,
      statistics: statistics,
      replays: replays,
      bestScored: pool.best
    )
  }

  /// A run that was to generate cases, and in which none was valid, shows nothing.
  private func vacuity() -> RunOutcome? {
    guard statistics.caseCount > 0, statistics.validCount == 0 else { return nil }
    if statistics.tooLargeCount > statistics.rejectedCount {
      return .unhealthy([
        .tooLarge(oversized: statistics.tooLargeCount, cases: statistics.caseCount)
      ])
    }
    return .unhealthy([
      .rejectsTooMuch(rejected: statistics.rejectedCount, cases: statistics.caseCount)
    ])
  }

  private func unacceptedFindings() -> [HealthFinding] {
    HealthLimits.findings(in: statistics).filter { !runner.accepting.contains($0.check) }
  }

  private mutating func mayContinue() -> Bool {
    guard outcome == nil else { return false }
    guard statistics.choiceCount < runner.limits.choicesPerRun else {
      stopReason = .choicesSpent
      return false
    }
    return true
  }

  private mutating func runOne(_ source: ChoiceSource) {
    var recycled = ChoiceSequence()
    swap(&recycled, &spare)
    let run = property.run(
      from: source,
      choiceCountMax: runner.limits.choicesPerCase,
      recycling: recycled
    )
    statistics.add(run)
    if run.outcome.failure != nil {
      stopReason = .failureFound
      outcome = runner.shrink(run, of: property).map(RunOutcome.failed)
    } else if run.outcome == .passed, pool.offer(run) {
      return
    }
    spare = run.sequence
  }

  private mutating func replay(_ text: String) -> ReplayResult.Outcome {
    let token: ReplayToken
    do {
      token = try ReplayToken(parsing: text)
    } catch {
      return .unreadable(error)
    }
    let run = property.run(
      from: token.source,
      choiceCountMax: runner.limits.choicesPerCase,
      isReporting: true
    )
    if let failure = run.outcome.failure {
      stopReason = .failureFound
      outcome = .failed(
        Counterexample(run: run, failure: failure, found: failure, shrinking: .notAttempted)
      )
    }
    return .replayed(run.outcome)
  }

  /// Replays the choices, unless they no longer make the case that was stored beside them.
  private mutating func replay(_ stored: StoredFailure) -> ReplayResult.Outcome {
    guard let text = stored.concreteCase, !isSameCase(stored.token, text),
      let judged = property.judge(concreteCase: text)
    else { return replay(stored.token) }
    if let failure = judged.failure {
      stopReason = .failureFound
      outcome = .failedConcrete(failure, concreteCase: text)
    }
    return .judgedConcrete(judged)
  }

  private func isSameCase(_ text: String, _ concreteCase: String) -> Bool {
    guard let token = try? ReplayToken(parsing: text) else { return false }
    let run = property.run(
      from: token.source,
      choiceCountMax: runner.limits.choicesPerCase,
      isReporting: true
    )
    return run.concreteCase == concreteCase
  }
}

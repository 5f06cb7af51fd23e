package import Randomness

/// A part of a run; the parts are done in the order of the cases.
package enum Phase: Hashable, Sendable, CaseIterable {
  /// Replays the tokens given in the source of the test.
  case explicitReplay
  /// Replays the failures of earlier runs.
  case storedFailures
  /// Runs the simplest case and then random ones.
  case generate
  /// Changes the cases of the greatest score, if the property gives scores.
  case target
  /// Simplifies the failure found.
  case shrink
}

/// Runs a property on many cases, and makes the first failure simple.
///
/// The same runner, property and store give the same report. Case number i of a seed depends on
/// the seed and on i only, so that a run may be divided.
package struct Runner: Sendable {
  /// The seed; nil for the seed that belongs to the name of the property.
  package var seed: Seed?
  /// How much the run may do.
  package var limits: RunLimits
  /// The parts of the run that are done.
  package var phases: Set<Phase>
  /// The printed tokens of cases to run before others.
  package var replaying: [String]
  /// Which failures may stand for the one found while shrinking.
  package var criterion: ShrinkCriterion
  /// The weaknesses that are accepted.
  package var accepting: Set<HealthCheck>

  /// Makes a runner.
  package init(
    seed: Seed? = nil,
    limits: RunLimits = .standard,
    phases: Set<Phase> = Set(Phase.allCases),
    replaying: [String] = [],
    criterion: ShrinkCriterion = .sameCause,
    accepting: Set<HealthCheck> = []
  ) {
    self.seed = seed
    self.limits = limits
    self.phases = phases
    self.replaying = replaying
    self.criterion = criterion
    self.accepting = accepting
  }

  /// Runs a property without a memory of earlier runs.
  package func run(_ property: Property) -> Report {
    var store = MemoryFailureStore()
    return run(property, store: &store)
  }

  /// Runs a property, replaying the failures of a store first and keeping a new one in it.
  ///
  /// Stored cases that pass are left in the store; ``Report/replays`` names them.
  /// - Throws: The problem of the store; memory has none.
  package func run<Store: FailureStore>(
    _ property: Property,
    store: inout Store
  ) throws(Store.Problem) -> Report {
    var session = Session(property, runner: self)
    session.replayExplicit()
    if phases.contains(.storedFailures) {
      session.replay(try store.failures(of: property.name))
    }
    session.generate()
    session.search()
    let report = session.finish()
    if let counterexample = report.counterexample {
      try store.save(
        StoredFailure(
          property: property.name,
          token: "\(counterexample.run.token)",
          failure: counterexample.failure,
          concreteCase: counterexample.run.concreteCase
        )
      )
    }
    return report
  }

  /// Runs one case of a seed without any other: the one that a run would generate at an index.
  package func runCase(_ index: UInt64, of property: Property) -> CaseRun {
    let source: ChoiceSource =
      index == 0 ? .replay([]) : .random(seed(for: property).child(index))
    return property.run(from: source, choiceCountMax: limits.choicesPerCase)
  }

  /// Makes a failing case simple.
  package func shrink(_ found: CaseRun, of property: Property) -> Counterexample? {
    guard let failure = found.outcome.failure else { return nil }
    let criterion = criterion
    var shrinker = Shrinker(found, of: property, limits: limits) { candidate in
      criterion.accepts(failure, candidate)
    }
    let outcome: ShrinkOutcome = phases.contains(.shrink) ? shrinker.run() : .notAttempted
    return counterexample(shrinker.best, of: property, found: failure, shrinking: outcome)
  }

  func counterexample(
    _ run: CaseRun,
    of property: Property,
    found: Failure,
    shrinking: ShrinkOutcome
  ) -> Counterexample {
    let reported = property.run(
      from: run.token.source,
      choiceCountMax: limits.choicesPerCase,
      isReporting: true
    )
    return Counterexample(
      run: reported,
      failure: reported.outcome.failure ?? Self.flaky(run.outcome.failure ?? found),
      found: found,
      shrinking: shrinking
    )
  }

  func seed(for property: Property) -> Seed {
    seed ?? Seed(named: property.name)
  }

  private static func flaky(_ failure: Failure) -> Failure {
    Failure(
      cause: "notDeterministic",
      message: "fails only sometimes with the same choices: \(failure.message)",
      severity: failure.severity
    )
  }
}

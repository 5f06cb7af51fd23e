import Properties
import Randomness
import Testing

/// What the targeted search and the criterion of shrinking promise.
@Suite struct SearchLaws {
  /// A failure that one case in 50,000 shows, with a score that leads to it.
  static let needle = Property("needle") { test in
    let number = try test.integer(in: 0...1_000_000)
    test.target(-abs(number - 700_000))
    try test.require(abs(number - 700_000) > 10, "found")
  }

  private func findRate(targeted: Bool) -> Int {
    let limits =
      targeted
      ? RunLimits(cases: 100, targetCases: 900) : RunLimits(cases: 1_000, targetCases: 0)
    return (0..<50)
      .count { number in
        let report = Runner(seed: Seed(UInt64(number)), limits: limits).run(Self.needle)
        return report.counterexample != nil
      }
  }

  @Test func searchFindsANarrowOptimumThatChanceMisses() {
    #expect(findRate(targeted: true) >= 48)
    #expect(findRate(targeted: false) <= 5)
  }

  @Test func searchClimbsOverSeveralChoices() {
    let property = Property("large sum") { test in
      let list = try test.draw(Generator<Int>.integer(in: 0...1_000).array(count: 0...20))
      test.target(list.reduce(0, +))
      try test.require(list.reduce(0, +) < 15_000, "found")
    }
    let found = (0..<20)
      .count { number in
        Runner(seed: Seed(UInt64(number)), limits: RunLimits(targetCases: 5_000))
          .run(property).counterexample != nil
      }
    #expect(found >= 18)
  }

  /// A loss that grows with the greatest number and shrinks to almost nothing if allowed.
  static let loss = Property.judging("loss") { test in
    let list = try test.draw(ShrinkQualityLaws.lists, as: "list")
    let severity = (list.max() ?? 0) * min(list.count, 3)
    return severity > 100
      ? .fails(Failure(cause: "loss", message: "loses \(severity)", severity: severity))
      : .holds
  }

  @Test(arguments: 0..<20) func severityIsKept(number: UInt64) throws {
    let runner = Runner(
      seed: Seed(number),
      criterion: .keepingSeverity(Odds(9, in: 10))
    )
    let kept = try #require(runner.run(Self.loss).counterexample)
    #expect(kept.failure.severity * 10 >= kept.found.severity * 9)
    #expect(kept.run.sequence.choices.count <= 7)

    let careless = try #require(Runner(seed: Seed(number)).run(Self.loss).counterexample)
    #expect(careless.failure.severity == 101)
    #expect(careless.found == kept.found)
  }

  @Test(arguments: 0..<20) func causeIsKept(number: UInt64) throws {
    let property = Property.judging("two causes") { test in
      let number = try test.integer(in: 0...1_000)
      if number > 900 { return .fails(Failure(cause: "huge", message: "huge")) }
      if number > 100 { return .fails(Failure(cause: "large", message: "large")) }
      return .holds
    }
    let report = Runner(seed: Seed(number)).run(property)
    let counterexample = try #require(report.counterexample)
    #expect(counterexample.failure.cause == counterexample.found.cause)
    let minimum = counterexample.found.cause == "huge" ? 901 : 101
    #expect(counterexample.run.sequence.values == [.integer(minimum)])
  }

  @Test(arguments: [0, 1, 5, 20]) func shrinkingThatRunsOutSaysSo(budget: Int) throws {
    let runner = Runner(limits: RunLimits(shrinkCases: budget))
    let counterexample = try #require(runner.run(Self.loss).counterexample)
    #expect(counterexample.shrinking == .budgetSpent(cases: budget))
    #expect(counterexample.failure.cause == "loss")
  }
}

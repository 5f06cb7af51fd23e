import Properties
import Randomness
import Synchronization
import Testing

@Suite struct RunnerTests {
  static let lists = Generator<Int>.integer(in: 0...100).array(count: 0...20)

  /// How a test uses the engine: one call, one expectation.
  @Test func reversingTwiceChangesNothing() {
    let report = check("reversing twice", forAll: Self.lists) { list in
      if list.reversed().reversed() != list { throw Failure(cause: "order", message: "changed") }
    }
    #expect(report.failureDescription == nil)
    #expect(report.statistics.passedCount == 100)
    #expect(report.stopReason == .casesDone)
  }

  /// The canary: an engine that cannot fail shows nothing.
  @Test func canaryFails() throws {
    let report = check("canary", forAll: Self.lists) { list in
      if list.contains(where: { $0 > 50 }) { throw Failure(cause: "large", message: "too large") }
    }
    let counterexample = try #require(report.counterexample)
    #expect(
      report.failureDescription == """
        canary fails: too large
          value = [51]
          \(counterexample.shrinking.description); found with \(report.seed)
          to replay it, add: replaying: ["\(counterexample.run.token)"]
        """
    )
  }

  /// What is drawn in vain costs no judgement.
  @Test func shrinkingJudgesNothingTwice() throws {
    let judged = Mutex<[[ChoiceValue]]>([])
    let property = Property("sum") { test in
      let list = try test.draw(Self.lists)
      try test.finishDrawing()
      judged.withLock { $0.append(test.sequence.values) }
      if list.reduce(0, +) > 200 { throw Failure(cause: "sum", message: "too much") }
    }
    let found = try #require(
      (0..<100).map { Runner().runCase($0, of: property) }.first { $0.outcome.failure != nil }
    )
    judged.withLock { $0 = [found.sequence.values] }
    let small = try #require(Runner().shrink(found, of: property))
    #expect(small.run.sequence.choices.count < found.sequence.choices.count)
    // The last one is the report's.
    let all = judged.withLock { Array($0.dropLast()) }
    #expect(all.count > 10)
    #expect(Set(all).count == all.count)
  }

  @Test func pastedTokenIsReplayedFirst() throws {
    let token = ReplayToken(values: [.integer(77)]).description
    let report = check(
      "replay",
      forAll: .integer(in: 0...1_000_000),
      replaying: [token],
      with: Runner(limits: RunLimits(cases: 5))
    ) { number in
      if number == 77 { throw Failure(cause: "77", message: "77 is bad") }
    }
    #expect(report.counterexample?.run.notes == ["value = 77"])
    #expect(report.counterexample?.shrinking == .notAttempted)
    #expect(report.statistics.caseCount == 0)
  }

  @Test func unreadableTokenIsAFailure() {
    let report = check("token", forAll: .boolean(), replaying: ["replay1-AAAA"]) { _ in }
    #expect(report.outcome == .unreadableToken("replay1-AAAA", .truncated))
    #expect(report.failureDescription != nil)
  }

  @Test func otherErrorsAreFailuresByTheirType() {
    struct Collapse: Error {}
    let report = check("throws", forAll: .boolean()) { if $0 { throw Collapse() } }
    #expect(report.counterexample?.failure.cause == "Collapse")
    let thrower = Generator<Int> { _ in throw Collapse() }
    let generatorReport = check("generator throws", forAll: thrower) { _ in }
    #expect(generatorReport.counterexample?.failure.cause == "Collapse")
  }

  @Test func swallowedRejectionStillDoesNotCount() {
    let report = check("swallows") { test in
      if try test.boolean(Odds(1, in: 3)) { try? test.reject("swallowed") }
    }
    #expect(report.outcome == .passed)
    #expect(report.statistics.rejectedCount > 10)
    #expect(report.statistics.rejections.map(\.reason) == ["swallowed"])
  }

  @Test func changingBehaviourIsReported() {
    let counter = Counter()
    let report = check("flaky", with: Runner(phases: [.generate])) { test in
      _ = try test.integer(in: 0...10)
      if counter.next() == 3 { throw Failure(cause: "chance", message: "once") }
    }
    #expect(report.counterexample?.failure.cause == "notDeterministic")
  }

  @Test func labelsAndMeasurementsAreCounted() {
    let report = check("labels", with: Runner(limits: RunLimits(cases: 200))) { test in
      let list = try test.draw(Self.lists)
      test.classify(list.isEmpty, as: "empty")
      test.classify(list.count > 5, as: "long")
      test.label("all")
      test.label("all")
      test.measure("count", list.count)
    }
    let statistics = report.statistics
    #expect(statistics.labels.map(\.label) == ["all", "empty", "long"])
    #expect(statistics.count(of: "all") == 200)
    #expect((10...80).contains(statistics.count(of: "empty")))
    let count = statistics.distributions.first
    #expect(count?.name == "count")
    #expect(count?.distribution.count == 200)
    #expect(count?.distribution.least == 0)
    #expect((10...20).contains(count?.distribution.greatest ?? 0))
  }

  @Test func choicesOfTheRunAreLimited() {
    let limits = RunLimits(cases: 1_000, choicesPerRun: 50)
    let report = check("limited", forAll: .integer(in: 0...9), with: Runner(limits: limits)) {
      _ in
    }
    #expect(report.stopReason == .choicesSpent)
    #expect(report.statistics.caseCount == 50)
  }
}

/// A source of behaviour that differs from case to case, as a faulty property has.
private final class Counter: Sendable {
  private let count = Mutex(0)

  func next() -> Int {
    count.withLock { value in
      value += 1
      return value
    }
  }
}

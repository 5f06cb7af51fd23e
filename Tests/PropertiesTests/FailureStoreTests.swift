import Properties
import Randomness
import Testing

@Suite struct FailureStoreTests {
  /// A property of a number, whose case can be read back, drawn from a range that may change.
  private func property(range: ClosedRange<Int>, limit: Int) -> Property {
    Property("small") { test in
      let number = try test.integer(in: range)
      test.attach(concreteCase: "\(number)")
      try test.require(number < limit, cause: "large", "\(number) is too large")
    }
    .judgingConcreteCases { text in
      (Int(text) ?? 0) < limit
        ? .holds : .fails(Failure(cause: "large", message: "\(text) is too large"))
    }
  }

  private func storeWithFailure() -> MemoryFailureStore {
    var store = MemoryFailureStore()
    let report = Runner().run(property(range: 0...1_000, limit: 500), store: &store)
    #expect(report.counterexample != nil)
    return store
  }

  @Test func failureIsKeptOnceWithItsConcreteCase() {
    var store = storeWithFailure()
    _ = Runner().run(property(range: 0...1_000, limit: 500), store: &store)
    let stored = store.failures(of: "small")
    #expect(stored.map(\.concreteCase) == ["500"])
    #expect(store.failures(of: "other") == [])
  }

  @Test func storedFailureIsReplayedBeforeGenerating() {
    var store = storeWithFailure()
    let report = Runner(phases: [.storedFailures])
      .run(property(range: 0...1_000, limit: 500), store: &store)
    #expect(report.counterexample?.failure.message == "500 is too large")
    #expect(report.statistics.caseCount == 0)
  }

  @Test func fixedFailureIsNamed() {
    var store = storeWithFailure()
    let report = Runner().run(property(range: 0...1_000, limit: 2_000), store: &store)
    #expect(report.outcome == .passed)
    #expect(report.replays.map(\.outcome) == [.replayed(.passed)])
  }

  @Test func concreteCaseSurvivesAChangeOfGenerator() {
    var store = storeWithFailure()
    let report = Runner(limits: RunLimits(cases: 20))
      .run(property(range: 0...400, limit: 500), store: &store)
    guard case .failedConcrete(let failure, let text) = report.outcome else {
      Issue.record("\(report.outcome)")
      return
    }
    #expect(failure.cause == "large")
    #expect(text == "500")
    #expect(report.failureDescription?.contains("500") == true)
  }

  @Test func removedFailureIsForgotten() throws {
    var store = storeWithFailure()
    let stored = try #require(store.failures(of: "small").first)
    store.remove(stored)
    #expect(store == MemoryFailureStore())
  }
}

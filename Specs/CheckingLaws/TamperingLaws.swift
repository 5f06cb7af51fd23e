import Checking
import Logic
import Plans
import Quantities
import Strategies
import Testing
import Z3Solving

@Suite("Wrong encodings are noticed")
struct TamperingLaws {
  /// Of the changes to queries that change an answer, the laws notice nearly all: the checker
  /// contradicts itself, a witness does not replay, or a verdict is not that of enumeration.
  @Test func changesOfMeaningAreNoticed() async throws {
    let mutants = Self.mutants
    let scenarios = try (1...UInt64(Self.scenarioCount)).map { try TamperedScenario(seed: $0) }
    let outcomes = await LawRun.outcomes(runs: mutants.count) { position in
      TamperingOutcome(mutants[Int(position - LawRun.firstSeed)], scenarios)
    }
    let changed = outcomes.filter(\.changesMeaning)
    let survivors = changed.filter { !$0.isNoticed }
    print("\(mutants.count) wrong encodings, \(changed.count) change an answer, "
      + "\(survivors.count) of these unnoticed")
    for survivor in survivors { print("unnoticed: \(survivor.tampering)") }
    #expect(changed.count >= 100)
    #expect(survivors.count * 20 <= changed.count, "\(survivors.map(\.tampering))")
    let touched = Set(changed.map(\.tampering.queries))
    #expect(touched == Set(Self.queries), "\(touched)")
    #expect(Set(changed.map(\.tampering.change)) == Set(Tampering.Change.allCases))
  }

  static let scenarioCount = 80
  static let queries = [
    "coverage", "support", "ordering-deadlock", "ordering-races", "residency", "memory-p",
    "memory-placements", "deadline", "profit",
  ]

  static var mutants: [Tampering] {
    queries.flatMap { query in
      Tampering.Change.allCases.flatMap { change in
        (0..<5).map { Tampering(queries: query, change: change, place: $0) }
      }
    }
  }
}

/// A scenario with the queries that its judgement asks.
struct TamperedScenario: Sendable {
  let scenario: Scenario
  let expected: [Obligation: Verdict]
  let queries: [Query]

  init(seed: UInt64) throws {
    scenario = try ScenarioGenerator.scenario(seed: seed)
    expected = Expectation(scenario).verdicts
    queries = try Checker(Z3Solver()).judge(
      scenario.plan, for: scenario.task, Obligation.allCases, deadline: scenario.deadline
    ).queries
  }
}

/// What one wrong encoding does to some scenarios.
struct TamperingOutcome: Sendable {
  let tampering: Tampering
  var changesMeaning = false
  var isNoticed = false

  init(_ tampering: Tampering, _ scenarios: [TamperedScenario]) {
    self.tampering = tampering
    for scenario in scenarios {
      let queries = scenario.queries.filter { $0.name.hasPrefix(tampering.queries) }
      guard queries.contains(where: { tampering.applied(to: $0) != nil }) else { continue }
      if queries.contains(where: changesAnswer) { changesMeaning = true }
      if Self.notices(tampering, scenario) {
        changesMeaning = true
        isNoticed = true
        return
      }
    }
  }

  private func changesAnswer(_ query: Query) -> Bool {
    guard let changed = tampering.applied(to: query) else { return false }
    let before = try? Z3Solver().solve(query)
    let after = try? Z3Solver().solve(changed)
    switch (before, after) {
    case (.satisfiable, .satisfiable), (.unsatisfiable, .unsatisfiable), (.undecided, .undecided):
      return false
    default: return true
    }
  }

  private static func notices(_ tampering: Tampering, _ tampered: TamperedScenario) -> Bool {
    let word = tampering.queries.prefix { $0 != "-" }
    guard let obligation = Obligation(rawValue: String(word)) else { return false }
    let scenario = tampered.scenario
    let checker = Checker(TamperingSolver(solver: Z3Solver(), tampering: tampering))
    do {
      let finding = try checker.judge(
        scenario.plan, for: scenario.task, [obligation], deadline: scenario.deadline
      ).findings.first
      guard let expected = tampered.expected[obligation] else { return false }
      return finding?.verdict != expected
    } catch {
      return true
    }
  }
}

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
    let changed = outcomes.filter { $0.changesAnswer || $0.isNoticed }
    let survivors = changed.filter { !$0.isNoticed }
    let harmless = outcomes.filter { $0.changesValues && !$0.changesAnswer && !$0.isNoticed }
    print(
      "\(mutants.count) wrong encodings, \(changed.count) change an answer, \(survivors.count) of "
        + "these unnoticed; \(harmless.count) change values that decide nothing"
    )
    for survivor in survivors { print("unnoticed: \(survivor.tampering)") }
    for outcome in harmless { print("harmless: \(outcome.tampering)") }
    #expect(changed.count >= 100)
    #expect(survivors.count * 20 <= changed.count, "\(survivors.map(\.tampering))")
    let touched = Set(changed.map(\.tampering.queries))
    #expect(touched == Set(Self.queries), "\(touched)")
    #expect(Set(changed.map(\.tampering.change)) == Set(Tampering.Change.allCases))
  }

  /// So many that mutants times scenarios are the cases that are asked for.
  static var scenarioCount: Int { max(60, LawRun.count / mutants.count) }
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
    queries = try Checker(Z3Solver())
      .judge(
        scenario.plan,
        for: scenario.task,
        Obligation.allCases,
        deadline: scenario.deadline
      )
      .queries
  }
}

/// What one wrong encoding does to some scenarios.
struct TamperingOutcome: Sendable {
  let tampering: Tampering
  /// Whether a query becomes satisfiable, or stops being so.
  var changesAnswer = false
  /// Whether a satisfiable query gets values that the right one does not allow.
  var changesValues = false
  var isNoticed = false

  init(_ tampering: Tampering, _ scenarios: [TamperedScenario]) {
    self.tampering = tampering
    for scenario in scenarios {
      let queries = scenario.queries.filter { $0.name.hasPrefix(tampering.queries) }
      let effects = queries.map { effect(on: $0) }
      if effects.allSatisfy({ $0 == .none }) { continue }
      if effects.contains(.otherAnswer) { changesAnswer = true }
      if effects.contains(.otherValues) { changesValues = true }
      isNoticed = Self.notices(tampering, scenario)
      if isNoticed { return }
    }
  }

  private enum Effect {
    case none
    case otherValues
    case otherAnswer
  }

  private func effect(on query: Query) -> Effect {
    guard let changed = tampering.applied(to: query), let answer = try? Z3Solver().solve(changed)
    else { return .none }
    if case .satisfiable(let assignment) = answer {
      var evaluator = Evaluator(assignment)
      let formulas = query.constraints + query.assumptions.values.map(\.formula)
      if formulas.allSatisfy({ (try? evaluator.value(of: $0)) == true }) { return .none }
    }
    switch (answer, try? Z3Solver().solve(query)) {
    case (.unsatisfiable, .unsatisfiable): return .none
    case (.satisfiable, .satisfiable): return .otherValues
    default: return .otherAnswer
    }
  }

  private static func notices(_ tampering: Tampering, _ tampered: TamperedScenario) -> Bool {
    let word = tampering.queries.prefix { $0 != "-" }
    guard let obligation = Obligation(rawValue: String(word)) else { return false }
    let scenario = tampered.scenario
    let checker = Checker(TamperingSolver(solver: Z3Solver(), tampering: tampering))
    do {
      let finding =
        try checker.judge(
          scenario.plan,
          for: scenario.task,
          [obligation],
          deadline: scenario.deadline
        )
        .findings.first
      guard let expected = tampered.expected[obligation] else { return false }
      return finding?.verdict != expected
    } catch {
      return true
    }
  }
}

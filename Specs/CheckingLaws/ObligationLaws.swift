import Checking
import Costs
import Plans
import Quantities
import SecondOpinions
import Strategies
import Testing

@Suite("The checker's verdicts are those of visiting every state of every execution")
struct ObligationLaws {
  @Test func verdictsEqualEnumeration() async {
    let outcomes = await LawRun.outcomes { seed in Comparison.of(seed: seed) }
    let failures = outcomes.compactMap(\.failure)
    for failure in failures.prefix(3) { Issue.record("\(failure)") }
    #expect(failures.isEmpty, "\(failures.count) of \(outcomes.count) cases differ")
    var mix = VerdictMix()
    for outcome in outcomes { mix.add(outcome.verdicts) }
    print(mix)
    #expect(mix.rare(below: 5) == [], "\(mix)")
  }
}

/// What the checker and the enumeration say about one scenario.
struct Comparison: Sendable {
  let verdicts: [Obligation: Verdict]
  let failure: String?

  static func of(seed: UInt64) -> Comparison {
    do {
      let scenario = try ScenarioGenerator.scenario(seed: seed)
      let expected = Expectation(scenario).verdicts
      guard let difference = difference(scenario, expected) else {
        return Comparison(verdicts: expected, failure: nil)
      }
      let small = Shrinking.shrunk(scenario) { smaller in
        Comparison.difference(smaller, Expectation(smaller).verdicts) != nil
      }
      let left = Comparison.difference(small, Expectation(small).verdicts) ?? difference
      return Comparison(verdicts: expected, failure: "\(left)\n\(small)")
    } catch {
      return Comparison(verdicts: [:], failure: "seed \(seed): \(error)")
    }
  }

  /// Where the checker's verdicts differ from the expected ones, nil where they do not.
  static func difference(_ scenario: Scenario, _ expected: [Obligation: Verdict]) -> String? {
    do {
      let judgement = try Checker(ConfirmedSolver())
        .judge(
          scenario.plan,
          for: scenario.task,
          Obligation.allCases,
          deadline: scenario.deadline
        )
      for finding in judgement.findings {
        guard let verdict = expected[finding.obligation] else { continue }
        if verdict != finding.verdict {
          return "\(finding.obligation): enumeration says \(verdict), "
            + "the checker \(finding.verdict): \(finding.message)"
        }
      }
      return nil
    } catch {
      return "the checker contradicts itself: \(error)"
    }
  }
}

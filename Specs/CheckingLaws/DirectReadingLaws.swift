import Checking
import SecondOpinions
import Strategies
import Testing

@Suite("The direct reading finds what the solver finds")
struct DirectReadingLaws {
  private static let obligations = Obligation.safety

  @Test func faultsAreThoseOfTheChecker() async {
    let outcomes = await LawRun.outcomes(runs: LawRun.count / 2) { seed in Self.check(seed) }
    let failures = outcomes.compactMap(\.failure)
    for failure in failures.prefix(3) { Issue.record("\(failure)") }
    #expect(failures.isEmpty, "\(failures.count) failures")
    for obligation in Self.obligations {
      let share = outcomes.filter { $0.broken.contains(obligation) }.count
      #expect(share > outcomes.count / 50, "\(obligation) is seldom broken")
    }
  }

  private static func check(_ seed: UInt64) -> (failure: String?, broken: [Obligation]) {
    do {
      let scenario = try ScenarioGenerator.scenario(seed: seed)
      let judgement = try Checker(ConfirmedSolver())
        .judge(scenario.plan, for: scenario.task, obligations)
      let refuted = judgement.findings.filter { $0.verdict == .refuted }.map(\.obligation)
      let unproved = judgement.findings.filter { $0.verdict != .proved }.map(\.obligation)
      let doubts = judgement.subject.doubts(among: obligations)
      guard Set(doubts) == Set(unproved) else {
        return ("seed \(seed): solver \(unproved), directly \(doubts)\n\(scenario)", refuted)
      }
      return (nil, refuted)
    } catch {
      return ("seed \(seed): \(error)", [])
    }
  }
}

import Checking
import SecondOpinions
import Strategies
import Testing

/// What breaks by direct reading is what the solver refutes.
///
/// The reading may leave `memory` open where the solver proves it: its search for the fullest state
/// ends between two bounds. Then the solver is asked, so that this is the safe side.
@Suite("The direct reading finds what the solver finds")
struct DirectReadingLaws {
  private struct Outcome {
    var failure: String?
    let broken: [Obligation]
    /// Whether the direct reading leaves open what the solver proves.
    var isOpen = false
  }

  private static let obligations = Obligation.safety

  @Test func faultsAreThoseOfTheChecker() async {
    let outcomes = await LawRun.outcomes(runs: LawRun.count / 2) { seed in Self.check(seed) }
    let failures = outcomes.compactMap(\.failure)
    for failure in failures.prefix(3) { Issue.record("\(failure)") }
    #expect(failures.isEmpty, "\(failures.count) failures")
    #expect(outcomes.filter(\.isOpen).count <= outcomes.count / 1_000, "often left open")
    for obligation in Self.obligations {
      let share = outcomes.filter { $0.broken.contains(obligation) }.count
      #expect(share > outcomes.count / 50, "\(obligation) is seldom broken")
    }
  }

  private static func check(_ seed: UInt64) -> Outcome {
    do {
      let scenario = try ScenarioGenerator.scenario(seed: seed)
      let judgement = try Checker(ConfirmedSolver())
        .judge(scenario.plan, for: scenario.task, obligations)
      let refuted = judgement.findings.filter { $0.verdict == .refuted }.map(\.obligation)
      let unproved = judgement.findings.filter { $0.verdict != .proved }.map(\.obligation)
      let doubts = judgement.subject.doubts(among: obligations)
      let open = doubts.filter { !unproved.contains($0) }
      guard Set(unproved).isSubset(of: doubts), open.allSatisfy({ $0 == .memory }) else {
        let words = "seed \(seed): solver \(unproved), directly \(doubts)\n\(scenario)"
        return Outcome(failure: words, broken: refuted)
      }
      return Outcome(broken: refuted, isOpen: !open.isEmpty)
    } catch {
      return Outcome(failure: "seed \(seed): \(error)", broken: [])
    }
  }
}

import Checking
import Plans
import SecondOpinions
import Strategies
import Synthesis
import Testing

/// Every broken plan of the corpus is repaired, by no more changes than broke it.
@Suite struct CorpusRepairTests {
  @Test(arguments: Corpus.cases)
  func brokenPlanIsRepaired(_ broken: Corpus.Case) throws {
    let (plan, task) = try Corpus.plan("broken", broken.name)
    let repair = try Repairer(ConfirmedSolver()).repair(plan, for: task)
    if broken.isAboutTime {
      guard case .alreadyLegal = repair else {
        Issue.record("a slow plan needs no repair, but was \(repair.word)")
        return
      }
      return
    }
    guard case .repaired(let repaired, let changes, let minimality) = repair else {
      Issue.record("\(repair)")
      return
    }
    #expect(minimality.isProved)
    if changes.count > 1, case .proved = minimality {
      Issue.record("single changes were not tried")
    }
    #expect(changes.count <= broken.expectation.edits ?? 3, "\(changes)")
    let judgement = try Checker(ConfirmedSolver()).judge(repaired, for: task, Obligation.safety)
    #expect(judgement.verdict == .proved, "\(judgement.findings.map(\.message))")
  }

  @Test(arguments: Corpus.plans(in: "good"))
  func goodPlanIsLeftAlone(_ name: String) throws {
    let (plan, task) = try Corpus.plan("good", name)
    guard case .alreadyLegal = try Repairer(ConfirmedSolver()).repair(plan, for: task) else {
      Issue.record("the plan is legal")
      return
    }
  }

  /// A pool that holds none of the model's tensors leaves nothing to repair by the changes tried.
  @Test func hopelessPlanIsRefused() throws {
    let (plan, task) = try Corpus.plan("broken", "memory-one-byte-over")
    let repair = try Repairer(ConfirmedSolver(), mostEdits: 1).repair(plan, for: task)
    guard case .undecided(let reason) = repair else {
      Issue.record("\(repair)")
      return
    }
    #expect(reason.contains("no repair by up to 1 changes"))
  }
}

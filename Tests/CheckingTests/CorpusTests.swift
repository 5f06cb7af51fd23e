import Checking
import Devices
import Plans
import Quantities
import Strategies
import Testing

/// One planted fault refutes one obligation, for the planted reason; mending it proves the plan.
@Suite struct CorpusTests {
  @Test func isComplete() {
    #expect(Corpus.cases.count >= 60)
    #expect(Corpus.plans(in: "broken") == Corpus.cases.map(\.name))
    let twins = Set(Corpus.cases.map(\.expectation.twin))
    #expect(Corpus.plans(in: "good") == twins.sorted())
    let obligations = Set(Corpus.cases.map(\.expectation.obligation))
    #expect(obligations == Set(Obligation.allCases.map(\.rawValue)))
  }

  @Test(arguments: Corpus.cases)
  func faultIsFound(_ broken: Corpus.Case) throws {
    let expectation = broken.expectation
    let obligation = try #require(Obligation(rawValue: expectation.obligation))
    let judgement = try Corpus.judge(
      "broken",
      broken.name,
      and: obligation == .deadline ? .deadline : .profit,
      deadline: expectation.deadline
    )
    let finding = try judgement.finding(obligation)
    #expect(finding.verdict == .refuted, "\(finding.message)")
    #expect(judgement.verdict == .refuted)
    let others = judgement.refuted(among: Obligation.safety.filter { $0 != obligation })
    #expect(others.isEmpty, "\(others.map { try? judgement.finding($0).message })")
    for passage in expectation.says {
      #expect(finding.message.contains(passage), "\(finding.message)")
    }
    let named = judgement.names(finding)
    if let steps = expectation.steps { #expect(Set(named) == Set(steps), "\(finding.message)") }
    for step in expectation.contains ?? [] {
      #expect(named.contains(step), "\(step): \(finding.message)")
    }
    let pool = finding.pool.map { judgement.subject.task.device.pools[$0].name }
    #expect(pool == expectation.pool)
    try checkEvidence(finding, judgement, expectation)
  }

  @Test(arguments: Corpus.plans(in: "good"))
  func mendedTwinIsProved(_ name: String) throws {
    let judgement = try Corpus.judge("good", name)
    for obligation in Obligation.safety {
      let finding = try judgement.finding(obligation)
      #expect(finding.verdict == .proved, "\(obligation): \(finding.message)")
    }
    let profit = try judgement.finding(.profit)
    #expect(profit.verdict == .proved || profit.verdict == .refuted, "\(profit.message)")
  }

  @Test(arguments: Corpus.cases.filter(\.isAboutTime))
  func mendedTwinIsFastEnough(_ broken: Corpus.Case) throws {
    let obligation = try #require(Obligation(rawValue: broken.expectation.obligation))
    let judgement = try Corpus.judge(
      "good",
      broken.expectation.twin,
      and: obligation,
      deadline: broken.expectation.twin_deadline
    )
    let finding = try judgement.finding(obligation)
    #expect(finding.verdict == .proved, "\(finding.message)")
  }

  // MARK: Evidence

  private func checkEvidence(
    _ finding: Finding,
    _ judgement: Judgement,
    _ expectation: Corpus.Expectation
  ) throws {
    switch (finding.obligation, finding.evidence) {
    case (.coverage, .elements(let elements)), (.residency, .elements(let elements)):
      #expect(!elements.isEmpty)
    case (.support, .refusals(let refusals)):
      #expect(Set(refusals.map(\.refusal.rule)) == [expectation.rule])
    case (.ordering, .cycle(let commands)):
      #expect(commands.count == finding.steps.count)
    case (.ordering, .interleaving(let state)):
      checkInterleaving(state, finding, judgement)
    case (.memory, .occupancy(let occupancy)):
      checkOccupancy(occupancy, expectation)
    case (.memory, .placements(let problems)):
      #expect(problems.count == 1)
    case (.profit, .comparison(let comparison)), (.deadline, .comparison(let comparison)):
      #expect(comparison.planTime > comparison.boundTime)
      #expect(!comparison.criticalPath.isEmpty)
    default:
      Issue.record("the evidence does not show a breach of \(finding.obligation)")
    }
  }

  /// What the witness says is finished can have finished, and the two commands meet in it.
  private func checkInterleaving(
    _ state: Evidence.Interleaving,
    _ finding: Finding,
    _ judgement: Judgement
  ) {
    let program = judgement.subject.program
    let finished = state.finished.map(\.name)
    let running = state.running.map(\.name)
    for command in program.commands.indices where finished.contains(program.name(of: command)) {
      for dependency in program.waits[command] {
        #expect(finished.contains(program.name(of: dependency.predecessor)))
      }
    }
    #expect(!finished.contains(state.late.name))
    #expect(finished.contains(state.early.name) || running.contains(state.early.name))
    #expect(Set([state.early.name, state.late.name]) == Set(judgement.names(finding)))
  }

  private func checkOccupancy(_ occupancy: Evidence.Occupancy, _ expectation: Corpus.Expectation) {
    let live = occupancy.live.map(\.bytes).total()
    #expect(occupancy.weights + live == occupancy.bytes)
    #expect(occupancy.bytes > occupancy.capacity)
    if let bytes = expectation.bytes { #expect(occupancy.bytes.amount == bytes) }
    #expect(!occupancy.running.isEmpty)
  }
}

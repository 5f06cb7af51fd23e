import Documents
import Foundation
import Formats
import Generation
import Graphs
import Hunting
import Plans
import Properties
import Quantities
import Randomness
import Strategies
import Testing

/// What a hunt finds and how it makes it small.
@Suite struct CampaignTests {
  private func campaign(
    seed: UInt64,
    jobs: Int = 1,
    runs: UInt64 = 48,
    referee: Referee? = nil
  ) throws -> Campaign {
    var limits = Campaign.Limits()
    limits.shrinkRuns = 400
    let heft = Referee(BuiltInPlanner(HEFT(), name: "heft"), properties: [.profit])
    let space = ScenarioSpace(near: [try Bench.phone()])
    var campaign = Campaign(
      referee ?? heft,
      in: space,
      seed: Seed(seed),
      jobs: jobs,
      limits: limits
    )
    while campaign.runCount < runs { campaign.advance(upTo: runs) }
    campaign.finish()
    return campaign
  }

  private func stored(_ item: HuntedCase, seed: UInt64) -> StoredCase {
    StoredCase(
      claim: StoredCase.Claim(
        property: item.violation.property.rawValue,
        cause: item.violation.cause,
        message: item.violation.message
      ),
      numbers: item.violation.loss,
      graph: item.scenario.task.graph,
      device: item.scenario.task.device,
      condition: item.scenario.task.condition,
      plan: item.violation.plan,
      origin: StoredCase.Origin(
        strategy: "heft",
        command: nil,
        against: nil,
        seed: "\(Seed(seed))",
        run: item.run,
        family: item.scenario.family,
        choices: "\(item.token)",
        shrinking: item.shrinking.description
      )
    )
  }

  @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
  func heftLosesSomewhereAndTheSmallCaseKeepsItsSeverity(seed: UInt64) throws {
    let campaign = try campaign(seed: seed)
    #expect(!campaign.cases.isEmpty)
    for item in campaign.cases {
      #expect(item.violation.severity * 10 >= item.found.severity * 9)
      #expect(item.violation.loss.map { $0.plan > $0.best } == true)
      #expect(
        "\(item.violation.property.rawValue)/\(item.violation.cause)/\(item.scenario.family)"
          == item.found.cause
      )
    }
    let smallest = campaign.cases.map { $0.scenario.task.graph.operators.count }.min() ?? 0
    #expect(smallest <= 8)
  }

  @Test func jobsLeaveNoTrace() throws {
    let corpora = try [1, 2, 5]
      .map { jobs in
        try campaign(seed: 9, jobs: jobs).cases
          .map { item in
            JSONWriter.text(CaseFile.json(stored(item, seed: 9)))
          }
      }
    #expect(!corpora[0].isEmpty)
    #expect(corpora[0] == corpora[1])
    #expect(corpora[0] == corpora[2])
  }

  @Test(arguments: [2, 3, 16] as [UInt64])
  func sharesTogetherMakeTheRunsOfTheWhole(count: UInt64) throws {
    let referee = Referee(BuiltInPlanner(HEFT(), name: "heft"), properties: [.profit])
    let space = ScenarioSpace(near: [try Bench.phone()])
    func hunt(_ share: (remainder: UInt64, count: UInt64)) -> Campaign {
      var limits = Campaign.Limits()
      limits.shrinkRuns = 4
      limits.shard = share
      var campaign = Campaign(referee, in: space, seed: Seed(4), limits: limits)
      while !campaign.isDone(upTo: 200) { campaign.advance(upTo: 200) }
      campaign.finish()
      return campaign
    }
    let whole = hunt((0, 1))
    let shares = (0..<count).map { hunt(($0, count)) }
    #expect(whole.brokenCount > 0 && whole.brokenCount < 200)
    #expect(whole.runCount == 200)
    #expect(shares.map(\.runCount).reduce(0, +) == 200)
    #expect(shares.map(\.brokenCount).reduce(0, +) == whole.brokenCount)
    // The worst of a cell in all shares, with the first of equals, is that of the whole.
    for item in whole.cases {
      let rivals = shares.flatMap(\.cases).filter { $0.cell == item.cell }
      #expect(rivals.contains(item))
      #expect(
        rivals.allSatisfy {
          ($0.found.severity, item.run) <= (item.found.severity, $0.run)
        }
      )
    }
  }

  @Test func searchesLearnFromThemselvesOnly() throws {
    let referee = Referee(BuiltInPlanner(HEFT(), name: "heft"), properties: [.profit])
    let space = ScenarioSpace(near: [try Bench.phone()])
    let cells = [1, 16]
      .map { (islands: UInt64) in
        var limits = Campaign.Limits()
        limits.shrinkRuns = 0
        limits.islands = islands
        var campaign = Campaign(referee, in: space, seed: Seed(4), limits: limits)
        while !campaign.isDone(upTo: 400) { campaign.advance(upTo: 400) }
        campaign.finish()
        return campaign.cases.map(\.found)
      }
    #expect(cells[0] != cells[1])
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func oneCaseIsEnough(seed: UInt64) throws {
    var limits = Campaign.Limits()
    limits.seeksOne = true
    limits.shrinkRuns = 120
    var campaign = Campaign(
      Referee(BuiltInPlanner(HEFT(), name: "heft"), properties: [.profit]),
      in: ScenarioSpace(
        near: [try Bench.library().device("snapdragon-855")],
        wholeShare: Odds(1, in: 16)
      ),
      seed: Seed(seed),
      limits: limits
    )
    while !campaign.isDone(upTo: 256) { campaign.advance(upTo: 256) }
    campaign.finish()
    #expect(campaign.isOver)
    #expect(campaign.cases.count == 1)
    let item = try #require(campaign.cases.first)
    #expect(item.violation.severity * 10 >= item.found.severity * 9)
    #expect(item.scenario.task.graph.operators.count <= 3)
  }

  @Test func aStoredCaseReproducesItsNumbers() throws {
    let referee = Referee(BuiltInPlanner(HEFT(), name: "heft"), properties: [.profit])
    for item in try campaign(seed: 3).cases {
      let bytes = JSONWriter.bytes(CaseFile.json(stored(item, seed: 3)))
      let read = try Bench.storedCase(bytes)
      #expect(read == stored(item, seed: 3))
      let task = Task(graph: read.graph, device: read.device, condition: read.condition)
      let replay = CaseReplay(task, with: referee, once: item.violation)
      #expect(replay.status == .stillFailing)
      #expect(replay.violation == item.violation)
      let plan = try #require(read.plan)
      guard case .broken(let again) = referee.judge(plan, for: task, asked: task) else {
        Issue.record("the stored plan loses nothing")
        return
      }
      #expect(again.loss?.plan == read.numbers?.plan)
      #expect(again.loss?.best == read.numbers?.best)
    }
  }

  @Test func choicesMakeTheCaseAgain() throws {
    let space = ScenarioSpace(near: [try Bench.phone()])
    for item in try campaign(seed: 4).cases {
      let token = try ReplayToken(parsing: "\(item.token)")
      #expect(space.scenario(of: token) == item.scenario)
    }
  }

  @Test func aWorseReleaseIsFound() throws {
    let worse = FixedPlanner { task in
      Plan(
        steps: task.graph.operators.indices.map { Bench.run($0.value, on: $0.value % 2) }
      )
    }
    let rival = BuiltInPlanner(HEFT(), name: "heft")
    let found = try campaign(
      seed: 6,
      runs: 16,
      referee: Referee(worse, against: rival, properties: [.against])
    )
    let worst = try #require(found.cases.first)
    #expect(worst.violation.property == .against)
    #expect(worst.violation.loss?.rival == "heft")
    #expect(worst.scenario.task.graph.operators.count <= 6)
  }

  @Test func aStrategyThatKeepsItsPropertyIsLeftAlone() throws {
    let cpu = BuiltInPlanner(SingleProcessor(processor: "cpu"), name: "single")
    let found = try campaign(
      seed: 7,
      runs: 16,
      referee: Referee(cpu, properties: HuntedProperty.safety)
    )
    #expect(found.cases.isEmpty)
    #expect(found.runCount == 16)
    #expect(found.skippedCount == 0)
  }

  @Test func replayTellsBetterFromWorse() throws {
    let item = try #require(try campaign(seed: 3).cases.first)
    let loss = try #require(item.violation.loss)
    let referee = Referee(BuiltInPlanner(HEFT(), name: "heft"), properties: [.profit])
    func status(_ property: HuntedProperty, plan: UInt64) -> CaseReplay.Status {
      let once = Violation(
        property,
        cause: item.violation.cause,
        message: "",
        plan: nil,
        loss: Loss(plan: Nanoseconds(plan), best: loss.best, rival: loss.rival)
      )
      return CaseReplay(item.scenario.task, with: referee, once: once).status
    }
    #expect(status(.profit, plan: loss.plan.amount) == .stillFailing)
    #expect(status(.profit, plan: loss.plan.amount + 1) == .better)
    #expect(status(.profit, plan: loss.plan.amount - 1) == .worse)
    #expect(status(.memory, plan: loss.plan.amount) == .new)
    let best = Referee(
      BuiltInPlanner(SingleProcessor(processor: loss.rival), name: "single"),
      properties: [.profit]
    )
    #expect(CaseReplay(item.scenario.task, with: best, once: item.violation).status == .fixed)
  }
}

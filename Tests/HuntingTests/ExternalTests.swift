import Devices
import ExternalStrategies
import Formats
import Foundation
import Hunting
import Plans
import Quantities
import Randomness
import Strategies
import Testing

/// Programs that answer for strategies, well and badly.
@Suite struct ExternalTests {
  private let good =
    #"{"id":1,"plan":{"format":"pitfall.plan/1","synchronization":"implicit","steps":["#
    + #"{"id":"s1","operator":"a","processor":"cpu"},"#
    + #"{"id":"s2","operator":"b","processor":"cpu"}]}}"#

  private func planner(_ command: String, timeout: Duration = .seconds(20)) -> ExternalPlanner {
    ExternalPlanner(command: command, name: "external", timeout: timeout)
  }

  private func answer(_ planner: ExternalPlanner) throws -> Result<Plan, PlanningFault> {
    let task = try Bench.task(try Bench.phone())
    do throws(PlanningFault) {
      return .success(try planner.plan(for: task))
    } catch {
      return .failure(error)
    }
  }

  private func fault(_ command: String, timeout: Duration = .seconds(20)) throws -> PlanningFault? {
    guard case .failure(let fault) = try answer(planner(command, timeout: timeout)) else {
      return nil
    }
    return fault
  }

  @Test func anAnswerIsAPlan() throws {
    let planner = planner("while read -r line; do echo '\(good)'; done")
    for _ in 0..<3 {
      let plan = try answer(planner).get()
      #expect(plan.steps.count == 2)
    }
  }

  @Test func theProgramIsKeptRunning() throws {
    let planner = planner(
      #"n=0; while read -r line; do n=$((n+1)); echo "{\"id\":1,\"error\":\"$n\"}"; done"#
    )
    for expected in 1...3 {
      #expect(try answer(planner) == .failure(.declined("\(expected)")))
    }
  }

  @Test func aCrashIsNoticedAndFollowedByANewStart() throws {
    let planner = planner("read -r line; echo '\(good)'; read -r line; exit 3")
    #expect(try answer(planner).get().steps.count == 2)
    guard case .failure(.crashed(let message)) = try answer(planner) else {
      Issue.record("the crash is not noticed")
      return
    }
    #expect(message.contains("status 3"))
    #expect(try answer(planner).get().steps.count == 2)
  }

  @Test func silenceIsNoticed() throws {
    let start = ContinuousClock.now
    guard case .silent? = try fault("sleep 600", timeout: .milliseconds(300)) else {
      Issue.record("the silence is not noticed")
      return
    }
    #expect(ContinuousClock.now - start < .seconds(60))
  }

  @Test func aProgramThatDoesNotReadIsSilent() throws {
    guard case .silent? = try fault("exec sleep 600", timeout: .milliseconds(300)) else {
      Issue.record("the silence is not noticed")
      return
    }
  }

  @Test(arguments: [
    "garbage", "{}", "[]", #"{"id":2,"error":"x"}"#, #"{"id":1}"#, #"{"id":1,"plan":{}}"#,
    #"{"id":1,"plan":{"format":"pitfall.plan/1","synchronization":"implicit","steps":["#
      + #"{"id":"s1","operator":"nothing","processor":"cpu"}]}}"#,
  ])
  func nonsenseIsMalformed(answer: String) throws {
    guard case .malformed? = try fault("read -r line; echo '\(answer)'") else {
      Issue.record("'\(answer)' passes for an answer")
      return
    }
  }

  @Test func aCommandThatIsNotThereIsNoFinding() throws {
    guard case .unavailable? = try fault("/nonexistent/strategy 2>/dev/null") else {
      Issue.record("a missing program is taken for a broken one")
      return
    }
  }

  @Test func aCommandThatIsNotThereEndsTheHunt() throws {
    let planner = planner("/nonexistent/strategy 2>/dev/null")
    let rival = Referee(
      BuiltInPlanner(try StrategyCatalogue.strategy(named: "single"), name: "single"),
      against: planner,
      properties: [.against]
    )
    for referee in [Referee(planner, properties: [.profit]), rival] {
      var campaign = Campaign(
        referee,
        in: ScenarioSpace(near: [try Bench.phone()]),
        seed: Seed(1)
      )
      while !campaign.isDone(upTo: 1_000) { campaign.advance(upTo: 1_000) }
      #expect(campaign.isUnavailable)
      #expect(campaign.runCount == 8)
      #expect(campaign.cases.isEmpty)
      #expect(campaign.reasonToSkip?.contains("cannot be started") == true)
    }
  }

  @Test func moreThanALineIsMalformed() throws {
    let fault = try fault("read -r line; printf '%s\\n%s\\n' '\(good)' '\(good)'; sleep 9")
    guard case .malformed(let message)? = fault else {
      Issue.record("the second line is left for the next request")
      return
    }
    #expect(message.contains("more than one line"))
  }

  @Test func aLineAfterTheAnswerIsNotTheNextAnswer() throws {
    let planner = planner("read -r line; echo '\(good)'; sleep 0.2; echo '\(good)'; sleep 600")
    #expect(try answer(planner).get().steps.count == 2)
    usleep(1_500_000)
    guard case .failure(.malformed(let message)) = try answer(planner) else {
      Issue.record("a line written before the request is taken for its answer")
      return
    }
    #expect(message.contains("more than one line"))
  }

  @Test func halfALineIsSilence() throws {
    let fault = try fault(
      "read -r line; printf '{\"id\":1'; sleep 600",
      timeout: .milliseconds(900)
    )
    guard case .silent(let message)? = fault else {
      Issue.record("half a line is not silence")
      return
    }
    #expect(message.contains("7 bytes and no new line"))
  }

  @Test func aProgramThatEndsInPeaceIsToldToGoOn() throws {
    guard case .crashed(let message)? = try fault("read -r line") else {
      Issue.record("an end without an answer is not noticed")
      return
    }
    #expect(message.contains("status 0; a program answers line after line"))
  }

  @Test func noPlanWhenAskedAgainIsToldApart() throws {
    let planner = planner("read -r line; echo '\(good)'; read -r line; exit 3")
    let ruling = Referee(planner, properties: [.determinism])
      .judge(try Bench.task(try Bench.phone()))
    guard case .broken(let violation) = ruling else {
      Issue.record("the crash is not noticed")
      return
    }
    #expect(violation.message.contains("no plan when asked again"))
    #expect(violation.message.contains("status 3"))
  }

  @Test(arguments: [
    ("read -r line; exit 1", "crash"), ("read -r line; echo garbage", "malformed"),
  ])
  func aBrokenStrategyIsACase(command: String, cause: String) throws {
    var limits = Campaign.Limits()
    limits.shrinkRuns = 20
    var campaign = Campaign(
      Referee(planner(command), properties: [.profit]),
      in: ScenarioSpace(near: [try Bench.phone()]),
      seed: Seed(1),
      limits: limits
    )
    campaign.advance(upTo: 4)
    let item = try #require(campaign.cases.first)
    #expect(item.violation.property == .wellFormed)
    #expect(item.violation.cause == cause)
    #expect(item.violation.plan == nil)
  }

  @Test func theExampleAnswersForABundledPhone() throws {
    let python = "/usr/bin/python3"
    try #require(FileManager.default.isExecutableFile(atPath: python), "needs \(python)")
    let example = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Examples/strategy.py").path
    let planner = planner("\(python) '\(example)'")
    let space = ScenarioSpace(near: [try Bench.library().device("snapdragon-855")])
    var limits = Campaign.Limits()
    limits.shrinkRuns = 10
    var campaign = Campaign(
      Referee(planner, properties: [.coverage, .ordering, .residency]),
      in: space,
      seed: Seed(2),
      limits: limits
    )
    campaign.advance(upTo: 8)
    #expect(campaign.skippedCount == 0)
    #expect(campaign.cases.isEmpty)
  }
}

import Devices
import Graphs
import PitfallTesting
import Plans
import Quantities
import Strategies
import Testing

/// What somebody's own tests can ask of Pitfall.
struct PitfallTestingTests {
  @Test func aPublishedStrategyIsJudged() throws {
    let task = try Task(model: "mobilenet_v2", device: "kirin-990")
    let judged = try Verification(of: MACE(target: .gpu), for: task)
    #expect(judged.isSafe, "\(judged)")
    #expect(judged.findings.map(\.obligation).contains("profit"))
  }

  @Test func aPlanThatForgetsItsLastStepIsRefuted() throws {
    let task = try Task(model: "mobilenet_v2", device: "kirin-990")
    let whole = try MACE(target: .gpu).plan(for: task)
    let plan = Plan(
      synchronization: whole.synchronization,
      strategy: whole.strategy,
      steps: Array(whole.steps.values.dropLast())
    )
    let judged = try Verification(of: plan, for: task)
    #expect(judged.verdict == .refuted)
    #expect(judged.findings.first { $0.obligation == "coverage" }?.verdict == .refuted)
  }

  @Test func aMissingModelIsOneSentence() {
    #expect(throws: InputError.self) { try Task(model: "resnet51", device: "kirin-990") }
  }

  /// Puts every second operator on another processor, whatever that costs.
  struct PingPong: Strategy {
    let provenance = Plan.Provenance(name: "ping-pong", version: "1")

    func plan(for task: Task) throws(StrategyError) -> Plan {
      let host = task.device.host
      let others = task.device.processors.indices.filter { $0 != host }
      let steps = task.graph.operators.indices.map { node in
        let processor = node.value.isMultiple(of: 2) ? host : others.first ?? host
        return Step(id: "s\(node.value)", .run(node, on: processor, part: nil, precision: nil))
      }
      return Plan(strategy: provenance, steps: steps)
    }
  }

  @Test func aBadStrategyIsCaught() throws {
    let hunt = try Hunt(of: PingPong(), properties: [.profit], runs: 8, shrinkRuns: 100, seed: 3)
    let cases = hunt.cases()
    let worst = try #require(cases.first)
    #expect(worst.property == "profit")
    #expect(try #require(worst.loss) > 1)
    let again = try Hunt(
      of: PingPong(),
      properties: [.profit],
      runs: 8,
      shrinkRuns: 100,
      seed: 3,
      jobs: 2
    )
    #expect(again.cases() == cases)
  }

  /// Has no plan for anything.
  struct Shy: Strategy {
    let provenance = Plan.Provenance(name: "shy", version: "1")

    func plan(for task: Task) throws(StrategyError) -> Plan {
      throw .noPlan(strategy: "shy", reason: "it is shy")
    }
  }

  @Test func aStrategyThatDeclinesEverythingIsSeenNotToHaveBeenJudged() throws {
    let outcome = try Hunt(of: Shy(), runs: 4).outcome()
    #expect(outcome.cases.isEmpty)
    #expect(outcome.runs == 4)
    #expect(outcome.judged == 0)
    #expect(outcome.description.contains("it is shy"))
  }
}

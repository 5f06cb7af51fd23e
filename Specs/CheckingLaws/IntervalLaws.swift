import Checking
import Costs
import Devices
import Plans
import Quantities
import SecondOpinions
import Strategies
import Testing

@Suite("Under ranges a verdict holds in every execution that is tried")
struct IntervalLaws {
  @Test func triedExecutionsAgree() async {
    let outcomes = await LawRun.outcomes(runs: LawRun.count / 10) { seed in
      IntervalOutcome.of(seed: seed)
    }
    let failures = outcomes.compactMap(\.failure)
    for failure in failures.prefix(3) { Issue.record("\(failure)") }
    #expect(failures.isEmpty, "\(failures.count) of \(outcomes.count) cases differ")
    for obligation in [Obligation.deadline, .profit] {
      let words = outcomes.compactMap { $0.verdicts[obligation]?.word }
      let count = { (word: String) in words.filter { $0 == word }.count }
      print(
        "\(obligation) under ranges: proved \(count("proved")), refuted \(count("refuted")), "
          + "undecided \(count("undecided"))"
      )
      #expect(count("proved") * 20 > words.count, "\(obligation) is seldom proved")
      #expect(count("refuted") * 20 > words.count, "\(obligation) is seldom refuted")
      #expect(count("undecided") * 20 < words.count, "\(obligation) is often undecided")
    }
    let inBetween = outcomes.filter(\.losesOnlyInBetween).count
    print("\(inBetween) plans keep their deadline at both ends and miss it in between")
    #expect(inBetween > 0 || outcomes.count < 2_000)
  }
}

/// What the checker and many tried executions say about a plan under ranges.
struct IntervalOutcome: Sendable {
  var verdicts: [Obligation: Verdict] = [:]
  var losesOnlyInBetween = false
  var failure: String?

  static func of(seed: UInt64) -> IntervalOutcome {
    do {
      let plain =
        try seed % 10 == 0
        ? ArrivalScenarios.scenario(seed: seed) : ScenarioGenerator.scenario(seed: seed)
      var dice = Dice(seed: seed &+ 0x9E37_79B9_7F4A_7C15)
      let scenario = Scenario(
        seed: seed,
        task: Task(
          graph: plain.task.graph,
          device: plain.task.device,
          condition: condition(of: plain.task.device, &dice)
        ),
        plan: plain.plan,
        backends: plain.backends,
        deadline: plain.deadline
      )
      var tried = TriedExecutions(scenario)
      guard tried.isJudged else { return IntervalOutcome() }
      tried.run(&dice)
      return try judged(scenario, tried, &dice)
    } catch {
      return IntervalOutcome(failure: "seed \(seed): \(error)")
    }
  }

  private static func judged(
    _ scenario: Scenario,
    _ tried: TriedExecutions,
    _ dice: inout Dice
  ) throws -> IntervalOutcome {
    var outcome = IntervalOutcome()
    let deadline = tried.deadline(&dice)
    let judgement = try Checker(ConfirmedSolver())
      .judge(
        scenario.plan,
        for: scenario.task,
        [.deadline, .profit],
        deadline: Nanoseconds(deadline)
      )
    for finding in judgement.findings {
      outcome.verdicts[finding.obligation] = finding.verdict
      let isBroken = finding.obligation == .deadline ? tried.worst > deadline : tried.losesToSingle
      var problem: String?
      if isBroken, finding.verdict == .proved { problem = "a tried execution breaks it" }
      if !tried.isByArrival, finding.obligation == .deadline,
        finding.verdict != (tried.slowest > deadline ? .refuted : .proved)
      {
        problem = "the slowest execution decides, \(tried.slowest) of \(deadline)"
      }
      if finding.verdict == .refuted { problem = problem ?? tried.problem(with: finding) }
      if let problem {
        outcome.failure =
          "\(finding.obligation): \(problem); the checker: \(finding.message)\n\(scenario)"
      }
    }
    outcome.losesOnlyInBetween =
      tried.worst > deadline && max(tried.slowest, tried.fastest) <= deadline
    return outcome
  }

  /// A condition in which most factors have ranges.
  private static func condition(of device: Device, _ dice: inout Dice) -> Condition {
    func factor(_ least: ClosedRange<Int>, _ width: Int) -> Condition.Factor {
      let lowest = UInt64(dice.roll(least))
      let highest = lowest + UInt64(dice.happens(percent: 25) ? 0 : dice.roll(1...width))
      return Condition.Factor(lowest: lowest, highest: highest) ?? .one
    }
    let slowdowns = device.processors.values.map {
      Condition.Slowdown(processor: $0.name, factor: factor(900...1_500, 900))
    }
    let isJittery = dice.happens(percent: 60)
    return Condition(
      name: "ranges",
      meaning: "",
      slowdowns: slowdowns,
      jitter: isJittery ? factor(800...1_000, 400) : .one,
      bandwidth: dice.happens(percent: 20) ? factor(500...900, 100) : .one
    )
  }
}

import Checking
import Costs
import Plans
import Quantities
import Strategies
import Testing
import Z3Solving

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
      let judgement = try Checker(Z3Solver()).judge(
        scenario.plan, for: scenario.task, Obligation.allCases, deadline: scenario.deadline)
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

/// The verdicts that follow from enumeration; none where it does not speak.
struct Expectation {
  let verdicts: [Obligation: Verdict]

  init(_ scenario: Scenario) {
    let program = Program(
      scenario.plan, graph: scenario.task.graph, device: scenario.task.device)
    let commands = EnumeratedCommand.list(scenario, program)
    let enumeration = InterleavingEnumeration(scenario, commands)
    var verdicts: [Obligation: Verdict] = [:]
    for obligation in Obligation.allCases {
      verdicts[obligation] = enumeration.verdict(on: obligation)
    }
    let model = CostModel(
      graph: scenario.task.graph, device: scenario.task.device,
      condition: scenario.task.condition)
    let schedule = SmallSchedule(scenario: scenario)
    let baseline = schedule.baseline(model)
    if enumeration.isDeadlocked {
      verdicts[.deadline] = .undecided(.noExecution)
      verdicts[.profit] = .undecided(.noExecution)
    } else {
      let durations = program.commands.values.map { model.cost(of: $0).duration.amount }
      let latency = schedule.latency(commands, durations: durations)
      verdicts[.deadline] = latency <= scenario.deadline.amount ? .proved : .refuted
      verdicts[.profit] = baseline.map { latency <= $0 ? .proved : .refuted }
    }
    self.verdicts = verdicts
  }
}

/// How often each verdict occurs.
struct VerdictMix: CustomStringConvertible {
  private var counts: [Obligation: [String: Int]] = [:]
  private var total = 0

  mutating func add(_ verdicts: [Obligation: Verdict]) {
    total += 1
    for (obligation, verdict) in verdicts { counts[obligation, default: [:]][verdict.word, default: 0] += 1 }
  }

  /// The verdicts that occur in fewer than so many cases of a hundred.
  func rare(below percent: Int) -> [String] {
    Obligation.allCases.flatMap { obligation in
      Self.possible(obligation).filter {
        (counts[obligation]?[$0] ?? 0) * 100 < total * percent
      }.map { "\(obligation) \($0)" }
    }
  }

  private static func possible(_ obligation: Obligation) -> [String] {
    switch obligation {
    case .coverage, .support, .ordering, .residency: ["proved", "refuted"]
    case .memory, .deadline, .profit: ["proved", "refuted", "undecided"]
    }
  }

  var description: String {
    let lines = Obligation.allCases.map { obligation in
      "\(obligation): "
        + Self.possible(obligation).map { word in
          let count = counts[obligation]?[word] ?? 0
          return "\(word) \(total == 0 ? 0 : count * 1000 / total)‰"
        }.joined(separator: ", ")
    }
    return "\(total) scenarios\n" + lines.joined(separator: "\n")
  }
}

import Checking
import Devices
import Graphs
import Plans
import Quantities
import SecondOpinions
import Strategies
import Testing

@Suite("A range of a symbolic dimension breaks at the smallest value that breaks by itself")
struct DimensionLaws {
  @Test func sweepAgreesWithEnumeration() async {
    let outcomes = await LawRun.outcomes(runs: LawRun.count / 40) { SweptCase(seed: $0) }
    let failures = outcomes.flatMap(\.failures)
    for failure in failures.prefix(3) { Issue.record("\(failure)") }
    #expect(failures.isEmpty, "\(failures.count) failures")
    #expect(outcomes.filter(\.isSwept).count > outcomes.count / 4, "few ranges were judged")
    #expect(outcomes.filter(\.breaksWithin).count > outcomes.count / 50, "all or nothing breaks")
    #expect(outcomes.filter(\.holds).count > outcomes.count / 50, "hardly anything holds")
    #expect(outcomes.filter(\.hasUnconfirmedPeak).count > outcomes.count / 50, "no peak is open")
  }
}

/// One plan for a small model at batch sizes from one to some.
struct SweptCase: Sendable {
  var failures: [String] = []
  var isSwept = false
  /// Whether something breaks, but not at the first value.
  var breaksWithin = false
  var holds = false
  /// Whether a pool is fullest for a value that was only read directly at first.
  var hasUnconfirmedPeak = false

  private static let mostValues = 4

  init(seed: UInt64) {
    do {
      guard let scenarios = try Self.scenarios(seed) else { return }
      isSwept = true
      var sweep = DimensionSweep("batch in 1..\(scenarios.count)")
      var expected: [[Obligation: Verdict]] = []
      var judgements: [Judgement] = []
      for (position, scenario) in scenarios.enumerated() {
        expected.append(Expectation(scenario).verdicts)
        let judgement = try Checker(ConfirmedSolver())
          .judge(scenario.plan, for: scenario.task, Obligation.safety)
        sweep.add(judgement, for: [.init(name: "batch", value: position + 1)])
        judgements.append(judgement)
        let doubts = Subject(scenario.plan, for: scenario.task).doubts(among: Obligation.safety)
        let spoken = Obligation.safety.filter { expected[position][$0] != nil }
        let broken = spoken.filter { expected[position][$0] != .proved }
        // Memory may be left open, see DirectReadingLaws.
        let open = doubts.filter { spoken.contains($0) && !broken.contains($0) }
        if !broken.allSatisfy(doubts.contains) || open.contains(where: { $0 != .memory }) {
          failures.append("seed \(seed): batch \(position + 1) breaks \(broken), read \(doubts)")
        }
      }
      for finding in sweep.joined?.findings ?? [] { compare(finding, expected, seed) }
      comparePeaks(sweep, judgements, seed)
    } catch {
      failures.append("seed \(seed): \(error)")
    }
  }

  private mutating func compare(
    _ finding: Finding,
    _ expected: [[Obligation: Verdict]],
    _ seed: UInt64
  ) {
    let verdicts = expected.compactMap { $0[finding.obligation] }
    guard verdicts.count == expected.count else { return }
    if let first = verdicts.firstIndex(of: .refuted) {
      breaksWithin = breaksWithin || first > 0
      if finding.verdict != .refuted || finding.values.map(\.value) != [first + 1] {
        failures.append(
          "seed \(seed): \(finding.obligation) breaks at \(first + 1), the range says "
            + "\(finding.verdict) at \(finding.values.map(\.value))"
        )
      }
    } else {
      holds = holds || verdicts.allSatisfy { $0 == .proved }
      let isProved = verdicts.allSatisfy { $0 == .proved }
      if finding.verdict == .refuted || (finding.verdict == .proved) != isProved {
        failures.append("seed \(seed): \(finding.obligation) holds, the range breaks")
      }
    }
  }

  /// The fullest moments of a range are the most of all values, also where all but two values are
  /// read directly, those with the largest tensors among them.
  private mutating func comparePeaks(
    _ sweep: DimensionSweep,
    _ judgements: [Judgement],
    _ seed: UInt64
  ) {
    guard let all = peaks(of: sweep.joined) else { return }
    for peak in all {
      let each = judgements.map { judgement in
        peaks(of: judgement)?.first { $0.pool == peak.pool }?.bytes ?? .zero
      }
      let first = each.firstIndex(of: each.max() ?? .zero).map { $0 + 1 }
      if peak.bytes != each.max() || peak.values.map(\.value) != [first] {
        failures.append("seed \(seed): \(peak.pool) has \(each), the range says \(peak)")
      }
    }
    var long = DimensionSweep("batch in 1..\(judgements.count)")
    for (position, judgement) in judgements.enumerated().reversed() {
      let values = [DimensionSweep.Value(name: "batch", value: position + 1)]
      if position > 1, long.addIfUndoubted(judgement.subject, Obligation.safety, for: values) {
        continue
      }
      long.add(judgement, for: values)
    }
    for values in long.unconfirmedPeaks {
      hasUnconfirmedPeak = true
      for value in values { long.confirm(judgements[value.value - 1], for: values) }
    }
    let read = peaks(of: long.joined) ?? []
    if read.map(\.pool) != all.map(\.pool) || read.map(\.bytes) != all.map(\.bytes) {
      failures.append("seed \(seed): \(all) over the range, \(read) where values are read directly")
    }
  }

  private func peaks(of judgement: Judgement?) -> [Evidence.Occupancy]? {
    for finding in judgement?.findings ?? [] where finding.verdict == .proved {
      if case .peaks(let pools) = finding.evidence { return pools }
    }
    return nil
  }

  /// The same plan for each batch size; nil where the models are not alike or the plan is too long.
  private static func scenarios(_ seed: UInt64) throws -> [Scenario]? {
    var dice = Dice(seed: seed)
    let graphDice = dice.split()
    let graphs = try (1...dice.roll(2...mostValues))
      .map { batch in
        var generator = GraphGenerator(graphDice, batch: batch)
        return try generator.make()
      }
    guard let first = graphs.first, let last = graphs.last,
      graphs.allSatisfy({ areAlike($0, first) }),
      last.tensors.values.allSatisfy({ $0.shape.elementCount <= 64 })
    else { return nil }
    var devices = DeviceGenerator(dice.split())
    let (unlimited, backends) = try devices.make()
    let synchronization: Plan.Synchronization = dice.happens(percent: 40) ? .explicit : .implicit
    var plans = PlanGenerator(dice.split(), last, unlimited, synchronization)
    let plan = plans.make().plan(synchronization)
    guard plan.steps.values.allSatisfy({ $0.part?.dimension != 0 }) else { return nil }
    let all = last.tensors.values.reduce(0) { $0 + $1.type.bytes().amount }
    let pools = unlimited.pools.values.map { pool in
      MemoryPool(
        name: pool.name,
        capacity: Bytes(max(1, all * UInt64(dice.roll(20...150)) / 100)),
        alignment: pool.alignment
      )
    }
    let device = try unlimited.with(pools: pools)
    let program = Program(plan, graph: last, device: device)
    guard (1...ScenarioGenerator.mostCommands).contains(program.commands.count) else { return nil }
    return graphs.map { graph in
      Scenario(
        seed: seed,
        task: Task(graph: graph, device: device),
        plan: plan,
        backends: backends,
        deadline: Nanoseconds(1)
      )
    }
  }

  /// Whether two models are the same but for extents.
  private static func areAlike(_ left: Graph, _ right: Graph) -> Bool {
    left.outputs == right.outputs && left.tensors.count == right.tensors.count
      && left.operators.count == right.operators.count
      && zip(left.operators.values, right.operators.values)
        .allSatisfy {
          $0.typeName == $1.typeName && $0.inputs == $1.inputs && $0.outputs == $1.outputs
        }
  }
}

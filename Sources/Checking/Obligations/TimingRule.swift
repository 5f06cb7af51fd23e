import Costs
import Devices
import Logic
import Plans
import Quantities
import Simulation
import Strategies

/// `profit`: the plan finishes no later than the best single processor under the same condition.
/// `deadline`: it finishes within a given time.
///
/// The simulator runs the plan at the ends of the condition's ranges. The solver is then given
/// what each command took and asked for start times that keep every wait and end in time: the
/// least such times are those of the execution itself, so `yes` proves the bound and the minimal
/// core of a `no` is the critical path that breaks it.
enum TimingRule {
  static func judgeProfit(_ subject: Subject, _ inquiry: inout Inquiry) throws(CheckingDefect)
    -> Finding
  {
    try judge(.profit, subject, &inquiry) { end in
      let baseline = Baseline(subject.task, end)
      return Bound(
        name: baseline.best.processor,
        time: baseline.best.timeline.latency,
        alternatives: baseline.entries.map {
          Evidence.Alternative(processor: $0.processor, time: $0.timeline.latency)
        }
      )
    }
  }

  static func judgeDeadline(
    _ subject: Subject,
    _ deadline: Nanoseconds?,
    _ inquiry: inout Inquiry
  ) throws(CheckingDefect) -> Finding {
    guard let deadline else {
      return Finding(.deadline, .undecided(.range("no deadline is given")), "no deadline is given")
    }
    return try judge(.deadline, subject, &inquiry) { _ in
      Bound(name: "the deadline", time: deadline, alternatives: [])
    }
  }

  /// What the plan's time is held against.
  private struct Bound {
    let name: String
    let time: Nanoseconds
    let alternatives: [Evidence.Alternative]
  }

  private static func judge(
    _ obligation: Obligation,
    _ subject: Subject,
    _ inquiry: inout Inquiry,
    bound: (CostModel.Extreme) -> Bound
  ) throws(CheckingDefect) -> Finding {
    guard subject.order != nil else {
      return Finding(
        obligation,
        .undecided(.noExecution),
        "no execution reaches the end, see ordering"
      )
    }
    guard CoverageRule.computesWhatIsWanted(subject), ResidencyRule.readsWhatIsThere(subject) else {
      return Finding(
        obligation,
        .undecided(.incomplete),
        "the plan leaves out work or copies that the model needs, see coverage and residency"
      )
    }
    var decided: Finding?
    let ends: [CostModel.Extreme] =
      subject.task.condition.isExact ? [.highest] : [.highest, .lowest]
    for end in ends {
      let finding = try judge(obligation, subject, &inquiry, end, bound(end))
      if finding.verdict == .refuted { return finding }
      decided = decided ?? finding
    }
    guard let decided, !subject.task.condition.isExact, decided.verdict == .proved else {
      return decided ?? Finding(obligation, .undecided(.noExecution), "no execution")
    }
    return try judgeRange(obligation, subject, decided, bound(.lowest))
  }

  /// The worst finish that any durations in their ranges allow, against the least bound.
  ///
  /// Every command is charged its longest duration with all bandwidth contended for, so that the
  /// longest path is an upper bound of every execution.
  private static func judgeRange(
    _ obligation: Obligation,
    _ subject: Subject,
    _ ends: Finding,
    _ bound: Bound
  ) throws(CheckingDefect) -> Finding {
    let worst =
      Simulator(
        subject.program,
        costs: subject.fullyContendedCosts(),
        sharing: nil
      )
      .run()?
      .latency ?? .zero
    if worst <= bound.time { return ends }
    let open =
      "both ends of the ranges keep the bound, but durations in between may not: no execution "
      + "takes more than \(worst.inWords), the bound may be as low as \(bound.time.inWords)"
    return Finding(obligation, .undecided(.range(open)), open, evidence: ends.evidence)
  }

  private static func judge(
    _ obligation: Obligation,
    _ subject: Subject,
    _ inquiry: inout Inquiry,
    _ end: CostModel.Extreme,
    _ bound: Bound
  ) throws(CheckingDefect) -> Finding {
    let simulator = Simulator(subject.program, subject.costModel, end)
    guard let timeline = simulator.run() else {
      throw .disagreement(obligation, "the order has no cycle, the simulator stops early")
    }
    let finding = finding(obligation, subject, timeline, bound)
    let isLate = finding.verdict == .refuted
    let asked = isLate ? Set(timeline.criticalPath) : Set(subject.program.commands.indices)
    let answer = try inquiry.ask(
      obligation.rawValue,
      [],
      assuming: assumptions(subject, timeline, bound, asked)
    )
    switch answer {
    case .undecided(let reason):
      return Finding(obligation, .undecided(.init(reason)), Verdict.Reason(reason).text)
    case .satisfiable:
      guard finding.verdict == .proved else {
        throw .disagreement(obligation, "only the simulator finishes late")
      }
    case .unsatisfiable:
      guard finding.verdict == .refuted else {
        throw .disagreement(obligation, "only the solver finishes late")
      }
    }
    return finding
  }

  /// The waits among some commands with the durations of an execution, and that they end in time.
  ///
  /// Late commands come first, which is the order that the solver takes best. A plan that is late
  /// is late because of its critical path alone.
  private static func assumptions(
    _ subject: Subject,
    _ timeline: Timeline,
    _ bound: Bound,
    _ asked: Set<Index<Command>>
  ) -> [Assumption] {
    var vocabulary = Vocabulary()
    let program = subject.program.arriving(as: timeline)
    let starts = program.commands.indices.map {
      IntegerTerm(vocabulary.integer("start of \(program.name(of: $0))"))
    }
    let limit = IntegerTerm(constant: Int64(bound.time.amount))
    var result: [Assumption] = []
    for command in subject.order?.sorted.reversed() ?? [] where asked.contains(command) {
      let duration = IntegerTerm(
        constant: Int64(timeline.spans[command].duration.amount)
      )
      let end = starts[command.value] + duration
      result.append(
        Assumption("\(program.name(of: command)) ends in time", end.isAtMost(limit))
      )
      result.append(
        Assumption(
          "\(program.name(of: command)) starts",
          .init(notBeforeZero: starts[command.value])
        )
      )
      for dependency in program.waits[command] where asked.contains(dependency.predecessor) {
        let before = dependency.predecessor
        let finish =
          starts[before.value]
          + IntegerTerm(constant: Int64(timeline.spans[before].duration.amount))
        result.append(
          Assumption(
            "\(program.name(of: command)) after \(program.name(of: before))",
            finish.isAtMost(starts[command.value])
          )
        )
      }
    }
    return result
  }

  private static func finding(
    _ obligation: Obligation,
    _ subject: Subject,
    _ timeline: Timeline,
    _ bound: Bound
  ) -> Finding {
    let path = timeline.criticalPath
    let comparison = Evidence.Comparison(
      bound: bound.name,
      planTime: timeline.latency,
      boundTime: bound.time,
      criticalPath: path.map { subject.name($0) },
      alternatives: bound.alternatives
    )
    let isKept = timeline.latency <= bound.time
    var message = "the plan takes \(timeline.latency.inWords)"
    switch obligation {
    case .profit:
      message +=
        ", \(Self.comparison(timeline.latency, bound.time)) the best single processor, "
        + "\(bound.name), with \(bound.time.inWords)"
    default:
      message +=
        isKept ? ", within \(bound.time.inWords)" : ", more than \(bound.time.inWords)"
    }
    if !isKept { message += "; " + subject.explainPath(path, timeline) }
    return Finding(
      obligation,
      isKept ? .proved : .refuted,
      message,
      steps: isKept ? [] : subject.steps(path),
      evidence: .comparison(comparison)
    )
  }
}

extension TimingRule {
  fileprivate static func comparison(_ time: Nanoseconds, _ other: Nanoseconds) -> String {
    if time == other { return "exactly as long as" }
    return time < other
      ? "\(ratio(other, to: time)) times faster than"
      : "\(ratio(time, to: other)) times slower than"
  }
}

extension Program {
  /// The program with its queues ordered by arrival in the order of an execution.
  func arriving(as timeline: Timeline) -> Program {
    guard !queuesByArrival.isEmpty else { return self }
    return arriving(
      in: commands.indices.sorted {
        let (left, right) = (timeline.spans[$0], timeline.spans[$1])
        return (left.start, left.end, $0) < (right.start, right.end, $1)
      }
    )
  }
}

extension Formula {
  fileprivate init(notBeforeZero term: IntegerTerm) {
    self = IntegerTerm(constant: 0).isAtMost(term)
  }
}

extension Subject {
  /// Where the time of the critical path goes: copies, launches, and the rest.
  func explainPath(_ path: [Index<Command>], _ timeline: Timeline) -> String {
    var copies = Nanoseconds.zero
    var launches = Nanoseconds.zero
    var rest = Nanoseconds.zero
    let model = costModel
    for command in path {
      let duration = timeline.spans[command].duration
      if program.isRun(command) {
        let launch = min(model.cost(of: program.commands[command]).launch, duration)
        launches += launch
        rest += duration.reduced(by: launch)
      } else {
        copies += duration
      }
    }
    let count = path.filter { !program.isRun($0) }.count
    return "its critical path has \(rest.inWords) of computation, \(launches.inWords) of launches "
      + "and \(copies.inWords) of \(count) \(count == 1 ? "copy" : "copies")"
  }

  /// Each command's longest duration: the highest factors, and all others asking for the memory
  /// bandwidth at the same time.
  func fullyContendedCosts() -> Table<Command, Cost> {
    let model = costModel
    let costs = program.commands.map { model.cost(of: $0, .highest) }
    guard let supply = model.sharedBandwidth() else { return costs }
    let queues = program.queues.map { entry in
      entry.commands.map { costs[$0].demand }.max() ?? 0
    }
    return Table(
      program.commands.indices.map { command in
        let others = zip(program.queues, queues)
          .filter { $0.0.queue != program.commands[command].queue }.map(\.1).reduce(0, +)
        let demand = max(costs[command].demand + others, supply)
        return Cost(
          launch: costs[command].duration(whenDemandIs: demand, of: supply),
          compute: .zero,
          memory: .zero,
          traffic: .zero
        )
      }
    )
  }
}

import Costs
import Devices
import Logic
import Plans
import Quantities
import Simulation
import Strategies

/// Judges what a plan owes in time.
///
/// `profit`: the plan finishes no later than the best single processor under the same condition.
/// `deadline`: it finishes within a given time.
///
/// Under exact factors there is one execution, which the simulator runs. Under ranges a search over
/// the shared factors finds an execution that breaks the bound or shows that there is none. The
/// solver is then given what each command took and asked for start times that keep every wait and
/// end in time: the least such times are those of the execution itself, which are tried first, so
/// `yes` confirms the bound and the minimal core of a `no` is the critical path that breaks it.
enum TimingRule {
  static func judgeProfit(_ subject: Subject, _ inquiry: inout Inquiry) throws(CheckingDefect)
    -> Finding
  {
    if let finding = premise(.profit, subject) { return finding }
    let baseline = Baseline(subject.task, for: subject.program.plan)
    let alternatives = baseline.entries.map {
      Evidence.Alternative(
        processor: $0.name,
        time: $0.timeline.latency,
        runsOperators: $0.runsOperators
      )
    }
    let bound = TimeBound(
      obligation: .profit,
      name: baseline.best.name,
      time: baseline.best.timeline.latency,
      alternatives: alternatives,
      other: (baseline.best.program, baseline.best.timeline)
    )
    return try judge(subject, bound, &inquiry) { timed in
      baseline.entries.compactMap { entry in
        TimedProgram(entry.program, subject.task.condition)
          .map { Rival(entry.name, $0, beside: timed) }
      }
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
    if let finding = premise(.deadline, subject) { return finding }
    let bound = TimeBound(
      obligation: .deadline,
      name: "the deadline",
      time: deadline,
      alternatives: [],
      other: nil
    )
    return try judge(subject, bound, &inquiry) { _ in [Rival("the deadline", deadline)] }
  }

  /// What keeps an obligation about time from being judged; nil where nothing does.
  private static func premise(_ obligation: Obligation, _ subject: Subject) -> Finding? {
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
    return nil
  }

  private static func judge(
    _ subject: Subject,
    _ bound: TimeBound,
    _ inquiry: inout Inquiry,
    rivals: (TimedProgram) -> [Rival]
  ) throws(CheckingDefect) -> Finding {
    let simulator = Simulator(subject.program, subject.task.costModel)
    guard let timeline = simulator.run() else {
      throw .disagreement(bound.obligation, "the order has no cycle, the simulator stops early")
    }
    let slowest = TimedRun(timeline: timeline, costs: simulator.costs, factors: nil)
    if subject.task.condition.isExact || timeline.latency > bound.time {
      return try confirmed(subject, slowest, bound, &inquiry)
    }
    guard let timed = TimedProgram(subject.program, subject.task.condition) else {
      throw .disagreement(bound.obligation, "the order has no cycle and has one")
    }
    var search = IntervalSearch(
      subject,
      timed,
      rivals(timed),
      name: bound.obligation.rawValue
    )
    switch try search.run(&inquiry) {
    case .kept: return try confirmed(subject, slowest, bound, &inquiry)
    case .broken(let witness):
      let run = TimedRun(
        timeline: witness.timeline,
        costs: witness.costs,
        factors: witness.factors
      )
      return try confirmed(subject, run, bound.against(witness), &inquiry)
    case .open(let reason):
      let finding = bound.finding(subject, slowest)
      return Finding(
        bound.obligation,
        .undecided(.range(reason)),
        "with everything slowest it keeps the bound, but \(reason)",
        evidence: finding.evidence
      )
    }
  }

  /// The finding on an execution, after the solver has confirmed it.
  private static func confirmed(
    _ subject: Subject,
    _ run: TimedRun,
    _ bound: TimeBound,
    _ inquiry: inout Inquiry
  ) throws(CheckingDefect) -> Finding {
    let finding = bound.finding(subject, run)
    let isLate = finding.verdict == .refuted
    let asked =
      isLate ? Set(run.timeline.criticalPath) : Set(subject.program.commands.indices)
    var vocabulary = Vocabulary()
    let starts = subject.program.commands.indices.map {
      vocabulary.integer("start of \(subject.program.name(of: $0))")
    }
    var trial = Assignment()
    for (symbol, span) in zip(starts, run.timeline.spans.values) {
      trial[symbol] = Int64(span.start.amount)
    }
    let answer = try inquiry.ask(
      bound.obligation.rawValue,
      [],
      assuming: assumptions(
        subject,
        run.timeline,
        bound.time,
        asked,
        starts.map { IntegerTerm($0) }
      ),
      trying: trial
    )
    switch answer {
    case .undecided(let reason):
      return Finding(bound.obligation, .undecided(.init(reason)), Verdict.Reason(reason).text)
    case .satisfiable:
      guard !isLate else {
        throw .disagreement(bound.obligation, "only the simulator finishes late")
      }
    case .unsatisfiable:
      guard isLate else {
        throw .disagreement(bound.obligation, "only the solver finishes late")
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
    _ bound: Nanoseconds,
    _ asked: Set<Index<Command>>,
    _ starts: [IntegerTerm]
  ) -> [Assumption] {
    let program = subject.program.arriving(as: timeline)
    let limit = IntegerTerm(constant: Int64(bound.amount))
    let zero = IntegerTerm(constant: 0)
    var result: [Assumption] = []
    for command in ProgramOrder(program)?.sorted.reversed() ?? [] where asked.contains(command) {
      let name = program.name(of: command)
      let duration = IntegerTerm(
        constant: Int64(timeline.spans[command].duration.amount)
      )
      let end = starts[command.value] + duration
      result.append(Assumption("\(name) ends in time", end.isAtMost(limit)))
      result.append(Assumption("\(name) starts", zero.isAtMost(starts[command.value])))
      for dependency in program.waits[command] where asked.contains(dependency.predecessor) {
        let before = dependency.predecessor
        let finish =
          starts[before.value]
          + IntegerTerm(constant: Int64(timeline.spans[before].duration.amount))
        result.append(
          Assumption(
            "\(name) after \(program.name(of: before))",
            finish.isAtMost(starts[command.value])
          )
        )
      }
    }
    return result
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

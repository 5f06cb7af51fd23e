import Costs
import Devices
import Documents
import Plans
import Quantities
import Simulation
import Strategies

/// One execution, with what its commands would cost alone.
struct TimedRun {
  let timeline: Timeline
  let costs: Table<Command, Cost>
  /// The shared factors, nil where they are the condition's highest.
  let factors: SharedFactors?
}

/// What a plan's time is held against.
struct TimeBound {
  let obligation: Obligation
  let name: String
  let time: Nanoseconds
  let alternatives: [Evidence.Alternative]
  /// The run that takes this time, where it is one.
  let other: (program: Program, timeline: Timeline)?
  private(set) var otherCosts: Table<Command, Cost>?

  init(
    obligation: Obligation,
    name: String,
    time: Nanoseconds,
    alternatives: [Evidence.Alternative],
    other: (program: Program, timeline: Timeline)?
  ) {
    self.obligation = obligation
    self.name = name
    self.time = time
    self.alternatives = alternatives
    self.other = other
  }

  /// The bound in an execution in which the plan loses.
  func against(_ witness: IntervalSearch.Witness) -> TimeBound {
    var other: (Program, Timeline)?
    if let program = witness.rival.timed?.program, let timeline = witness.rivalTimeline {
      other = (program, timeline)
    }
    var bound = TimeBound(
      obligation: obligation,
      name: witness.rival.name,
      time: witness.rivalTime,
      alternatives: alternatives.map {
        guard $0.processor == witness.rival.name else { return $0 }
        return Evidence.Alternative(
          processor: $0.processor,
          time: witness.rivalTime,
          runsOperators: $0.runsOperators
        )
      },
      other: other
    )
    bound.otherCosts = witness.rivalCosts
    return bound
  }

  /// What an execution shows.
  func finding(_ subject: Subject, _ run: TimedRun) -> Finding {
    let path = run.timeline.criticalPath
    let isKept = run.timeline.latency <= time
    let split = losses(subject, run)
    let comparison = Evidence.Comparison(
      bound: name,
      planTime: run.timeline.latency,
      boundTime: time,
      criticalPath: path.map { subject.name($0) },
      alternatives: alternatives,
      losses: split?.entries ?? [],
      execution: execution(subject, run)
    )
    var message = "the plan takes \(run.timeline.latency.inWords)"
    switch obligation {
    case .profit:
      message +=
        ", \(Self.comparison(run.timeline.latency, time)) the best single processor, "
        + "\(name), with \(time.inWords)"
    case .deadline, .coverage, .support, .ordering, .residency, .memory:
      message += isKept ? ", within \(time.inWords)" : ", more than \(time.inWords)"
    }
    message += circumstances(subject, run, isKept)
    if !isKept { message += "; " + subject.explainPath(path, run) }
    if !isKept, let split { message += Self.sentence(split) }
    return Finding(
      obligation,
      isKept ? .proved : .refuted,
      message,
      steps: isKept ? [] : subject.steps(path),
      evidence: .comparison(comparison)
    )
  }

  private func losses(_ subject: Subject, _ run: TimedRun) -> LossSplit? {
    guard let other else { return nil }
    let model = subject.task.costModel
    let costs = otherCosts ?? other.program.commands.map { model.cost(of: $0) }
    return LossSplit(
      LossSplit.Parts(run.timeline, subject.program, run.costs),
      against: LossSplit.Parts(other.timeline, other.program, costs)
    )
  }

  private static func sentence(_ split: LossSplit) -> String {
    let gains = split.gains.map {
      "\($0.plan.reduced(by: $0.other).inWords) more \($0.cause.words)"
    }
    return gains.isEmpty ? "" : "; against the single processor: " + listed(gains, upTo: 6)
  }

  /// The factors under which an execution runs, where the condition leaves a choice.
  private func circumstances(_ subject: Subject, _ run: TimedRun, _ isKept: Bool) -> String {
    let condition = subject.task.condition
    guard !condition.isExact else { return "" }
    guard let factors = run.factors else {
      return isKept
        ? " with everything slowest, and no durations in the condition's ranges break the bound"
        : " with everything slowest"
    }
    var parts: [String] = []
    for (index, processor) in subject.task.device.processors.enumerated
    where !condition.slowdown(of: processor).isExact {
      parts.append(
        "\(processor.name) \(Thousandths.exact(factors.slowdowns[index.value])) times slower"
      )
    }
    if !condition.bandwidth.isExact {
      parts.append("\(Thousandths.exact(factors.bandwidth)) of the bandwidth")
    }
    if !condition.jitter.isExact { parts.append("the jitter of each step as in the evidence") }
    return " with " + listed(parts, upTo: 8)
  }

  private func execution(_ subject: Subject, _ run: TimedRun) -> Evidence.Execution? {
    guard !subject.task.condition.isExact else { return nil }
    let slowest = FactorBox(
      subject.task.condition,
      subject.task.device,
      using: Set(subject.task.device.processors.indices)
    )
    let factors = run.factors ?? slowest.slow
    return Evidence.Execution(
      slowdowns: zip(subject.task.device.processors.values, factors.slowdowns)
        .map { Evidence.Factor(processor: $0.name, thousandths: $1) },
      bandwidth: factors.bandwidth,
      durations: subject.program.commands.indices.map {
        Evidence.Duration(
          command: subject.name($0),
          time: run.timeline.spans[$0].duration
        )
      }
    )
  }

  private static func comparison(_ time: Nanoseconds, _ other: Nanoseconds) -> String {
    if time == other { return "exactly as long as" }
    return time < other
      ? "\(ratio(other, to: time)) times faster than"
      : "\(ratio(time, to: other)) times slower than"
  }
}

extension Subject {
  /// Where the time of the critical path goes: copies, launches, and the rest.
  func explainPath(_ path: [Index<Command>], _ run: TimedRun) -> String {
    var copies = Nanoseconds.zero
    var launches = Nanoseconds.zero
    var rest = Nanoseconds.zero
    for command in path {
      let duration = run.timeline.spans[command].duration
      if program.isRun(command) {
        let launch = min(run.costs[command].launch, duration)
        launches += launch
        rest += duration.reduced(by: launch)
      } else {
        copies += duration
      }
    }
    let count = path.filter { !program.isRun($0) }.count
    guard count > 0 else {
      return "its critical path has \(rest.inWords) of computation and \(launches.inWords) of "
        + "launches"
    }
    return "its critical path has \(rest.inWords) of computation, \(launches.inWords) of launches "
      + "and \(copies.inWords) of \(count) \(count == 1 ? "copy" : "copies")"
  }
}

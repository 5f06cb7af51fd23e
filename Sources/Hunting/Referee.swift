import Checking
import Costs
import Generation
package import Plans
import Quantities
import Simulation
package import Strategies

/// Says whether a strategy keeps its properties for one task.
package struct Referee: Sendable {
  /// The strategy under test.
  package let planner: any Planner
  /// The strategy it is held against, for the property `against`.
  package let rival: (any Planner)?
  /// What it is held to, besides being well-formed and free of deadlock.
  package let properties: [HuntedProperty]

  /// Makes a referee.
  package init(
    _ planner: any Planner,
    against rival: (any Planner)? = nil,
    properties: [HuntedProperty]
  ) {
    self.planner = planner
    self.rival = rival
    self.properties = properties
  }

  /// The answer about one task.
  package enum Ruling: Hashable, Sendable {
    /// Every property holds.
    case kept
    /// There is nothing to judge, for the reason given.
    case noPlan(String)
    /// The strategy cannot be asked at all, for the reason given.
    case unavailable(String)
    /// A property does not hold.
    case broken(Violation)
  }

  /// Asks for a plan and judges it; the first property that is broken counts.
  package func judge(_ task: Task) -> Ruling {
    let proposal: Proposal
    do throws(PlanningFault) {
      proposal = try planner.proposal(for: task)
    } catch {
      guard let cause = error.cause else {
        return error.isFinal ? .unavailable(error.message) : .noPlan(error.message)
      }
      return .broken(Violation(.wellFormed, cause: cause, message: error.message, plan: nil))
    }
    let ruling = judge(proposal.plan, for: proposal.task(for: task), asked: task)
    guard case .broken(var violation) = ruling else { return ruling }
    violation.network = proposal.graph
    return .broken(violation)
  }

  /// Judges a plan; its task has another network than the one that was asked where the strategy
  /// has changed it.
  package func judge(_ plan: Plan, for task: Task, asked: Task) -> Ruling {
    if let problem = WellFormedness.problem(of: plan, for: task) {
      let message = "the plan does not fit its task: \(problem)"
      return .broken(Violation(.wellFormed, cause: "malformed", message: message, plan: nil))
    }
    let run = Execution(plan, for: task)
    guard let timeline = run.timeline else {
      let message = "steps wait for each other for ever"
      return .broken(Violation(.ordering, cause: "deadlock", message: message, plan: plan))
    }
    let reading = SafetyReading(program: run.program, timeline: timeline, task: task)
    for property in properties {
      let ruling: Ruling
      switch property {
      case .profit: ruling = profit(run, timeline, plan)
      case .against: ruling = comparison(run, timeline, plan, asked)
      case .determinism: ruling = determinism(plan, asked)
      case .monotonicity: ruling = monotonicity(run, timeline, asked)
      case .coverage, .support, .ordering, .residency, .memory:
        guard let breach = reading.breach(of: property) else { continue }
        ruling = .broken(
          Violation(property, cause: breach.cause, message: breach.message, plan: plan)
        )
      case .wellFormed: continue
      }
      guard ruling == .kept else { return ruling }
    }
    return .kept
  }

  private func profit(_ run: Execution, _ timeline: Timeline, _ plan: Plan) -> Ruling {
    let baseline = Baseline(run.task, for: plan)
    let other = Execution(baseline.best, for: run.task)
    let ruling = loss(.profit, run, timeline, over: other, named: baseline.best.name, plan)
    guard case .broken(var violation) = ruling else { return ruling }
    violation.singles = baseline.entries.map(Violation.Single.init)
    return .broken(violation)
  }

  private func comparison(
    _ run: Execution,
    _ timeline: Timeline,
    _ plan: Plan,
    _ asked: Task
  ) -> Ruling {
    guard let rival else { return .noPlan("there is no other strategy") }
    let other: Proposal
    do throws(PlanningFault) {
      other = try rival.proposal(for: asked)
    } catch {
      let reason = "the other strategy has no plan: \(error.message)"
      return error.isFinal ? .unavailable(reason) : .noPlan(reason)
    }
    guard WellFormedness.problem(of: other.plan, for: other.task(for: asked)) == nil else {
      return .noPlan("the other strategy's plan does not fit its task")
    }
    let execution = Execution(other.plan, for: other.task(for: asked))
    return loss(.against, run, timeline, over: execution, named: rival.name, plan)
  }

  private func determinism(_ plan: Plan, _ task: Task) -> Ruling {
    do throws(PlanningFault) {
      if try planner.proposal(for: task).plan == plan { return .kept }
      return .broken(.indecision("the same task gets another plan when asked again", plan))
    } catch {
      let message = "the same task gets no plan when asked again: \(error.message)"
      return .broken(.indecision(message, plan))
    }
  }

  /// Asks again for devices on which one figure is twice as good; the worst answer counts, if it is
  /// more than a tenth slower.
  private func monotonicity(_ run: Execution, _ timeline: Timeline, _ asked: Task) -> Ruling {
    let device = run.task.device
    var worst: (violation: Violation, severity: Int)?
    for figure in DeviceFigure.improvable(of: device) {
      guard let better = figure.improved(device) else { continue }
      let task = Task(graph: asked.graph, device: better, condition: asked.condition)
      guard let answer = try? planner.proposal(for: task),
        WellFormedness.problem(of: answer.plan, for: answer.task(for: task)) == nil
      else { continue }
      let other = Execution(answer.plan, for: answer.task(for: task))
      guard let now = other.timeline?.latency, now.amount * 10 > timeline.latency.amount * 11
      else { continue }
      let name = figure.name(in: device)
      let loss = Loss(plan: now, best: timeline.latency, rival: "the device as it is")
      let message =
        "with \(name) twice as good the plan takes \(now.inWords), "
        + "\(ratio(now, to: timeline.latency)) times the \(timeline.latency.inWords) before"
      if let worst, worst.severity >= loss.severity { continue }
      let cause = "better " + name
      let violation = Violation(
        .monotonicity,
        cause: cause,
        message: message,
        plan: run.program.plan,
        loss: loss
      )
      worst = (violation, loss.severity)
    }
    return worst.map { .broken($0.violation) } ?? .kept
  }

  private func loss(
    _ property: HuntedProperty,
    _ run: Execution,
    _ timeline: Timeline,
    over other: Execution,
    named name: String,
    _ plan: Plan
  ) -> Ruling {
    guard let best = other.timeline, timeline.latency > best.latency else { return .kept }
    let loss = Loss(plan: timeline.latency, best: best.latency, rival: name)
    let cause = LossCause(
      of: PathTime(timeline, run.program, run.costs),
      over: PathTime(best, other.program, other.costs)
    )
    let message =
      "the plan takes \(timeline.latency.inWords), "
      + "\(ratio(timeline.latency, to: best.latency)) times as long as \(name) with "
      + "\(best.latency.inWords)"
    return .broken(
      Violation(property, cause: cause.rawValue, message: message, plan: plan, loss: loss)
    )
  }
}

/// A plan and its run.
struct Execution {
  let task: Task
  let program: Program
  let costs: Table<Command, Cost>
  /// What happened; nil for a deadlock.
  let timeline: Timeline?

  /// Takes over the run of a single processor.
  init(_ entry: Baseline.Entry, for task: Task) {
    let model = CostModel(graph: task.graph, device: task.device, condition: task.condition)
    self.task = task
    program = entry.program
    costs = entry.program.commands.map { model.cost(of: $0) }
    timeline = entry.timeline
  }

  /// Runs a plan.
  init(_ plan: Plan, for task: Task) {
    let program = Program(plan, graph: task.graph, device: task.device)
    let model = CostModel(graph: task.graph, device: task.device, condition: task.condition)
    let costs = program.commands.map { model.cost(of: $0) }
    timeline = Simulator(program, costs: costs, sharing: model.sharedBandwidth()).run()
    self.task = task
    self.program = program
    self.costs = costs
  }
}

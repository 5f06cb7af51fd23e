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
      return .broken(
        Violation(.wellFormed, cause: PlanningFault.nonsense, message: message, plan: nil)
      )
    }
    guard let run = Execution(plan, for: task) else {
      let message = "steps wait for each other for ever"
      return .broken(Violation(.ordering, cause: "deadlock", message: message, plan: plan))
    }
    let reading = SafetyReading(run)
    for property in properties {
      let ruling: Ruling
      switch property {
      case .profit: ruling = profit(run)
      case .against: ruling = comparison(run, asked)
      case .determinism: ruling = determinism(plan, asked)
      case .monotonicity: ruling = monotonicity(run, asked)
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

  private func profit(_ run: Execution) -> Ruling {
    let baseline = Baseline(run.task, for: run.program.plan)
    let other = Execution(baseline.best, for: run.task)
    let ruling = loss(.profit, run, over: other, named: baseline.best.name)
    guard case .broken(var violation) = ruling else { return ruling }
    violation.singles = baseline.entries.map(Violation.Single.init)
    return .broken(violation)
  }

  private func comparison(_ run: Execution, _ asked: Task) -> Ruling {
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
    guard let execution = Execution(other.plan, for: other.task(for: asked)) else { return .kept }
    return loss(.against, run, over: execution, named: rival.name)
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
  private func monotonicity(_ run: Execution, _ asked: Task) -> Ruling {
    let (device, before) = (run.task.device, run.latency)
    var worst: (violation: Violation, severity: Int)?
    for figure in DeviceFigure.improvable(of: device) {
      guard let better = figure.improved(device) else { continue }
      let task = Task(graph: asked.graph, device: better, condition: asked.condition)
      guard let answer = try? planner.proposal(for: task),
        WellFormedness.problem(of: answer.plan, for: answer.task(for: task)) == nil
      else { continue }
      guard let now = Execution(answer.plan, for: answer.task(for: task))?.latency,
        now.amount * 10 > before.amount * 11
      else { continue }
      let name = figure.name(in: device)
      let loss = Loss(plan: now, best: before, rival: "the device as it is")
      let message =
        "with \(name) twice as good the plan takes \(now.inWords), "
        + "\(ratio(now, to: before)) times the \(before.inWords) before"
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
    over other: Execution,
    named name: String
  ) -> Ruling {
    guard run.latency > other.latency else { return .kept }
    let loss = Loss(plan: run.latency, best: other.latency, rival: name)
    let message =
      "the plan takes \(run.latency.inWords), "
      + "\(ratio(run.latency, to: other.latency)) times as long as \(name) with "
      + "\(other.latency.inWords)"
    return .broken(
      Violation(
        property,
        cause: LossCause(of: PathTime(run), over: PathTime(other)).rawValue,
        message: message,
        plan: run.program.plan,
        loss: loss
      )
    )
  }
}

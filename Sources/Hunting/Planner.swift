package import Plans
package import Strategies

/// Whatever answers tasks with plans: a strategy of this package or a program outside of it.
package protocol Planner: Sendable {
  /// The name by which it is asked for.
  var name: String { get }

  /// Asks for a plan.
  ///
  /// - Throws: `PlanningFault` where there is none.
  func plan(for task: Task) throws(PlanningFault) -> Plan

  /// Asks for a plan with what the planner expects of it.
  ///
  /// - Throws: `PlanningFault` where there is none.
  func proposal(for task: Task) throws(PlanningFault) -> Proposal
}

extension Planner {
  package func proposal(for task: Task) throws(PlanningFault) -> Proposal {
    Proposal(plan: try plan(for: task))
  }
}

/// A task that is left without a plan.
package enum PlanningFault: Error, Hashable, Sendable {
  /// The strategy says that it has no plan for the task, and why; that is no fault of the plan.
  case declined(String)
  /// The strategy ended instead of answering.
  case crashed(String)
  /// The strategy did not answer in time.
  case silent(String)
  /// The answer is not a plan for the task.
  case malformed(String)
  /// The strategy cannot be started at all, so that nothing can be found about it.
  case unavailable(String)

  /// The cause of a finding that the strategy gave no answer in time.
  static let silence = "silence"
  /// The cause of a finding that the strategy ended instead of answering.
  static let crash = "crash"
  /// The cause of a finding that the answer is not a plan for the task.
  static let nonsense = "malformed"

  /// Whether no task will ever get an answer.
  var isFinal: Bool {
    if case .unavailable = self { true } else { false }
  }

  /// The cause of the finding, nil where there is nothing to find.
  var cause: String? {
    switch self {
    case .declined, .unavailable: nil
    case .crashed: Self.crash
    case .silent: Self.silence
    case .malformed: Self.nonsense
    }
  }

  /// What happened, for people.
  package var message: String {
    switch self {
    case .declined(let text), .crashed(let text), .silent(let text), .malformed(let text),
      .unavailable(let text):
      text
    }
  }
}

/// A strategy of this package.
package struct BuiltInPlanner: Planner {
  package let name: String
  private let strategy: any Strategy

  /// Wraps a strategy under the name by which it was asked for.
  package init(_ strategy: any Strategy, name: String) {
    self.strategy = strategy
    self.name = name
  }

  /// A plan for the task's own model.
  ///
  /// - Throws: `PlanningFault.declined` also where the strategy changes the model, because nothing
  ///   that is said about the changed one holds for the task.
  package func plan(for task: Task) throws(PlanningFault) -> Plan {
    let proposal = try proposal(for: task)
    guard proposal.graph == nil else {
      throw .declined("it changes the network, so that it has no plan for the one given")
    }
    return proposal.plan
  }

  package func proposal(for task: Task) throws(PlanningFault) -> Proposal {
    do throws(StrategyError) {
      return try strategy.proposal(for: task)
    } catch {
      throw .declined(error.description)
    }
  }
}

public import Devices
public import Graphs
public import Plans
public import Quantities

/// A way to partition a model over the processors of a phone.
public protocol Strategy: Sendable {
  /// The name and version that plans carry.
  var provenance: Plan.Provenance { get }

  /// Makes a plan for a model on a device in a condition.
  ///
  /// - Throws: `StrategyError` where the strategy has no plan for the task.
  func plan(for task: Task) throws(StrategyError) -> Plan

  /// Makes a plan and says what the strategy expects of it.
  ///
  /// Strategies that predict nothing and leave the model as it is need not define it.
  /// - Throws: `StrategyError` where the strategy has no plan for the task.
  func proposal(for task: Task) throws(StrategyError) -> Proposal
}

extension Strategy {
  public func proposal(for task: Task) throws(StrategyError) -> Proposal {
    Proposal(plan: try plan(for: task))
  }
}

/// A plan with what its strategy expects of it.
public struct Proposal: Hashable, Sendable {
  /// The plan, for `graph` where there is one and for the task's graph else.
  public let plan: Plan
  /// The latency that the strategy itself predicts; nil where it predicts none.
  public let predicted: Nanoseconds?
  /// The model that the plan is for, where the strategy has changed the task's.
  public let graph: Graph?
  /// What whoever compares the plan with others must know, in sentences.
  public let notes: [String]

  /// Makes a proposal.
  public init(
    plan: Plan,
    predicted: Nanoseconds? = nil,
    graph: Graph? = nil,
    notes: [String] = []
  ) {
    self.plan = plan
    self.predicted = predicted
    self.graph = graph
    self.notes = notes
  }

  /// The task that the plan is for: the one that was asked, with the changed model if there is one.
  public func task(for asked: Task) -> Task {
    guard let graph else { return asked }
    return asked.with(graph)
  }
}

/// What a strategy plans for.
public struct Task: Hashable, Sendable {
  public let graph: Graph
  public let device: Device
  public let condition: Condition
  /// When everything should have finished; nil where nothing is asked.
  ///
  /// For strategies that plan for deadlines; whether a plan meets it is an obligation of its own.
  public let deadline: Nanoseconds?

  /// Makes a task.
  public init(
    graph: Graph,
    device: Device,
    condition: Condition = .calm,
    deadline: Nanoseconds? = nil
  ) {
    self.graph = graph
    self.device = device
    self.condition = condition
    self.deadline = deadline
  }

  /// The same task for another model.
  package func with(_ graph: Graph) -> Task {
    Task(graph: graph, device: device, condition: condition, deadline: deadline)
  }
}

/// A task for which a strategy has no plan.
public enum StrategyError: Error, Hashable, Sendable, CustomStringConvertible {
  case unknownProcessor(String, known: [String])
  case missingProcessor(ProcessorKind, strategy: String)
  /// The reason why the strategy has no plan for the model.
  case unsuitedModel(String, strategy: String)
  case unknownOption(String, strategy: String, known: [String])
  case badValue(String, option: String, expected: String)
  case unknownStrategy(String, known: [String])
  case noPlan(strategy: String, reason: String)

  public var description: String {
    switch self {
    case .unknownProcessor(let name, let known):
      "no processor is named '\(name)'; the device has \(known.joined(separator: ", "))"
    case .missingProcessor(let kind, let strategy):
      "strategy '\(strategy)' needs a processor of kind '\(kind.rawValue)', the device has none"
    case .unsuitedModel(let reason, let strategy):
      "strategy '\(strategy)' has no plan for this model: \(reason)"
    case .unknownOption(let option, let strategy, let known):
      known.isEmpty
        ? "strategy '\(strategy)' has no option '\(option)'; it has none at all"
        : "strategy '\(strategy)' has no option '\(option)'; "
          + "it has \(known.joined(separator: ", "))"
    case .badValue(let value, let option, let expected):
      "'\(value)' is no value for '\(option)'; expected \(expected)"
    case .unknownStrategy(let name, let known):
      "no strategy is named '\(name)'; known are \(known.joined(separator: ", "))"
    case .noPlan(let strategy, let reason):
      "strategy '\(strategy)' has no plan: \(reason)"
    }
  }
}

extension Plan.Provenance {
  /// Names a strategy with the options that are not at their defaults, as it is asked for.
  init(_ name: String, version: String, _ options: [(key: String, value: String, usual: String)]) {
    let changed = options.filter { $0.value != $0.usual }.map { "\($0.key)=\($0.value)" }
    let suffix = changed.isEmpty ? "" : ":" + changed.joined(separator: ",")
    self.init(name: name + suffix, version: version)
  }
}

extension Proposal {
  /// The notes on a changed network and on precisions that the plan's steps have of their own.
  static func notes(_ plan: Plan, changed: Graph?, for task: Task) -> [String] {
    var notes: [String] = []
    if let changed {
      let (new, old) = (changed.multiplyAccumulates.amount, task.graph.multiplyAccumulates.amount)
      notes.append(
        "the network is changed: \(new / 1_000_000) million multiply-accumulates in place of "
          + "\(old / 1_000_000) million (\(new * 100 / max(old, 1)) %); what the plan is compared "
          + "with runs the changed network, too"
      )
    }
    var precisions: [String] = []
    for step in plan.steps.values {
      guard case .run(_, on: _, part: _, let precision?) = step.action,
        !precisions.contains(precision.rawValue)
      else { continue }
      precisions.append(precision.rawValue)
    }
    if !precisions.isEmpty {
      notes.append(
        "steps compute in \(precisions.joined(separator: " and ")); single processors may, too, "
          + "where the plan does, and fall back in the model's own precision"
      )
    }
    return notes
  }
}

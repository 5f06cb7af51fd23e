public import Devices
public import Graphs
public import Plans

/// A way to partition a model over the processors of a phone.
public protocol Strategy: Sendable {
  /// The name and version that plans carry.
  var provenance: Plan.Provenance { get }

  /// Makes a plan for a model on a device in a condition.
  ///
  /// - Throws: `StrategyError` where the strategy has no plan for the task.
  func plan(for task: Task) throws(StrategyError) -> Plan
}

/// What a strategy plans for.
public struct Task: Hashable, Sendable {
  public let graph: Graph
  public let device: Device
  public let condition: Condition

  /// Makes a task.
  public init(graph: Graph, device: Device, condition: Condition = .calm) {
    self.graph = graph
    self.device = device
    self.condition = condition
  }
}

/// A task for which a strategy has no plan.
public enum StrategyError: Error, Hashable, Sendable, CustomStringConvertible {
  case unknownProcessor(String, known: [String])
  case missingProcessor(ProcessorKind, strategy: String)
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

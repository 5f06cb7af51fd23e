import Devices
public import Graphs
public import Plans
import Quantities

/// Everything on one processor; what its backend refuses falls back to the host.
///
/// Options `processor`: the processor's name; `precision`: in what it computes. What falls back is
/// computed in the model's own precision. `Baseline` is the fastest of them.
public struct SingleProcessor: Strategy {
  /// The processor's name; nil for the host.
  public let processor: String?
  /// The type in which the processor computes floating-point operators; nil for the model's own.
  public let precision: ElementType?

  /// Makes the strategy.
  public init(processor: String?, precision: ElementType? = nil) {
    (self.processor, self.precision) = (processor, precision)
  }

  public var provenance: Plan.Provenance {
    Plan.Provenance(
      "single",
      version: "1",
      [("processor", processor ?? "", ""), ("precision", precision?.rawValue ?? "", "")]
    )
  }

  public func plan(for task: Task) throws(StrategyError) -> Plan {
    let host = task.device.host
    var chosen = host
    if let processor {
      guard let named = task.device.processor(named: processor) else {
        throw .unknownProcessor(processor, known: task.device.processors.values.map(\.name))
      }
      chosen = named
    }
    let accepted = Self.accepted(task, on: chosen, precision)
    return SerialPlan.make(task, provenance) { node in
      accepted[node] ? (chosen, precision) : (host, nil)
    }
  }

  /// Which operators stay on the processor, as its backend's runtime would decide, which loads
  /// each model by itself.
  static func accepted(
    _ task: Task,
    on index: Index<Processor>,
    _ precision: ElementType? = nil
  ) -> Table<Operator, Bool> {
    let processor = task.device.processors[index]
    let supported = task.graph.operators.indices.map {
      processor.accepts($0, in: task.graph, precision: precision)
    }
    var result = Table<Operator, Bool>(supported)
    guard processor.backend.fallback != .eachOperator else { return result }
    for model in task.graph.components {
      var kept = model
      switch processor.backend.fallback {
      case .eachOperator: continue
      case .wholeModel: if model.contains(where: { !supported[$0.value] }) { kept = [] }
      case .partitions(let most, let smallest):
        kept = SupportRegions(supported, in: task.graph)
          .accepted(most: most, smallest: smallest, among: model)
      }
      for node in model { result[node] = false }
      for node in kept { result[node] = true }
    }
    return result
  }
}

public import Devices
import Graphs
public import Plans
import Quantities

/// MACE's placement rule for one target processor, without a cost model.
///
/// In topological order: an operator that the target's backend refuses runs on the CPU;
/// convolutions and fully connected layers run on the target; any other operator runs on the
/// target only if something it reads is there, model inputs included. Execution is serial, with a
/// transform wherever a tensor crosses. Source: XiaoMi/mace, `mace/core/net_optimizer.cc` and
/// `net_def_adapter.cc`.
public struct MACE: Strategy {
  /// The kind of the target processor.
  public let target: ProcessorKind

  /// Makes the strategy.
  public init(target: ProcessorKind = .gpu) {
    self.target = target
  }

  public var provenance: Plan.Provenance {
    Plan.Provenance(name: target == .gpu ? "mace" : "mace:target=\(target.rawValue)", version: "1")
  }

  /// The kinds that always run on the target where it accepts them.
  private static let heavyKinds: Set<OperatorKind> = Set(
    ["Conv", "ConvTranspose", "Gemm"].compactMap(OperatorKind.init(rawValue:))
  )

  public func plan(for task: Task) throws(StrategyError) -> Plan {
    guard let processor = task.device.processors.firstIndex(where: { $0.kind == target }) else {
      throw .missingProcessor(target, strategy: "mace")
    }
    let description = task.device.processors[processor]
    var onTarget = [Bool](repeating: false, count: task.graph.operators.count)
    for (node, operation) in task.graph.operators.enumerated
    where description.refusals(of: node, in: task.graph).isEmpty {
      let readsFromTarget = operation.inputs.contains { input in
        guard let input else { return false }
        if task.graph.tensors[input].role == .input { return true }
        return task.graph.producers[input].map { onTarget[$0.value] } ?? false
      }
      onTarget[node.value] = Self.heavyKinds.contains(operation.kind) || readsFromTarget
    }
    let host = task.device.host
    return SerialPlan.make(task, provenance) { (onTarget[$0.value] ? processor : host, nil) }
  }
}

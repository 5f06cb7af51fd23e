import Devices
import Graphs
import Plans
import Quantities
import Strategies

/// A small model, phone and plan.
struct Scenario {
  let seed: UInt64
  let task: Task
  var plan: Plan
  /// What each processor's backend refuses.
  let backends: [SmallBackend]
  let deadline: Nanoseconds
}

extension Scenario {
  /// Whether a processor runs an operator, or a part of it, in a precision.
  func accepts(
    _ node: Operator,
    on processor: Index<Processor>,
    precision: ElementType?,
    part: Slice?
  ) -> Bool {
    guard backends[processor.value].accepts(node, task.graph, precision: precision, part: part)
    else { return false }
    let description = task.device.processors[processor]
    guard description.kind != .cpu, let output = node.outputs.first.flatMap({ $0 }) else {
      return true
    }
    let own = task.graph.tensors[output].type.elementType
    let precisions = description.performance.speeds.map(\.precision)
    return !own.isFloatingPoint || precisions.contains(precision ?? own)
  }
}

extension Scenario: CustomStringConvertible {
  var description: String {
    let graph = task.graph
    let device = task.device
    var lines = ["seed \(seed), \(plan.synchronization)"]
    for (index, node) in graph.operators.enumerated {
      let inputs = node.inputs.compactMap { $0 }.map { Self.name($0, graph) }
      let outputs = node.outputs.compactMap { $0 }.map { Self.name($0, graph) }
      lines.append(
        "operator \(index.value) \(node.typeName) \(inputs) -> \(outputs) "
          + node.attributes.entries.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
      )
    }
    lines.append("outputs \(graph.outputs.map { graph.tensors[$0].name })")
    for (index, processor) in device.processors.enumerated {
      lines.append(
        "processor \(processor.name) in \(device.pools[processor.pool].name), "
          + "\(backends[index.value])"
      )
    }
    for pool in device.pools.values {
      lines.append(
        "pool \(pool.name): \(pool.capacity.amount) bytes, alignment \(pool.alignment.amount)"
      )
    }
    for link in device.links.values {
      lines.append("link \(device.pools[link.source].name) -> \(device.pools[link.target].name)")
    }
    for step in plan.steps.values { lines.append("step \(step.id): \(words(step.action))") }
    for wait in plan.waits {
      lines.append("\(plan.steps[wait.step].id) after \(plan.steps[wait.predecessor].id)")
    }
    for place in plan.placements {
      lines.append(
        "\(graph.tensors[place.tensor].name)\(Self.words(place.part)) "
          + "at \(place.offset.amount) of \(device.pools[place.pool].name)"
      )
    }
    return lines.joined(separator: "\n")
  }

  private func words(_ action: Step.Action) -> String {
    switch action {
    case .run(let node, on: let processor, let part, let precision):
      "run \(node.value) on \(task.device.processors[processor].name)"
        + Self.words(part) + (precision.map { " in \($0.rawValue)" } ?? "")
    case .copy(let tensor, from: let source, to: let target, let part):
      "copy \(task.graph.tensors[tensor].name)\(Self.words(part)) "
        + "\(task.device.pools[source].name) -> \(task.device.pools[target].name)"
    }
  }

  private static func words(_ part: Slice?) -> String {
    part.map { "[\($0.dimension): \($0.range)]" } ?? ""
  }

  private static func name(_ tensor: Index<Tensor>, _ graph: Graph) -> String {
    let tensor = graph.tensors[tensor]
    return "\(tensor.name):\(tensor.type.elementType.rawValue) \(tensor.shape) \(tensor.role)"
  }
}

/// What a small backend refuses, said here a second time without its rules.
enum SmallBackend: Hashable, CaseIterable {
  case acceptsAll
  case withoutConvolution
  case singlePrecision
  case evenParts
  case rankFour

  /// The backend itself.
  func make(fallback: Backend.Fallback) throws -> Backend {
    Backend(name: "\(self)", fallback: fallback, support: try support)
  }

  private var support: SupportTable {
    get throws {
      switch self {
      case .acceptsAll: return .everything
      case .withoutConvolution:
        let kinds = OperatorKind.allCases.filter { $0 != .conv }
        return SupportTable(entries: [SupportTable.Entry(kinds: kinds)])
      case .singlePrecision:
        return SupportTable(entries: [], elementTypes: [.float32], acceptsUnlisted: true)
      case .evenParts:
        let rule = try SupportRule(id: "even", that: "part_start % 2 == 0", scope: .parts)
        return SupportTable(entries: [], commonRules: [rule], acceptsUnlisted: true)
      case .rankFour:
        let rule = try SupportRule(id: "rank", that: "rank(output) == 4")
        return SupportTable(entries: [], commonRules: [rule], acceptsUnlisted: true)
      }
    }
  }

  /// Whether it accepts an operator, or a part of it, in a precision.
  func accepts(_ node: Operator, _ graph: Graph, precision: ElementType?, part: Slice?) -> Bool {
    switch self {
    case .acceptsAll: return true
    case .withoutConvolution: return node.typeName != "Conv"
    case .singlePrecision:
      guard let first = node.inputs.first.flatMap({ $0 }) else { return true }
      let own = graph.tensors[first].type.elementType
      return (own.isFloatingPoint ? precision ?? own : own) == .float32
    case .evenParts: return part.map { $0.range.lowerBound % 2 == 0 } ?? true
    case .rankFour:
      return node.outputs.first.flatMap { $0 }.map { graph.tensors[$0].shape.rank == 4 } ?? false
    }
  }
}

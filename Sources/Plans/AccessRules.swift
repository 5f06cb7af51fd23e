import Devices
import Graphs
import Quantities

/// What a step reads and writes, and how many bytes that is.
struct AccessRules {
  /// The regions that one command touches.
  struct Accesses {
    var reads: [Access] = []
    var writes: [Access] = []
    var weights: [Access] = []
  }

  private let graph: Graph
  private let device: Device
  /// The precision in which steps compute a tensor, nil for its own, by the pool they write, in
  /// plan order; only of tensors of which some step names a precision.
  private var precisions: [Index<Tensor>: [(pool: Index<MemoryPool>, type: ElementType?)]] = [:]

  init(plan: Plan, graph: Graph, device: Device) {
    self.graph = graph
    self.device = device
    for step in plan.steps.values {
      guard case .run(let node, on: _, part: _, precision: _?) = step.action else { continue }
      for case let output? in graph.operators[node].outputs { precisions[output] = [] }
    }
    guard !precisions.isEmpty else { return }
    for step in plan.steps.values {
      guard case .run(let node, on: let processor, part: _, let precision) = step.action else {
        continue
      }
      for case let output? in graph.operators[node].outputs {
        precisions[output]?.append((device.processors[processor].pool, precision))
      }
    }
  }

  /// What a step's action touches.
  func accesses(of action: Step.Action) -> Accesses {
    switch action {
    case .copy(let tensor, from: let source, to: let target, let part):
      copyAccesses(tensor, from: source, to: target, part)
    case .run(let node, on: let processor, let part, let precision):
      runAccesses(node, in: device.processors[processor].pool, part, precision)
    }
  }

  /// What a copy touches; a tensor keeps the precision that it has in the source pool.
  func copyAccesses(
    _ tensor: Index<Tensor>,
    from source: Index<MemoryPool>,
    to target: Index<MemoryPool>,
    _ part: Slice?
  ) -> Accesses {
    let stored = precisions[tensor] ?? []
    let precision = (stored.first { $0.pool == source } ?? stored.first)?.type ?? nil
    let part = part?.normalised(in: graph.tensors[tensor].shape)
    return Accesses(
      reads: [access(tensor, source, part, precision)],
      writes: [access(tensor, target, part, precision)]
    )
  }

  private func runAccesses(
    _ index: Index<Operator>,
    in pool: Index<MemoryPool>,
    _ part: Slice?,
    _ precision: ElementType?
  ) -> Accesses {
    let node = graph.operators[index]
    let rule = part.flatMap { graph.splitRule(of: index, along: $0.dimension) }
    var result = Accesses()
    for (position, input) in node.inputs.enumerated() {
      guard let input else { continue }
      var slice: Slice?
      if let rule, let part, position < rule.needs.count {
        slice = rule.needs[position].slice(for: part.range)?
          .normalised(in: graph.tensors[input].shape)
      }
      if let slice, slice.range.isEmpty { continue }
      let touched = access(input, pool, slice, precision)
      if graph.tensors[input].role == .weight {
        result.weights.append(touched)
      } else if !result.reads.contains(touched) {
        result.reads.append(touched)
      }
    }
    for case let output? in node.outputs {
      result.writes.append(
        access(output, pool, part?.normalised(in: graph.tensors[output].shape), precision)
      )
    }
    return result
  }

  private func access(
    _ tensor: Index<Tensor>,
    _ pool: Index<MemoryPool>,
    _ slice: Slice?,
    _ precision: ElementType?
  ) -> Access {
    let type = graph.tensors[tensor].type
    let stored = type.elementType.isFloatingPoint ? precision ?? type.elementType : type.elementType
    return Access(
      tensor: tensor,
      pool: pool,
      slice: slice,
      bytes: TensorType(stored, type.shape).bytes(of: slice)
    )
  }
}

import Devices
import Graphs
import Plans
import Quantities

/// Elements of a tensor in a pool, with their size there.
struct Region: Hashable {
  let tensor: Index<Tensor>
  let pool: Index<MemoryPool>
  let slice: Slice?
  let bits: ElementBits
  /// The bytes of one element as it is stored.
  let width: Int

  var size: Int { bits.nonzeroBitCount * width }

  func meets(_ other: Region) -> Bool {
    tensor == other.tensor && pool == other.pool && bits & other.bits != 0
  }
}

/// The regions that an action touches.
struct Touches {
  var reads: [Region] = []
  var writes: [Region] = []
  var weights: [Region] = []

  /// Works out what an action of a plan touches; the steps of one operator share a precision.
  init(_ action: Step.Action, _ plan: Plan, _ graph: Graph, _ device: Device) {
    switch action {
    case .copy(let tensor, from: let source, to: let target, let part):
      let precision = graph.producers[tensor].flatMap { Self.precision(of: $0, in: plan) }
      reads = [Self.region(tensor, source, part, precision, graph)]
      writes = [Self.region(tensor, target, part, precision, graph)]
    case .run(let index, on: let processor, let part, let precision):
      let node = graph.operators[index]
      let pool = device.processors[processor].pool
      let reach = Reach(graph: graph, node: node)
      for (position, input) in node.inputs.enumerated() {
        guard let input else { continue }
        let slice = reach.slice(ofInput: position, for: part)
        let region = Self.region(input, pool, slice, precision, graph)
        if graph.tensors[input].role == .weight {
          weights.append(region)
        } else if region.bits != 0 {
          reads.append(region)
        }
      }
      for case let output? in node.outputs {
        writes.append(Self.region(output, pool, part, precision, graph))
      }
    }
  }

  static func region(
    _ tensor: Index<Tensor>,
    _ pool: Index<MemoryPool>,
    _ slice: Slice?,
    _ precision: ElementType?,
    _ graph: Graph
  ) -> Region {
    let type = graph.tensors[tensor].type
    let stored = type.elementType.isFloatingPoint ? precision ?? type.elementType : type.elementType
    return Region(
      tensor: tensor,
      pool: pool,
      slice: slice,
      bits: type.shape.bits(of: slice),
      width: stored.bitWidth / 8
    )
  }

  static func precision(of node: Index<Operator>, in plan: Plan) -> ElementType? {
    for step in plan.steps.values {
      if case .run(node, on: _, part: _, let precision?) = step.action { return precision }
    }
    return nil
  }
}

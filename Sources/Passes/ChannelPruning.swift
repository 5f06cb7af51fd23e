import Graphs
import Quantities

/// Leaves out a share of the channels between convolutions.
///
/// Tensors whose channels belong together (through activations, normalisations, pools, depthwise
/// convolutions and sums) lose the same number; those that convolutions alone fill and that are no
/// result of the network lose the ratio, in blocks of eight. What reads them gets thinner filters.
/// Li et al., ICLR 2017 (arXiv:1608.08710) for the structure; which channels go does not matter to
/// a graph without weights.
struct ChannelPruning: GraphPass {
  /// The share that is left out, in thousandths.
  let ratio: Int

  var name: String { "prune:" + PassCatalogue.text(ratio) }

  func transformed(_ graph: Graph) throws(PassError) -> Graph {
    let coupling = ChannelCoupling(graph)
    var rewriting = try Rewriting(graph, by: name)
    for index in graph.operators.indices {
      let node = graph.operators[index]
      let output = node.outputs.first.flatMap { $0 }
      let kept = output.flatMap { tensor in
        coupling.isPrunable(tensor) ? channels(left: graph.tensors[tensor].shape[1]) : nil
      }
      let input = node.inputs.first.flatMap { $0 }.flatMap { rewriting.type(of: $0) }?.shape
      var attributes = node.attributes
      let isDepthwise = ChannelCoupling.isDepthwise(index, in: graph)
      if isDepthwise, let input {
        attributes = Attributes([("group", .integer(Int64(input[1])))] + attributes.entries)
      }
      let old = node.inputs.first.flatMap { $0 }.map { graph.tensors[$0].shape }
      try rewriting.add(index, attributes: attributes) { position, type in
        Self.fitted(type, at: position, node, input, old, outputs: isDepthwise ? input?[1] : kept)
      }
    }
    return try rewriting.finish()
  }

  private func channels(left count: Int) -> Int {
    let left = count * (1_000 - ratio) / 1_000
    return count <= 8 ? count : max(left / 8 * 8, 8)
  }

  /// A weight's type for the channels that its operator now reads and computes.
  private static func fitted(
    _ type: TensorType,
    at position: Int,
    _ node: Operator,
    _ input: Shape?,
    _ old: Shape?,
    outputs: Int?
  ) -> TensorType {
    guard position > 0, let input, let old, input.rank >= 2, type.shape.rank > 0 else {
      return type
    }
    var extents = type.shape.dimensions
    switch node.kind {
    case .conv:
      if position == 1 {
        if let outputs { extents[0] = outputs }
        if extents[1] == old[1] { extents[1] = input[1] }
      } else if let outputs {
        extents[0] = outputs
      }
    case .gemm:
      let depth = node.attributes.integer("transB") == 1 ? 1 : 0
      if position == 1, extents.count == 2 { extents[depth] = input.dimensions.last ?? 1 }
    case .matMul:
      if extents.count >= 2 { extents[extents.count - 2] = input.dimensions.last ?? 1 }
    case .batchNormalization, .instanceNormalization, .prelu:
      if extents[0] == old[1] { extents[0] = input[1] }
    default:
      if let channel = extents.firstIndex(of: old[1]), old[1] != input[1], extents.count <= 4,
        extents.filter({ $0 != 1 }).count == 1
      {
        extents[channel] = input[1]
      }
    }
    guard let shape = try? Shape(extents) else { return type }
    return TensorType(type.elementType, shape)
  }
}

/// Which tensors' channels belong together.
private struct ChannelCoupling {
  private var leader: [Int]
  private var isFixed: [Bool]

  init(_ graph: Graph) {
    leader = Array(graph.tensors.values.indices)
    isFixed = Array(repeating: false, count: graph.tensors.count)
    for tensor in graph.inputs + graph.outputs { isFixed[tensor.value] = true }
    for (index, node) in graph.operators.enumerated {
      let outputs = node.outputs.compactMap { $0 }
      let inputs = node.inputs.compactMap { $0 }.filter { graph.tensors[$0].role != .weight }
      let preserves = Self.preservesChannels(index, in: graph)
      for output in outputs {
        if preserves {
          for input in inputs { join(output.value, input.value) }
        } else if !Self.isPlainConvolution(index, in: graph) {
          isFixed[output.value] = true
        }
      }
      guard !preserves, !Self.readsAnyChannels(index, in: graph) else { continue }
      for input in inputs { isFixed[input.value] = true }
    }
    for tensor in leader.indices where isFixed[tensor] { isFixed[root(tensor)] = true }
  }

  /// Whether the tensor's channels may be left out.
  func isPrunable(_ tensor: Index<Tensor>) -> Bool { !isFixed[root(tensor.value)] }

  /// Whether each channel has filters of its own.
  static func isDepthwise(_ index: Index<Operator>, in graph: Graph) -> Bool {
    if case .depthwiseConvolution? = graph.workClass(of: index) {
      return graph.operators[index].kind == .conv
        && graph.operators[index].inputs.first.flatMap { $0 }.map { graph.tensors[$0].shape[1] }
          == graph.operators[index].outputs.first.flatMap { $0 }.map { graph.tensors[$0].shape[1] }
    }
    return false
  }

  private static func isPlainConvolution(_ index: Index<Operator>, in graph: Graph) -> Bool {
    let node = graph.operators[index]
    guard node.kind == .conv, (node.attributes.integer("group") ?? 1) == 1 else { return false }
    return node.outputs.first.flatMap { $0 }.map { graph.tensors[$0].shape.rank == 4 } ?? false
  }

  /// Whether the output has the channels of every input.
  private static func preservesChannels(_ index: Index<Operator>, in graph: Graph) -> Bool {
    if isDepthwise(index, in: graph) { return true }
    let shapes = (graph.operators[index].inputs + graph.operators[index].outputs)
      .compactMap { $0 }.filter { graph.tensors[$0].role != .weight }
      .map { graph.tensors[$0].shape }
    guard let first = shapes.first, first.rank == 4,
      shapes.allSatisfy({ $0.rank == 4 && $0[1] == first[1] })
    else { return false }
    switch graph.workClass(of: index) {
    case .elementwise, .pooling: return true
    default: return graph.operators[index].kind == .batchNormalization
    }
  }

  /// Whether an operator takes whatever channels there are: a convolution without groups, a product
  /// with weights, a flattening or concatenation before one.
  private static func readsAnyChannels(_ index: Index<Operator>, in graph: Graph) -> Bool {
    switch graph.operators[index].kind {
    case .gemm, .flatten, .concat, .globalAveragePool, .reduceMean: true
    default: isPlainConvolution(index, in: graph)
    }
  }

  private func root(_ tensor: Int) -> Int {
    var current = tensor
    while leader[current] != current { current = leader[current] }
    return current
  }

  private mutating func join(_ left: Int, _ right: Int) {
    let (first, second) = (root(left), root(right))
    leader[max(first, second)] = min(first, second)
  }
}

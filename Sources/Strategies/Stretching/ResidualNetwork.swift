import Graphs
import Quantities

/// A network of residual stages between a stem and a head: ResNet, RegNet and their like.
struct ResidualNetwork: Sendable {
  /// What the blocks of a stage look like.
  struct Block: Hashable, Sendable {
    /// Three convolutions, 1×1, 3×3, 1×1, in place of two of 3×3.
    let isBottleneck: Bool
    /// The channels inside a bottleneck in 64ths of those outside.
    let insideShare: Int
    /// The channels of each group of the 3×3 convolution, nil for no groups.
    let groupWidth: Int?
  }

  /// Blocks of equal extents one after the other.
  struct Stage: Hashable, Sendable {
    let depth: Int
    let width: Int
    let stride: Int
    let block: Block
  }

  /// The operators before the first stage and after the last one.
  let stem: [Index<Operator>]
  let head: [Index<Operator>]
  /// What the first stage reads, and what the head reads of the last one.
  let input: Index<Tensor>
  let output: Index<Tensor>
  let stages: [Stage]

  /// Recognises the stages of a graph.
  ///
  /// - Throws: `NetworkDraft.Unfit` with the reason where it is no such network.
  init(_ graph: Graph) throws(NetworkDraft.Unfit) {
    let sums = graph.operators.indices.filter {
      graph.operators[$0].kind == .add && graph.activations(of: $0).count == 2
    }
    guard let first = sums.first, let last = sums.last, graph.components.count == 1,
      let fork = Self.fork(before: first, in: graph)
    else { throw NetworkDraft.Unfit(reason: "it has no residual blocks") }
    var stages: [Stage] = []
    var widths: [[Int]] = []
    var reads = fork
    for sum in sums {
      guard let result = graph.onlyOutput(of: sum), graph.tensors[result].shape.rank == 4,
        let start = Self.fork(before: sum, in: graph), start == reads
      else {
        throw NetworkDraft.Unfit(
          reason: "'\(graph.operators[sum].name)' does not end a residual block after another"
        )
      }
      let shape = graph.tensors[result].shape
      let extents = Array(shape.dimensions.dropFirst())
      let block = try Self.block(before: sum, from: start, in: graph)
      if extents == widths.last, let stage = stages.popLast() {
        stages.append(
          Stage(
            depth: stage.depth + 1,
            width: stage.width,
            stride: stage.stride,
            block: stage.block
          )
        )
      } else {
        let before = graph.tensors[start].shape
        stages.append(
          Stage(
            depth: 1,
            width: shape[1],
            stride: max(before[2] / max(shape[2], 1), 1),
            block: block
          )
        )
        widths.append(extents)
      }
      reads = Self.activated(result, in: graph)
    }
    let inside = Self.between(fork, reads, in: graph)
    stem = graph.operators.indices.filter { !inside.contains($0) && $0 < first }
    head = graph.operators.indices.filter { !inside.contains($0) && $0 > last }
    input = fork
    output = reads
    self.stages = stages
    guard stem.count + head.count + inside.count == graph.operators.count else {
      throw NetworkDraft.Unfit(reason: "operators lie beside its residual blocks")
    }
  }

  /// The tensor that a block reads: the first that both summands come from.
  private static func fork(before sum: Index<Operator>, in graph: Graph) -> Index<Tensor>? {
    let paths = graph.activations(of: sum).map { path(to: $0, in: graph) }
    guard paths.count == 2 else { return nil }
    return paths[0].first { paths[1].contains($0) }
  }

  /// A tensor and those before it, as long as there is one before, the latest first.
  private static func path(to tensor: Index<Tensor>, in graph: Graph) -> [Index<Tensor>] {
    var result = [tensor]
    while let last = result.last, let node = graph.producers[last] {
      let before = graph.activations(of: node)
      guard before.count == 1 else { break }
      result.append(before[0])
    }
    return result
  }

  /// The convolutions of the longer path of a block.
  private static func block(
    before sum: Index<Operator>,
    from start: Index<Tensor>,
    in graph: Graph
  ) throws(NetworkDraft.Unfit) -> Block {
    let paths = graph.activations(of: sum)
      .map { tensor -> [Index<Operator>] in
        path(to: tensor, in: graph).prefix { $0 != start }.compactMap { graph.producers[$0] }
          .filter { graph.operators[$0].kind == .conv }.reversed()
      }
    let main = paths.max { $0.count < $1.count } ?? []
    let kernels = main.map { graph.operators[$0].attributes.integers("kernel_shape") ?? [] }
    let isBasic = kernels == [[3, 3], [3, 3]]
    guard isBasic || kernels == [[1, 1], [3, 3], [1, 1]],
      let outer = main.last.flatMap({ graph.onlyOutput(of: $0) }),
      let inner = main.first.flatMap({ graph.onlyOutput(of: $0) })
    else {
      throw NetworkDraft.Unfit(
        reason: "the block before '\(graph.operators[sum].name)' is neither basic nor a bottleneck"
      )
    }
    let groups = Int(clamping: graph.operators[main[1]].attributes.integer("group") ?? 1)
    let inside = graph.tensors[inner].shape[1]
    return Block(
      isBottleneck: !isBasic,
      insideShare: max(inside * 64 / max(graph.tensors[outer].shape[1], 1), 1),
      groupWidth: groups > 1 ? max(inside / groups, 1) : nil
    )
  }

  /// The activation of a sum, where it alone reads it; else the sum.
  private static func activated(_ sum: Index<Tensor>, in graph: Graph) -> Index<Tensor> {
    guard graph.consumers[sum].count == 1, let reader = graph.consumers[sum].first,
      graph.operators[reader].kind == .relu, let output = graph.onlyOutput(of: reader)
    else { return sum }
    return output
  }

  /// The operators on ways from one tensor to another.
  private static func between(_ start: Index<Tensor>, _ end: Index<Tensor>, in graph: Graph)
    -> Set<Index<Operator>>
  {
    var reached: Set<Index<Tensor>> = [start]
    var after: Set<Index<Operator>> = []
    for node in graph.operators.indices
    where graph.activations(of: node).contains(where: reached.contains) {
      after.insert(node)
      for case let output? in graph.operators[node].outputs where output != end {
        reached.insert(output)
      }
    }
    return after
  }
}

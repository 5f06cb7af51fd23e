import Graphs
import Quantities

/// Folds normalisations and activations into the convolution before them.
///
/// A batch normalisation disappears in the filters and the bias; an activation becomes part of the
/// convolution's kernel, named by its attribute `activation`. Both only where the convolution's
/// result is read by nothing else.
struct Fusion: GraphPass {
  var name: String { "fuse" }

  private static let activations: Set<OperatorKind> = [
    .relu, .clip, .leakyRelu, .prelu, .sigmoid, .tanh, .hardSwish, .hardSigmoid, .elu,
  ]

  func transformed(_ graph: Graph) throws(PassError) -> Graph {
    var rewriting = try Rewriting(graph, by: name)
    let outputs = Set(graph.outputs)
    var folded: Set<Index<Operator>> = []
    for node in graph.operators.indices where !folded.contains(node) {
      guard graph.operators[node].kind == .conv else {
        try rewriting.add(node)
        continue
      }
      var last = graph.operators[node].outputs.first.flatMap { $0 }
      var activation: OperatorKind?
      var tail: [Index<Tensor>] = []
      while activation == nil, let tensor = last, !outputs.contains(tensor),
        graph.consumers[tensor].count == 1, let reader = graph.consumers[tensor].first,
        let result = Self.result(of: reader, reading: tensor, in: graph)
      {
        let kind = graph.operators[reader].kind
        if Self.activations.contains(kind) { activation = kind }
        folded.insert(reader)
        tail.append(result)
        last = result
      }
      var attributes = graph.operators[node].attributes
      if let activation {
        attributes = Attributes(
          [("activation", .text(activation.rawValue))] + attributes.entries
        )
      }
      try rewriting.add(node, attributes: attributes)
      if let own = graph.operators[node].outputs.first.flatMap({ $0 }) {
        for tensor in tail { rewriting.replace(tensor, with: own) }
      }
    }
    return try rewriting.finish()
  }

  /// What an operator computes that may be folded into what it reads.
  private static func result(
    of node: Index<Operator>,
    reading tensor: Index<Tensor>,
    in graph: Graph
  ) -> Index<Tensor>? {
    let operation = graph.operators[node]
    let kind = operation.kind
    guard kind == .batchNormalization || activations.contains(kind),
      operation.inputs.first == tensor,
      operation.inputs.dropFirst()
        .allSatisfy({ $0.map { graph.tensors[$0].role == .weight } ?? true }),
      operation.outputs.compactMap({ $0 }).count == 1
    else { return nil }
    return operation.outputs.first.flatMap { $0 }
  }
}

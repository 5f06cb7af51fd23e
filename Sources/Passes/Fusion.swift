import Graphs
import Quantities

/// Folds normalisations and activations into what comes before them.
///
/// A batch normalisation disappears in a convolution's filters and bias; an activation becomes part
/// of the kernel before it, named by its attribute `activation`. Both only where the result of that
/// kernel is read by nothing else.
struct Fusion: GraphPass {
  let name: String
  /// What an activation may be folded into.
  private let kernels: Set<OperatorKind>
  private let activations: Set<OperatorKind>

  /// Every activation into convolutions.
  static let fuse = Fusion(
    name: "fuse",
    kernels: [.conv],
    activations: [
      .relu, .clip, .leakyRelu, .prelu, .sigmoid, .tanh, .hardSwish, .hardSigmoid, .elu,
    ]
  )

  /// ReLU and its clipped forms into whatever computes what they read, the activations that the
  /// operators of TensorFlow Lite and NNAPI have as an option, and biases into products.
  static let fold = Fusion(
    name: "fold",
    kernels: [
      .conv, .convTranspose, .gemm, .matMul, .add, .sub, .mul, .div, .batchNormalization, .maxPool,
      .averagePool, .globalAveragePool, .concat,
    ],
    activations: [.relu, .clip]
  )

  func transformed(_ graph: Graph) throws(PassError) -> Graph {
    var rewriting = try Rewriting(graph, by: name)
    let outputs = Set(graph.outputs)
    var folded: Set<Index<Operator>> = []
    for node in graph.operators.indices where !folded.contains(node) {
      guard kernels.contains(graph.operators[node].kind) else {
        try rewriting.add(node)
        continue
      }
      var last = graph.operators[node].outputs.first.flatMap { $0 }
      var activation: OperatorKind?
      var tail: [Index<Tensor>] = []
      while activation == nil, let tensor = last, !outputs.contains(tensor),
        graph.consumers[tensor].count == 1, let reader = graph.consumers[tensor].first,
        let result = result(of: reader, reading: tensor, after: node, in: graph)
      {
        let kind = graph.operators[reader].kind
        if activations.contains(kind) { activation = kind }
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
  private func result(
    of node: Index<Operator>,
    reading tensor: Index<Tensor>,
    after producer: Index<Operator>,
    in graph: Graph
  ) -> Index<Tensor>? {
    let operation = graph.operators[node]
    let kind = operation.kind
    let kernel = graph.operators[producer].kind
    let isFolded =
      switch kind {
      case .batchNormalization: [.conv, .convTranspose].contains(kernel)
      case .add: name == "fold" && [.conv, .convTranspose, .gemm, .matMul].contains(kernel)
      default: activations.contains(kind) && operation.inputs.first == tensor
      }
    guard isFolded,
      operation.inputs.filter({ $0 != tensor })
        .allSatisfy({ $0.map { graph.tensors[$0].role == .weight } ?? true }),
      operation.outputs.compactMap({ $0 }).count == 1
    else { return nil }
    return operation.outputs.first.flatMap { $0 }
  }
}

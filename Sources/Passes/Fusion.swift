import Graphs
import Quantities

/// Folds normalisations and activations into what comes before them.
///
/// A batch normalisation disappears in a convolution's filters and bias; an activation becomes part
/// of the kernel before it, named by its attribute `activation`. Both only where the result of that
/// kernel is read by nothing else.
struct Fusion: GraphPass {
  let name: String
  /// What something may be folded into.
  private let kernels: Set<OperatorKind>
  private let activations: Set<OperatorKind>
  /// The kernels that add a bias, so that an addition of weights may be folded into them.
  private let biased: Set<OperatorKind>

  /// Every activation into convolutions.
  static let fuse = Fusion(
    name: "fuse",
    kernels: [.conv],
    activations: [
      .relu, .clip, .leakyRelu, .prelu, .sigmoid, .tanh, .hardSwish, .hardSigmoid, .elu,
    ],
    biased: []
  )

  /// ReLU and its clipped forms into whatever computes what they read, the activations that the
  /// operators of TensorFlow Lite and NNAPI have as an option, and biases into products.
  static let fold = Fusion(
    name: "fold",
    kernels: [
      .conv, .convTranspose, .gemm, .matMul, .add, .sub, .mul, .div, .batchNormalization, .maxPool,
      .averagePool, .globalAveragePool, .concat,
    ],
    activations: [.relu, .clip],
    biased: [.conv, .convTranspose, .gemm, .matMul]
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
    let kernel = graph.operators[producer].kind
    let others = operation.inputs.compactMap { $0 }.filter { $0 != tensor }
    guard operation.outputs.compactMap({ $0 }).count == 1,
      case let result?? = operation.outputs.first,
      others.allSatisfy({ graph.tensors[$0].role == .weight })
    else { return nil }
    let isFolded =
      switch operation.kind {
      case .batchNormalization:
        [.conv, .convTranspose].contains(kernel) && operation.inputs.first == tensor
      case .add:
        // A bias takes the shape of what it is added to; added to itself a tensor is no bias.
        biased.contains(kernel) && others.count == 1
          && graph.tensors[result].type == graph.tensors[tensor].type
      default: activations.contains(operation.kind) && operation.inputs.first == tensor
      }
    return isFolded ? result : nil
  }
}

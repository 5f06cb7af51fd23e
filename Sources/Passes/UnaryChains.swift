import Graphs
import Quantities

/// Makes one operator of elementwise operators that together are a function of one tensor.
///
/// Exporters write GELU, swish and the like as several operators, and so are scales and shifts;
/// mobile runtimes compute each such function in one kernel, which reads and writes once. What is
/// left is named by the costliest of its parts: swish for those with a logistic function, GELU for
/// those with another exponential, hard swish for the rest.
struct UnaryChains: GraphPass {
  var name: String { "fold" }

  private static let kinds: Set<OperatorKind> = [
    .add, .sub, .mul, .div, .pow, .sqrt, .neg, .abs, .relu, .clip, .sigmoid, .hardSigmoid, .tanh,
    .erf, .exp, .softplus, .reciprocal,
  ]
  private static let exponentials: Set<OperatorKind> = [.tanh, .erf, .exp, .softplus, .pow]

  func transformed(_ graph: Graph) throws(PassError) -> Graph {
    var inner: Set<Index<Operator>> = []
    var ends: [Index<Operator>: Chain] = [:]
    for node in Array(graph.operators.indices).reversed() where !inner.contains(node) {
      guard let chain = Chain(endingAt: node, in: graph, of: Self.kinds) else { continue }
      ends[node] = chain
      inner.formUnion(chain.members.filter { $0 != node })
    }
    var rewriting = try Rewriting(graph, by: name)
    for node in graph.operators.indices where !inner.contains(node) {
      guard let chain = ends[node] else {
        try rewriting.add(node)
        continue
      }
      let parts = Set(chain.members.map { graph.operators[$0].kind })
      let kind: OperatorKind =
        parts.contains(.sigmoid)
        ? .swish : parts.isDisjoint(with: Self.exponentials) ? .hardSwish : .gelu
      try rewriting.add(node, as: kind, reading: chain.source)
    }
    return try rewriting.finish()
  }
}

/// Operators that together are a function of one tensor.
private struct Chain {
  /// The operators, the last one first.
  let members: [Index<Operator>]
  /// What they read besides weights.
  let source: Index<Tensor>

  /// The longest chain of at least two operators that ends at one; nil where there is none.
  init?(endingAt end: Index<Operator>, in graph: Graph, of kinds: Set<OperatorKind>) {
    guard kinds.contains(graph.operators[end].kind),
      let result = graph.operators[end].outputs.first.flatMap({ $0 })
    else { return nil }
    let shape = graph.tensors[result].type.shape
    let outputs = Set(graph.outputs)
    var members = [end]
    var read = Self.activations(of: end, in: graph)
    var found: (members: [Index<Operator>], source: Index<Tensor>)?
    while members.count < 16 {
      // The latest producer first, so that what branches off inside comes together again.
      let next = read.compactMap { graph.producers[$0] }.max()
      guard let next, kinds.contains(graph.operators[next].kind),
        let tensor = graph.operators[next].outputs.first.flatMap({ $0 }),
        !outputs.contains(tensor), graph.tensors[tensor].type.shape == shape,
        graph.consumers[tensor].allSatisfy({ members.contains($0) })
      else { break }
      members.append(next)
      read.remove(tensor)
      read.formUnion(Self.activations(of: next, in: graph))
      if read.count == 1, let source = read.first, graph.tensors[source].type.shape == shape {
        found = (members, source)
      }
    }
    guard let found else { return nil }
    self.members = found.members
    source = found.source
  }

  private static func activations(of node: Index<Operator>, in graph: Graph) -> Set<Index<Tensor>> {
    Set(graph.operators[node].inputs.compactMap { $0 }.filter { graph.tensors[$0].role != .weight })
  }
}

package import Graphs
import Quantities

/// Computes in integers what a quantised model computes between DequantizeLinear and
/// QuantizeLinear.
///
/// Such a model states what its operators compute in real numbers, and where they may be rounded.
/// Runtimes take an operator with the conversions around it as one unit in integers (ONNX Runtime's
/// node units, QNN's quantised operators); here the conversions go and the operator's tensors get
/// the integers' type.
///
/// A unit is an operator, with an activation after it, whose real inputs are all dequantised and
/// whose result is read by conversions to the same integers only. Everything else stays as it is.
package struct QuantizedUnits: GraphPass {
  /// The name, as it is asked for.
  package var name: String { "qdq" }

  /// Makes the pass.
  package init() {}

  /// The graph with the operators of its units in integers.
  package func transformed(_ graph: Graph) throws(PassError) -> Graph {
    let units = Units(graph)
    var rewriting = try Rewriting(graph, by: name)
    for node in graph.operators.indices {
      let operation = graph.operators[node]
      if units.contains(node) {
        try rewriting.add(node, substitutes: units.integers)
      } else if let result = units.result(of: node) {
        if let output = operation.outputs.first.flatMap({ $0 }) {
          rewriting.replace(output, with: result)
        }
      } else if !units.isSpared(node) {
        try rewriting.add(node)
      }
    }
    return try rewriting.finish()
  }

  /// Whether the pass changes a graph.
  package static func apply(to graph: Graph) -> Bool { !Units(graph).isEmpty }
}

/// The units of a graph.
private struct Units {
  private let graph: Graph
  /// The integers behind each dequantised tensor.
  let integers: [Index<Tensor>: Index<Tensor>]
  private var members: Set<Index<Operator>> = []

  private static let activations: Set<OperatorKind> = [
    .relu, .clip, .leakyRelu, .prelu, .sigmoid, .tanh, .hardSwish, .hardSigmoid, .elu,
  ]

  /// Operators whose filters or matrices have to be integers, too.
  private static let products: Set<OperatorKind> = [.conv, .convTranspose, .gemm, .matMul]

  init(_ graph: Graph) {
    self.graph = graph
    var integers: [Index<Tensor>: Index<Tensor>] = [:]
    for node in graph.operators.values where node.kind == .dequantizeLinear {
      if let output = node.outputs.first.flatMap({ $0 }), let input = node.inputs.first {
        integers[output] = input
      }
    }
    self.integers = integers
    members = Set(graph.operators.indices.filter { mayBeUnit($0) })
    var count = -1
    while count != members.count {
      count = members.count
      members = members.filter { isUnit($0) }
    }
  }

  var isEmpty: Bool { members.isEmpty }

  func contains(_ node: Index<Operator>) -> Bool { members.contains(node) }

  /// The unit's result that a conversion to integers leaves as it is.
  func result(of node: Index<Operator>) -> Index<Tensor>? {
    let operation = graph.operators[node]
    guard operation.kind == .quantizeLinear, let input = operation.inputs.first.flatMap({ $0 }),
      let producer = graph.producers[input], members.contains(producer)
    else { return nil }
    return input
  }

  /// Whether nobody but units reads what a conversion from integers gives.
  func isSpared(_ node: Index<Operator>) -> Bool {
    let operation = graph.operators[node]
    guard operation.kind == .dequantizeLinear,
      let output = operation.outputs.first.flatMap({ $0 }), !graph.outputs.contains(output)
    else { return false }
    return graph.consumers[output].allSatisfy(members.contains)
  }

  private func mayBeUnit(_ node: Index<Operator>) -> Bool {
    let operation = graph.operators[node]
    let hasRealWeights = operation.inputs.compactMap { $0 }
      .contains {
        graph.tensors[$0].role == .weight && graph.tensors[$0].type.elementType.isFloatingPoint
      }
    return operation.kind != .dequantizeLinear && operation.kind != .quantizeLinear
      && !reals(node).isEmpty && !(hasRealWeights && Self.products.contains(operation.kind))
  }

  /// The real numbers that an operator reads, weights left out.
  private func reals(_ node: Index<Operator>) -> [Index<Tensor>] {
    graph.operators[node].inputs.compactMap { $0 }
      .filter {
        graph.tensors[$0].role != .weight && graph.tensors[$0].type.elementType.isFloatingPoint
      }
  }

  private func isUnit(_ node: Index<Operator>) -> Bool {
    guard let type = type(of: node) else { return false }
    return graph.operators[node].outputs.compactMap { $0 }
      .allSatisfy { output in
        let readers = graph.consumers[output]
        if graph.outputs.contains(output) || readers.isEmpty { return false }
        if readers.count == 1, isActivation(readers[0], after: node) { return true }
        return readers.allSatisfy { integerType(of: $0) == type }
      }
  }

  /// The integers that a unit computes in: those of its first input, or of the unit before it.
  private func type(of node: Index<Operator>) -> ElementType? {
    let reals = reals(node)
    let isFromIntegers = reals.allSatisfy { integers[$0] != nil }
    if isFromIntegers { return reals.first.flatMap { integers[$0] }.map(elementType) }
    guard reals.count == 1, let producer = graph.producers[reals[0]],
      isActivation(node, after: producer)
    else { return nil }
    return type(of: producer)
  }

  /// Whether an operator is the activation of a unit that has none yet.
  private func isActivation(_ node: Index<Operator>, after producer: Index<Operator>) -> Bool {
    members.contains(node) && members.contains(producer)
      && Self.activations.contains(graph.operators[node].kind)
      && reals(producer).allSatisfy { integers[$0] != nil }
      && graph.operators[node].inputs.first == graph.operators[producer].outputs.first
  }

  /// What a conversion to integers gives; nil for another operator.
  private func integerType(of node: Index<Operator>) -> ElementType? {
    let operation = graph.operators[node]
    guard operation.kind == .quantizeLinear else { return nil }
    return operation.outputs.first.flatMap { $0 }.map(elementType)
  }

  private func elementType(_ tensor: Index<Tensor>) -> ElementType {
    graph.tensors[tensor].type.elementType
  }
}

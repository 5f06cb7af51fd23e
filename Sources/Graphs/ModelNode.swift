public import Quantities

/// An operator as a model file lists it, before anything is folded.
///
/// Runtimes speak of these; the graph has only those that compute something in each run.
public struct ModelNode: Hashable, Sendable {
  /// The name in the file, or that of its first output where it has none.
  public let name: String
  /// The operator type as the file writes it.
  public let typeName: String
  /// The names of the tensors it reads.
  public let inputs: [String]
  /// The names of the tensors it computes.
  public let outputs: [String]
  /// What the model's author wrote to the node for planners, where the format has room for it.
  public let annotation: String?
  /// The graph's operators that it became; none where it was folded.
  public let operators: [Index<Operator>]

  /// Makes a node.
  public init(
    name: String,
    typeName: String,
    inputs: [String],
    outputs: [String],
    annotation: String? = nil,
    operators: [Index<Operator>]
  ) {
    self.name = name
    self.typeName = typeName
    self.inputs = inputs
    self.outputs = outputs
    self.annotation = annotation
    self.operators = operators
  }
}

extension Graph {
  /// The operators as nodes of a model that folds nothing.
  public var nodes: [ModelNode] {
    operators.enumerated.map { index, node in
      ModelNode(
        name: node.name,
        typeName: node.typeName,
        inputs: node.inputs.compactMap { $0.map { tensors[$0].name } },
        outputs: node.outputs.compactMap { $0.map { tensors[$0].name } },
        operators: [index]
      )
    }
  }
}

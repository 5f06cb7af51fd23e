public import Graphs
public import Quantities

/// What a model file holds, counted as it is written, before anything is folded.
public struct Census: Hashable, Sendable {
  /// How often an operator type occurs.
  public struct OperatorCount: Hashable, Sendable {
    /// The operator type as the file writes it.
    public let typeName: String
    /// The number of nodes of the type.
    public let count: Int
  }

  /// A version of a set of operators that the model uses.
  public struct OperatorSet: Hashable, Sendable {
    /// The set's name; ONNX's own is `ai.onnx`.
    public let domain: String
    public let version: Int64
  }

  /// The shape of something that a node computes.
  public struct NodeOutput: Hashable, Sendable {
    /// The tensor's name.
    public let tensor: String
    public let shape: Shape
  }

  /// The number of nodes.
  public let nodes: Int
  /// The nodes by operator type, sorted by type.
  public let operators: [OperatorCount]
  /// The operator sets, in the file's order.
  public let operatorSets: [OperatorSet]
  /// The multiply-accumulates of all nodes, those of constants included.
  public let multiplyAccumulates: Operations
  /// The numbers in weights, floating-point or quantised to 8 bits: initializers, and the inputs or
  /// generated tensors that stand for them in a stripped file; other constants do not count.
  public let parameters: Int
  /// The shape of everything the nodes compute, in the order in which they run.
  public let shapes: [NodeOutput]
}

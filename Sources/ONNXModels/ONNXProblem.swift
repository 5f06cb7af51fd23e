public import Graphs

/// One reason why a model cannot be made into a graph.
public enum ONNXProblem: Error, Hashable, Sendable {
  /// The file has no graph, or one without operators.
  case emptyGraph
  /// The graph has no outputs.
  case noOutputs
  /// A dimension of an input or of a declared tensor has no number.
  case unboundDimension(String, tensor: String)
  /// A value was given for a dimension that the model does not have.
  case unknownDimension(String, known: [String])
  /// A value given for a dimension is not positive.
  case dimensionValue(String, Int)
  /// An input is not a tensor, or is declared without a shape.
  case untypedInput(String)
  /// A tensor has extents that none can have.
  case extents(tensor: String, [Int64])
  /// A tensor's element type is not known here.
  case elementType(tensor: String, code: Int32)
  /// A tensor's stored values are more or fewer than its shape has elements.
  case payload(tensor: String, expected: Int, found: Int)
  /// A tensor's external data lies outside the model's folder.
  case externalPath(tensor: String, path: String)
  /// Two tensors of the model have one name.
  case duplicateTensor(String)
  /// A node writes a tensor that exists already.
  case computedTwice(tensor: String, NodePlace)
  /// A node has no name for anything it computes.
  case nothingComputed(NodePlace)
  /// A node reads a tensor that nothing defines.
  case undefinedTensor(String, NodePlace)
  /// An output of the graph is defined by nothing.
  case undefinedOutput(String)
  /// Nodes depend on each other in a cycle.
  case cycle([NodePlace])
  /// A node holds subgraphs that cannot be written out in its place.
  case subgraph(NodePlace, SubgraphFault)
  /// A node calls a function of the model that cannot be written out in its place.
  case function(NodePlace, FunctionFault)
  /// A node's operator is unknown and the file does not give the type of an output.
  case unknownOperator(NodePlace, output: String)
  /// A node's inputs or attributes do not fit its operator.
  case misfit(NodePlace, OperatorError)
  /// A node's outputs depend on numbers that are in another file.
  case externalConstant(NodePlace, tensor: String, path: String)
  /// A node names more outputs than its operator has, and they are read.
  case surplusOutput(NodePlace, output: String)
  /// The nodes do not make a graph.
  case graph(GraphError)
}

/// Why a branch or a loop's body cannot be written out.
public enum SubgraphFault: Error, Hashable, Sendable {
  /// Which branch runs, or how often the body does, is known at run time only, and the file does
  /// not give the shapes of the outputs.
  case run
  /// Written out, there are more nodes than are accepted.
  case size
}

/// Why a call of a model's own function cannot be written out.
public enum FunctionFault: Error, Hashable, Sendable {
  /// Functions call each other without end, or too deep.
  case nesting
  /// Written out, the model has more nodes than are accepted.
  case size
  /// The call has more inputs or outputs than the function.
  case arguments
}

/// Where a node stands in the file.
public struct NodePlace: Hashable, Sendable {
  /// The node's name, or that of its first output.
  public let name: String
  /// The operator type as the file writes it, with its domain where it is not ONNX's own.
  public let typeName: String
  /// The position among the graph's nodes, counted from zero.
  public let position: Int

  /// Makes a place.
  public init(name: String, typeName: String, position: Int) {
    self.name = name
    self.typeName = typeName
    self.position = position
  }
}

extension NodePlace: CustomStringConvertible {
  public var description: String { "node \(position) \(quoted(name)) (\(quoted(typeName)))" }
}

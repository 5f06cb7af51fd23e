/// What follows from the names in a model alone, whatever the values of its symbolic dimensions.
struct ModelNames {
  /// The types that the file declares, by tensor.
  private(set) var declared: [String: Onnx_ValueInfoProto] = [:]
  /// The names that are read by a node or are outputs of the graph.
  private(set) var read: Set<String> = []
  /// The inputs that stand for weights.
  let weights: Set<String>
  /// The order of the nodes where all inputs and initializers are defined.
  let order: NodeOrder

  /// Reads the names of a model.
  init(_ model: FlatModel) {
    let graph = model.graph
    for declaration in graph.valueInfo + graph.output { declared[declaration.name] = declaration }
    for node in model.nodes { read.formUnion(node.reads) }
    read.formUnion(graph.output.map(\.name))
    weights = WeightInputs.names(in: graph)
    let given = Self.given(graph)
    order = NodeOrder(of: model.nodes, defined: given)
  }

  /// The names of inputs and initializers.
  private static func given(_ graph: Onnx_GraphProto) -> Set<String> {
    var names = Set(graph.input.map(\.name))
    names.formUnion(graph.initializer.map(\.name))
    names.formUnion(graph.sparseInitializer.map(\.values.name))
    return names
  }
}

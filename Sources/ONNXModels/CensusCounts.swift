internal import Graphs
internal import Quantities

/// The counts of a census while a model is read.
struct CensusCounts {
  private var multiplyAccumulates = Operations.zero
  private var parameters = 0
  private var shapes: [Census.NodeOutput] = []

  /// Adds the elements of a weight, where they are parameters.
  mutating func addParameters(of type: TensorType) {
    if type.holdsParameters { parameters += type.shape.elementCount }
  }

  /// Adds the shape of something that a node computes.
  mutating func addShape(_ shape: Shape, of tensor: String) {
    shapes.append(Census.NodeOutput(tensor: tensor, shape: shape))
  }

  /// Adds the work of an operator with known outputs, where it multiplies and accumulates.
  mutating func addWork(of context: OperatorContext) {
    guard OperatorCatalogue.workClass(of: context)?.countsMultiplyAccumulates == true else {
      return
    }
    multiplyAccumulates += OperatorCatalogue.operations(of: context)
  }

  /// The census, with the nodes and operator sets of the file.
  func census(of model: Onnx_ModelProto) -> Census {
    var byType: [String: Int] = [:]
    for node in model.graph.node { byType[node.opType, default: 0] += 1 }
    return Census(
      nodes: model.graph.node.count,
      operators: byType.sorted { $0.key < $1.key }
        .map {
          Census.OperatorCount(typeName: $0.key, count: $0.value)
        },
      operatorSets: model.opsetImport.map {
        Census.OperatorSet(domain: $0.domain.isEmpty ? "ai.onnx" : $0.domain, version: $0.version)
      },
      multiplyAccumulates: multiplyAccumulates,
      parameters: parameters,
      shapes: shapes
    )
  }
}

import Documents
import Formats
import Foundation
import Graphs
import NCNNModels
import ONNXModels
import Quantities
import Reporting
import TFLiteModels

/// A model of any format that is read, with what runtimes say of it.
struct ModelInput {
  /// The operators of the graph as the file counts them.
  enum Census {
    case onnx(ONNXModels.Census)
    case tflite(TFLiteModel)
    case nodes
  }

  let graph: Graph
  /// The nodes as the file lists them.
  let nodes: [ModelNode]
  /// The inputs with dimensions that the file leaves open.
  let dynamicInputs: [String]
  let census: Census
}

extension Inputs {
  /// The graph of the model of a name or path.
  func graph(_ reference: String, dimensions: [DimensionBinding]) throws -> Graph {
    try model(reference, dimensions: dimensions).graph
  }

  /// The path of a model of a name or path.
  func modelPath(_ reference: String) throws -> String {
    let library = try library()
    return try reading { () throws(InputFault) in
      try library.path(of: Self.bundledName(reference), among: .models)
    }
  }

  /// A bundled model may be named with its ending where no file of that name is at hand.
  private static func bundledName(_ reference: String) -> String {
    guard !FileReading.isFile(reference), reference.hasSuffix(".onnx") else { return reference }
    return String(reference.dropLast(".onnx".count))
  }

  /// The model of a name or path, of the format that its name and its first bytes tell.
  func model(_ reference: String, dimensions: [DimensionBinding]) throws -> ModelInput {
    let path = try modelPath(reference)
    if path.hasSuffix(".json") {
      let graph = try GraphFile.read(try document(at: path))
      return ModelInput(
        graph: graph,
        nodes: Self.nodes(of: graph),
        dynamicInputs: [],
        census: .nodes
      )
    }
    let bytes = try reading { () throws(InputFault) in try FileReading.data(at: path) }
    let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    var values: [String: Int] = [:]
    for binding in dimensions { values[binding.name] = binding.value }
    do {
      if bytes.dropFirst(4).starts(with: "TFL3".utf8) || path.hasSuffix(".tflite") {
        return try Self.tflite(bytes, name, values)
      }
      if path.hasSuffix(".param") {
        let model = try NCNNModel.read(bytes: Array(bytes), name: name, dimensions: values)
        return ModelInput(
          graph: model.graph,
          nodes: model.nodes,
          dynamicInputs: [],
          census: .nodes
        )
      }
      let model = try ONNXModel.read(bytes: bytes, name: name, dimensions: values)
      return ModelInput(
        graph: model.graph,
        nodes: model.nodes,
        dynamicInputs: model.dynamicInputs,
        census: .onnx(model.census)
      )
    } catch let error as any CustomStringConvertible & Error {
      throw Failure(.badData, "\(escaped(path, limit: 4_096)): \(error.description)")
    }
  }

  private static func tflite(_ bytes: Data, _ name: String, _ values: [String: Int]) throws
    -> ModelInput
  {
    if let dimension = values.keys.sorted().first {
      throw TFLiteError.problems([.dimension(dimension)])
    }
    let model = try TFLiteModel.read(bytes: bytes, name: name)
    return ModelInput(
      graph: model.graph,
      nodes: model.nodes,
      dynamicInputs: model.dynamicInputs,
      census: .tflite(model)
    )
  }

  /// The operators of a graph that is no model file's, as nodes.
  private static func nodes(of graph: Graph) -> [ModelNode] {
    graph.operators.enumerated.map { index, node in
      ModelNode(
        name: node.name,
        typeName: node.typeName,
        inputs: node.inputs.compactMap { $0.map { graph.tensors[$0].name } },
        outputs: node.outputs.compactMap { $0.map { graph.tensors[$0].name } },
        operators: [index]
      )
    }
  }
}

import Documents
package import Formats
import Foundation
package import Graphs
import NCNNModels
package import ONNXModels
import Quantities
package import TFLiteModels

/// A model of any format that is read, with what runtimes call its parts.
package struct ModelInput: Sendable {
  /// The format that the model came in, with what else it tells.
  package enum Origin: Sendable {
    case onnx(Census)
    case tflite(TFLiteModel)
    /// Layers of ncnn, with bits that say what each must not use.
    case ncnn(masks: [Int])
    case graph
  }

  /// The graph of compute operators.
  package let graph: Graph
  /// The nodes as the file lists them.
  package let nodes: [ModelNode]
  /// The inputs with dimensions that the file leaves open.
  package let dynamicInputs: [String]
  /// Where it came from.
  package let origin: Origin
}

extension Inputs {
  /// The graph of the model of a name or path.
  package func graph(_ reference: String, dimensions: [DimensionBinding]) throws(InputFault)
    -> Graph
  {
    try model(reference, dimensions: dimensions).graph
  }

  /// The graph of a plan's subject: one model, or the union of several models or frames.
  package func graph(of subject: PlanSubject, dimensions: [DimensionBinding])
    throws(InputFault) -> Graph
  {
    let graphs = try graphs(subject.models, dimensions: dimensions)
    do throws(GraphError) {
      return try subject.graph(of: graphs)
    } catch {
      throw .unreadable(path: subject.models.joined(separator: ","), reason: error.description)
    }
  }

  /// The graphs of several models; a dimension's value is for those that have the dimension.
  ///
  /// - Throws: `InputFault` also where no model has a dimension that is given a value.
  package func graphs(_ references: [String], dimensions: [DimensionBinding])
    throws(InputFault) -> [Graph]
  {
    guard references.count != 1 else { return [try graph(references[0], dimensions: dimensions)] }
    var graphs: [Graph] = []
    var unknown = Set(dimensions.map(\.name))
    for reference in references {
      let names = try symbolicDimensions(reference)
      unknown.subtract(names)
      let own = dimensions.filter { names.contains($0.name) }
      graphs.append(try graph(reference, dimensions: own))
    }
    guard let name = unknown.min() else { return graphs }
    throw .unreadable(
      path: references.joined(separator: ","),
      reason: "no model has the symbolic dimension \(quoted(name))"
    )
  }

  /// The names of the dimensions of a model that can be given a value.
  private func symbolicDimensions(_ reference: String) throws(InputFault) -> Set<String> {
    let path = try modelPath(reference)
    if path.hasSuffix(".param") { return ["w", "h", "d", "c"] }
    guard !path.hasSuffix(".json"), !path.hasSuffix(".tflite") else { return [] }
    return ONNXModel.symbolicDimensions(bytes: try FileReading.data(at: path))
  }

  /// The path of a model of a name or path.
  package func modelPath(_ reference: String) throws(InputFault) -> String {
    do throws(InputFault) {
      return try library().path(of: Self.bundledName(reference), among: .models)
    } catch .missing(_, let cure) {
      throw .missing(path: reference, cure: cure)
    }
  }

  /// A bundled model may be named with its ending where no file of that name is at hand.
  private static func bundledName(_ reference: String) -> String {
    guard !FileReading.isFile(reference), reference.hasSuffix(".onnx") else { return reference }
    return String(reference.dropLast(".onnx".count))
  }

  /// The model of a name or path, of the format that its name and its first bytes tell.
  package func model(_ reference: String, dimensions: [DimensionBinding]) throws(InputFault)
    -> ModelInput
  {
    let path = try modelPath(reference)
    if path.hasSuffix(".json") { return try graphFile(at: path) }
    let bytes = try FileReading.data(at: path)
    let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    var values: [String: Int] = [:]
    for binding in dimensions { values[binding.name] = binding.value }
    if bytes.dropFirst(4).starts(with: "TFL3".utf8) || path.hasSuffix(".tflite") {
      return try Self.tflite(bytes, path, name, values)
    }
    if path.hasSuffix(".param") { return try Self.ncnn(Array(bytes), path, name, values) }
    do throws(ONNXError) {
      let model = try ONNXModel.read(bytes: bytes, name: name, dimensions: values)
      return ModelInput(
        graph: model.graph,
        nodes: model.nodes,
        dynamicInputs: model.dynamicInputs,
        origin: .onnx(model.census)
      )
    } catch {
      throw .unreadable(path: path, reason: error.description)
    }
  }

  private static func tflite(
    _ bytes: Data,
    _ path: String,
    _ name: String,
    _ values: [String: Int]
  ) throws(InputFault) -> ModelInput {
    do throws(TFLiteError) {
      if let dimension = values.keys.min() { throw .problems([.dimension(dimension)]) }
      let model = try TFLiteModel.read(bytes: bytes, name: name)
      return ModelInput(
        graph: model.graph,
        nodes: model.nodes,
        dynamicInputs: model.dynamicInputs,
        origin: .tflite(model)
      )
    } catch {
      throw .unreadable(path: path, reason: error.description)
    }
  }

  private static func ncnn(
    _ bytes: [UInt8],
    _ path: String,
    _ name: String,
    _ values: [String: Int]
  ) throws(InputFault) -> ModelInput {
    do throws(NCNNError) {
      let model = try NCNNModel.read(bytes: bytes, name: name, dimensions: values)
      return ModelInput(
        graph: model.graph,
        nodes: model.nodes,
        dynamicInputs: [],
        origin: .ncnn(masks: model.file.layers.map(\.featureMask))
      )
    } catch {
      throw .unreadable(path: path, reason: error.description)
    }
  }

  private func graphFile(at path: String) throws(InputFault) -> ModelInput {
    let document = try FileReading.document(at: path)
    do throws(InputProblems) {
      let graph = try GraphFile.read(document)
      return ModelInput(
        graph: graph,
        nodes: graph.nodes,
        dynamicInputs: [],
        origin: .graph
      )
    } catch {
      throw .content(error)
    }
  }
}

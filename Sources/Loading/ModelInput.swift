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
    try opened(reference).graph(dimensions: dimensions)
  }

  /// The graph of a plan's subject: one model, or the union of several models or frames.
  package func graph(of subject: PlanSubject, dimensions: [DimensionBinding])
    throws(InputFault) -> Graph
  {
    try opened(subject).graph(dimensions: dimensions)
  }

  /// The graphs of several models; a dimension's value is for those that have the dimension.
  ///
  /// - Throws: `InputFault` also where no model has a dimension that is given a value.
  package func graphs(_ references: [String], dimensions: [DimensionBinding])
    throws(InputFault) -> [Graph]
  {
    try opened(PlanSubject(models: references)).graphs(dimensions: dimensions)
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
    try opened(reference).input(dimensions: dimensions)
  }
}

extension ModelInput {
  /// Reads the bytes of a TensorFlow Lite file.
  init(tflite bytes: Data, _ path: String, _ name: String, _ values: [String: Int])
    throws(InputFault)
  {
    do throws(TFLiteError) {
      if let dimension = values.keys.min() { throw .problems([.dimension(dimension)]) }
      let model = try TFLiteModel.read(bytes: bytes, name: name)
      self.init(
        graph: model.graph,
        nodes: model.nodes,
        dynamicInputs: model.dynamicInputs,
        origin: .tflite(model)
      )
    } catch {
      throw .unreadable(path: path, reason: error.description)
    }
  }

  /// Reads the bytes of a file of ncnn's layers.
  init(ncnn bytes: [UInt8], _ path: String, _ name: String, _ values: [String: Int])
    throws(InputFault)
  {
    do throws(NCNNError) {
      let model = try NCNNModel.read(bytes: bytes, name: name, dimensions: values)
      self.init(
        graph: model.graph,
        nodes: model.nodes,
        dynamicInputs: [],
        origin: .ncnn(masks: model.file.layers.map(\.featureMask))
      )
    } catch {
      throw .unreadable(path: path, reason: error.description)
    }
  }

  /// Reads a graph file.
  init(graphFileAt path: String) throws(InputFault) {
    let document = try FileReading.document(at: path)
    do throws(InputProblems) {
      let graph = try GraphFile.read(document)
      self.init(
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

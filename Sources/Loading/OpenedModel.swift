import Documents
package import Formats
import Foundation
package import Graphs
import ONNXModels

/// A model file that has been read as far as values of symbolic dimensions do not matter.
package struct OpenedModel: Sendable {
  private enum Content {
    case onnx(DecodedModel)
    case tflite(Data)
    case ncnn([UInt8])
    case graph(ModelInput)
  }

  private let path: String
  private let name: String
  private let content: Content

  /// Opens a file, of the format that its name and its first bytes tell.
  ///
  /// - Throws: `InputFault` for bytes that are no model.
  init(at path: String) throws(InputFault) {
    self.path = path
    name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    if try FileReading.holdsJSON(path) {
      content = .graph(try ModelInput(graphFileAt: path))
      return
    }
    let bytes = try FileReading.data(at: path)
    if bytes.dropFirst(4).starts(with: "TFL3".utf8) || path.hasSuffix(".tflite") {
      content = .tflite(bytes)
    } else if path.hasSuffix(".param") || bytes.starts(with: "7767517\n".utf8) {
      content = .ncnn(Array(bytes))
    } else {
      do throws(ONNXError) {
        content = .onnx(try DecodedModel(bytes: bytes))
      } catch {
        throw .unreadable(path: path, reason: error.description)
      }
    }
  }

  /// The names of the dimensions that can be given a value.
  var symbolicDimensions: Set<String> {
    switch content {
    case .onnx(let decoded): decoded.symbolicDimensions
    case .ncnn: ["w", "h", "d", "c"]
    case .tflite, .graph: []
    }
  }

  /// The graph for values of its symbolic dimensions.
  ///
  /// - Throws: `InputFault` with what is wrong with the model or the values.
  package func graph(dimensions: [DimensionBinding]) throws(InputFault) -> Graph {
    guard case .onnx(let decoded) = content else { return try input(dimensions: dimensions).graph }
    do throws(ONNXError) {
      return try decoded.graph(named: name, dimensions: Self.values(of: dimensions))
    } catch {
      throw .unreadable(path: path, reason: error.description)
    }
  }

  private static func values(of dimensions: [DimensionBinding]) -> [String: Int] {
    var values: [String: Int] = [:]
    for binding in dimensions { values[binding.name] = binding.value }
    return values
  }

  /// The model for values of its symbolic dimensions.
  ///
  /// - Throws: `InputFault` with what is wrong with the model or the values.
  package func input(dimensions: [DimensionBinding]) throws(InputFault) -> ModelInput {
    let values = Self.values(of: dimensions)
    switch content {
    case .graph(let input): return input
    case .tflite(let bytes): return try ModelInput(tflite: bytes, path, name, values)
    case .ncnn(let bytes): return try ModelInput(ncnn: bytes, path, name, values)
    case .onnx(let decoded):
      do throws(ONNXError) {
        let model = try decoded.model(named: name, dimensions: values)
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
  }
}

/// What a plan's graph is made of, with the models' files opened.
package struct OpenedSubject: Sendable {
  fileprivate let subject: PlanSubject
  fileprivate let models: [OpenedModel]

  /// The graph for values of the models' symbolic dimensions.
  ///
  /// - Throws: `InputFault` with what is wrong with a model or the values.
  package func graph(dimensions: [DimensionBinding]) throws(InputFault) -> Graph {
    let graphs = try graphs(dimensions: dimensions)
    do throws(GraphError) {
      return try subject.graph(of: graphs)
    } catch {
      throw .unreadable(path: subject.models.joined(separator: ","), reason: error.description)
    }
  }

  /// The graph of each model; of several models a value is for those that have the dimension.
  func graphs(dimensions: [DimensionBinding]) throws(InputFault) -> [Graph] {
    if models.count == 1 { return [try models[0].graph(dimensions: dimensions)] }
    var graphs: [Graph] = []
    var unknown = Set(dimensions.map(\.name))
    for model in models {
      let names = model.symbolicDimensions
      unknown.subtract(names)
      graphs.append(try model.graph(dimensions: dimensions.filter { names.contains($0.name) }))
    }
    guard let name = unknown.min() else { return graphs }
    throw .unreadable(
      path: subject.models.joined(separator: ","),
      reason: "no model has the symbolic dimension \(quoted(name))"
    )
  }
}

extension Inputs {
  /// The model of a name or path, to be read for several values of its symbolic dimensions.
  package func opened(_ reference: String) throws(InputFault) -> OpenedModel {
    try OpenedModel(at: try modelPath(reference))
  }

  /// The models of a plan's subject.
  package func opened(_ subject: PlanSubject) throws(InputFault) -> OpenedSubject {
    var models: [OpenedModel] = []
    for model in subject.models { models.append(try opened(model)) }
    return OpenedSubject(subject: subject, models: models)
  }
}

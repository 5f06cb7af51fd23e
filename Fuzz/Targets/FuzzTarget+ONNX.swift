import Documents
import Formats
import Foundation
import Graphs
import ONNXModels

extension FuzzTarget {
  /// An ONNX model; as a graph file it is the same graph.
  package static let onnx = FuzzTarget("onnx", driver: "FuzzONNX", ending: "onnx") { bytes in
    do throws(ONNXError) {
      let dimensions = ["batch": 1, "N": 1]
      let model: ONNXModel
      do throws(ONNXError) {
        model = try ONNXModel.read(bytes: Data(bytes), name: "input")
      } catch ONNXError.problems {
        model = try ONNXModel.read(bytes: Data(bytes), name: "input", dimensions: dimensions)
      }
      checkFile(model.graph)
      return .accepted
    } catch {
      return refused(error)
    }
  }

  static func checkFile(_ graph: Graph) {
    do {
      let again = try GraphFile.read(document(GraphFile.json(graph)))
      precondition(again == graph, "a model's graph changed by writing")
    } catch {
      preconditionFailure("a model's graph file cannot be read: \(error)")
    }
  }
}

import Formats
import Foundation
import Graphs
import NCNNModels
import Quantities
import TFLiteModels

extension FuzzTarget {
  /// A TensorFlow Lite model, each of its subgraphs; as a graph file it is the same graph.
  package static let tflite = FuzzTarget("tflite", driver: "FuzzTFLite", ending: "tflite") {
    bytes in
    do throws(TFLiteError) {
      let model = try TFLiteModel.read(bytes: Data(bytes), name: "input")
      checkModel(model.graph, model.nodes)
      for position in model.file.subgraphs.indices.dropFirst().prefix(4) {
        if let inner = try? TFLiteModel.read(
          bytes: Data(bytes),
          name: "input",
          subgraph: position
        ) {
          checkModel(inner.graph, inner.nodes)
        }
      }
      return .accepted
    } catch {
      return refused(error)
    }
  }

  /// An ncnn param file; as a graph file it is the same graph.
  package static let ncnn = FuzzTarget("ncnn", driver: "FuzzNCNN", ending: "param") { bytes in
    do throws(NCNNError) {
      let model: NCNNModel
      do throws(NCNNError) {
        model = try NCNNModel.read(bytes: bytes, name: "input")
      } catch {
        model = try NCNNModel.read(bytes: bytes, name: "input", dimensions: ["w": 32, "h": 32])
      }
      checkModel(model.graph, model.nodes)
      return .accepted
    } catch {
      return refused(error)
    }
  }

  private static func checkModel(_ graph: Graph, _ nodes: [ModelNode]) {
    checkFile(graph)
    let named = nodes.flatMap(\.operators).count
    precondition(named == graph.operators.count, "an operator belongs to no node")
    for index in graph.operators.indices { _ = graph.operations(of: index) }
  }
}

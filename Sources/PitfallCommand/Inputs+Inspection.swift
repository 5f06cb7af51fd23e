import Formats
import Graphs
import Loading
import ONNXModels
import Quantities
import Reporting
import TFLiteModels

extension Inputs {
  /// Reads a model for inspection.
  func inspection(_ reference: String, dimensions: [DimensionBinding]) throws -> Inspection {
    let model = try model(reference, dimensions: dimensions)
    switch model.origin {
    case .onnx(let census):
      return Inspection(
        model.graph,
        nodes: census.nodes,
        operators: census.operators.map { .init($0.typeName, $0.count) },
        multiplyAccumulates: census.multiplyAccumulates,
        parameters: census.parameters,
        shapes: census.shapes.map { .init($0.tensor, $0.shape) }
      )
    case .tflite(let tflite):
      for note in tflite.notes.prefix(20) {
        Console.warn("note: \(note.place) is not understood: \(note.reason); it counts no work")
      }
      return Inspection(
        model.graph,
        nodes: model.nodes.count,
        operators: Self.counts(of: model.nodes),
        multiplyAccumulates: tflite.multiplyAccumulates,
        parameters: tflite.parameters,
        shapes: model.graph.tensors.values.filter { $0.role == .activation }
          .map { .init($0.name, $0.shape) }
      )
    case .ncnn, .graph:
      return Inspection(model.graph)
    }
  }

  private static func counts(of nodes: [ModelNode]) -> [Inspection.OperatorCount] {
    var counts: [String: Int] = [:]
    for node in nodes { counts[node.typeName, default: 0] += 1 }
    return counts.keys.sorted().map { .init($0, counts[$0] ?? 0) }
  }
}

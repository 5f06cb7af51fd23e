import Formats
import Graphs
import Loading
import ONNXModels
import Reporting

extension Inputs {
  /// Reads a model for inspection.
  func inspection(_ reference: String, dimensions: [DimensionBinding]) throws -> Inspection {
    let path = try modelPath(reference)
    if path.hasSuffix(".json") {
      return Inspection(try GraphFile.read(try FileReading.document(at: path)))
    }
    let model = try onnx(at: path, dimensions: dimensions)
    return Inspection(
      model.graph,
      nodes: model.census.nodes,
      operators: model.census.operators.map { .init($0.typeName, $0.count) },
      multiplyAccumulates: model.census.multiplyAccumulates,
      parameters: model.census.parameters,
      shapes: model.census.shapes.map { .init($0.tensor, $0.shape) }
    )
  }
}

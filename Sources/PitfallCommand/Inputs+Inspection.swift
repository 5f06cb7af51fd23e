import Documents
import Formats
import Graphs
import ONNXModels
import Quantities

/// What `inspect` shows of a model.
struct Inspection {
  let graph: Graph
  let text = "soon\n"
  var json: JSONValue { GraphFile.json(graph) }
}

extension Inputs {
  /// Reads a model for inspection.
  func inspection(_ reference: String, dimensions: [DimensionBinding]) throws -> Inspection {
    Inspection(graph: try graph(reference, dimensions: dimensions))
  }
}

package import Documents
package import Graphs
import Quantities

/// The format `pitfall.graph/1`.
package enum GraphFile {
  /// The value of the `format` key.
  package static let format = "pitfall.graph/1"

  static let keys = ["format", "name", "tensors", "operators", "outputs"]
  static let tensorKeys = ["name", "type", "shape", "role", "constant"]
  static let operatorKeys = ["name", "type", "opaque", "attributes", "inputs", "outputs"]

  /// Reads a graph.
  ///
  /// - Throws: every fault of the graph's form; of what keeps it from being a graph, the first;
  ///   every tensor whose type is not what its operator computes.
  package static func read(_ document: Document) throws(InputProblems) -> Graph {
    var reading = GraphReading()
    return try reading.read(document)
  }

  /// The JSON form of a graph.
  package static func json(_ graph: Graph) -> JSONValue {
    .object([
      "format": .text(format),
      "name": .text(graph.name),
      "tensors": .list(graph.tensors.values.map(json)),
      "operators": .list(graph.operators.values.map { json($0, in: graph) }),
      "outputs": .list(graph.outputs.map { .text(graph.tensors[$0].name) }),
    ])
  }

  private static func json(_ tensor: Tensor) -> JSONValue {
    .object([
      "name": .text(tensor.name),
      "type": .text(tensor.type.elementType.rawValue),
      "shape": .list(tensor.shape.dimensions.map { .integer(Int64($0)) }),
      "role": RoleName(tensor.role).map { .text($0.rawValue) },
      "constant": tensor.constant.map { .list($0.map { .integer($0) }) },
    ])
  }

  private static func json(_ node: Operator, in graph: Graph) -> JSONValue {
    let names = { (tensors: [Index<Tensor>?]) -> JSONValue in
      .list(tensors.map { $0.map { .text(graph.tensors[$0].name) } ?? .null })
    }
    let entries = node.attributes.entries
    return .object([
      "name": .text(node.name),
      "type": .text(node.typeName),
      "opaque": node.kind == .opaque && OperatorKind(rawValue: node.typeName) != nil
        ? true : nil,
      "attributes": entries.isEmpty
        ? nil : .object(entries.map { .init($0.name, AttributeForm.json($0.value)) }),
      "inputs": names(node.inputs),
      "outputs": names(node.outputs),
    ])
  }
}

/// The roles that a graph file names; a tensor without one is computed.
enum RoleName: String, CaseIterable {
  case input
  case weight
  case activation

  init?(_ role: Tensor.Role) {
    switch role {
    case .input: self = .input
    case .weight: self = .weight
    case .activation: return nil
    }
  }

  var role: Tensor.Role {
    switch self {
    case .input: .input
    case .weight: .weight
    case .activation: .activation
    }
  }
}

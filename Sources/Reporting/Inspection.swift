package import Documents
import Formats
package import Graphs
package import Quantities

/// What a model holds: the answer of `inspect`.
package struct Inspection: Sendable {
  /// How often an operator type occurs.
  package struct OperatorCount: Sendable {
    let typeName: String
    let count: Int

    /// Makes a count.
    package init(_ typeName: String, _ count: Int) {
      self.typeName = typeName
      self.count = count
    }
  }

  /// The shape of a tensor.
  package struct NamedShape: Sendable {
    let tensor: String
    let shape: Shape

    /// Makes a named shape.
    package init(_ tensor: String, _ shape: Shape) {
      self.tensor = tensor
      self.shape = shape
    }
  }

  private let graph: Graph
  private let nodes: Int
  private let operators: [OperatorCount]
  private let multiplyAccumulates: Operations
  private let parameters: Int
  private let shapes: [NamedShape]

  /// Makes the inspection of a model file, whose nodes may be more than its graph's operators.
  package init(
    _ graph: Graph,
    nodes: Int,
    operators: [OperatorCount],
    multiplyAccumulates: Operations,
    parameters: Int,
    shapes: [NamedShape]
  ) {
    self.graph = graph
    self.nodes = nodes
    self.operators = operators
    self.multiplyAccumulates = multiplyAccumulates
    self.parameters = parameters
    self.shapes = shapes
  }

  /// Makes the inspection of a graph that has no model file of its own.
  package init(_ graph: Graph) {
    var counts: [String: Int] = [:]
    for node in graph.operators.values { counts[node.typeName, default: 0] += 1 }
    let weights = graph.tensors.values.filter { $0.role == .weight && $0.type.holdsParameters }
    let products = graph.operators.indices.filter {
      graph.workClass(of: $0)?.countsMultiplyAccumulates == true
    }
    self.init(
      graph,
      nodes: graph.operators.count,
      operators: counts.keys.sorted().map { OperatorCount($0, counts[$0] ?? 0) },
      multiplyAccumulates: products.map { graph.operations(of: $0) }.total(),
      parameters: weights.map(\.shape.elementCount).reduce(0, +),
      shapes: graph.tensors.values.filter { $0.role == .activation }
        .map { NamedShape($0.name, $0.shape) }
    )
  }

  /// The counts, and one line for each operator of the graph with its output and its work.
  package var text: String {
    let counted = operators.map { "\(escaped($0.typeName, limit: 80)) \($0.count)" }
    let bytes = graph.tensors.values.filter { $0.role == .weight }.map { $0.type.bytes() }.total()
    var lines = [
      "\(escaped(graph.name, limit: 200)): \(nodes) nodes, "
        + "\(graph.operators.count) operators left after folding", "",
      "  multiply-accumulates  \(Self.scaled(multiplyAccumulates.amount))",
      "  parameters            \(Self.scaled(UInt64(parameters)))",
      "  weights               \(bytes.amount) bytes",
      "  inputs                \(list(graph.inputs))",
      "  outputs               \(list(graph.outputs))",
      "  nodes by type         \(counted.joined(separator: ", "))", "",
    ]
    let widest = graph.operators.values.map { Self.kind($0).count }.max() ?? 0
    lines += graph.operators.indices.map { line($0, kindWidth: max(22, widest + 2)) }
    return lines.joined(separator: "\n") + "\n"
  }

  private func list(_ tensors: [Index<Tensor>]) -> String {
    tensors.prefix(8)
      .map { index in
        let tensor = graph.tensors[index]
        return "\(escaped(tensor.name, limit: 60)) \(tensor.type.elementType.rawValue) "
          + tensor.shape.description
      }
      .joined(separator: ", ") + (tensors.count > 8 ? " and \(tensors.count - 8) more" : "")
  }

  private static func kind(_ node: Operator) -> String { escaped(node.typeName, limit: 32) }

  private func line(_ index: Index<Operator>, kindWidth: Int) -> String {
    let node = graph.operators[index]
    let output = node.outputs.first.flatMap { $0 }.map { graph.tensors[$0].shape.description }
    let work = graph.operations(of: index)
    func column(_ text: String, _ width: Int) -> String {
      text + String(repeating: " ", count: max(1, width - text.count))
    }
    return "  " + column(Self.kind(node), kindWidth) + column(output ?? "", 20)
      + column(Self.scaled(work.amount), 10) + escaped(node.name, limit: 80)
  }

  private static func scaled(_ amount: UInt64) -> String {
    for (suffix, size) in [("G", UInt64(1_000_000_000)), ("M", 1_000_000), ("k", 1_000)]
    where amount >= size {
      let hundredths = amount / (size / 100)
      let fraction = hundredths % 100
      return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction) \(suffix)"
    }
    return String(amount)
  }

  /// Its size in a few words.
  package var summary: String {
    "\(nodes) operators, \(Self.scaled(multiplyAccumulates.amount)) multiply-accumulates, "
      + "\(Self.scaled(UInt64(clamping: parameters))) parameters"
  }

  /// The `pitfall.inspection/1` document.
  package var json: JSONValue {
    .object([
      "format": "pitfall.inspection/1",
      "nodes": .integer(Int64(nodes)),
      "operators": .object(
        operators.map { JSONValue.Member($0.typeName, .integer(Int64($0.count))) }
      ),
      "multiply_accumulates": .unsigned(multiplyAccumulates.amount),
      "parameters": .integer(Int64(parameters)),
      "shapes": .object(
        shapes.map { item in
          JSONValue.Member(
            item.tensor,
            .list(item.shape.dimensions.map { .integer(Int64($0)) })
          )
        }
      ),
      "graph": GraphFile.json(graph),
    ])
  }
}

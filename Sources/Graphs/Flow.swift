package import Quantities

/// What one operator reads of another's outputs.
package struct Flow: Hashable, Sendable {
  /// The operator that writes.
  package let source: Index<Operator>
  /// The operator that reads.
  package let target: Index<Operator>
  /// The size of the tensors, each counted once.
  package let bytes: Bytes

  /// All flows of a graph, ascending by target, then by source, each pair once.
  static func all(in graph: Graph) -> [Flow] {
    var flows: [Flow] = []
    for (target, node) in graph.operators.enumerated {
      let first = flows.count
      for (position, input) in node.inputs.enumerated() {
        guard let input, let source = graph.producers[input],
          !node.inputs[..<position].contains(input)
        else { continue }
        var place = flows.count
        while place > first, flows[place - 1].source >= source { place -= 1 }
        var bytes = graph.tensors[input].type.bytes()
        if place < flows.count, flows[place].source == source {
          bytes += flows[place].bytes
          flows.remove(at: place)
        }
        flows.insert(Flow(source: source, target: target, bytes: bytes), at: place)
      }
    }
    return flows
  }
}

extension Graph {
  /// What operators read of each other, ascending by reader, then by writer, each pair once.
  package var flows: [Flow] { records.flows(of: self) }
}

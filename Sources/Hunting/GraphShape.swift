package import Graphs
import Quantities

/// A graph without its extents and names: which operator reads from which.
package struct GraphShape: Hashable, Sendable {
  private struct Node: Hashable {
    let type: String
    let predecessors: [Int]
  }

  private let operators: [Node]

  /// Takes the shape of a graph.
  package init(_ graph: Graph) {
    operators = graph.operators.indices.map { node in
      Node(
        type: graph.operators[node].typeName,
        predecessors: graph.predecessors(of: node).map(\.value)
      )
    }
  }
}

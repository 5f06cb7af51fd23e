package import Graphs
package import Quantities

/// The operators that write memory which nothing has used before, as an arena hands it out.
///
/// In the first run of a session such memory comes from the operating system page by page, which
/// can take longer than the operator; later runs find it there. An arena gives the smallest free
/// block that is large enough, and an operator of single elements writes over what only it reads.
package enum FirstTouch {
  /// Below this the time of the pages is small beside that of an operator.
  package static let least = Bytes(256 << 10)

  /// The operators with the bytes that they are first to touch, where those are at least `least`.
  package static func operators(of graph: Graph) -> [Index<Operator>: Bytes] {
    var arena = Arena(graph)
    var result: [Index<Operator>: Bytes] = [:]
    for node in graph.operators.indices {
      let fresh = arena.run(node)
      if fresh >= least { result[node] = fresh }
    }
    return result
  }
}

/// The blocks of an arena while a graph runs in its order.
private struct Arena {
  private let graph: Graph
  private var free: [Bytes] = []
  private var held: [Index<Tensor>: Bytes] = [:]

  init(_ graph: Graph) {
    self.graph = graph
  }

  /// Gives an operator its outputs and takes back what it was last to read; answers what is new.
  mutating func run(_ node: Index<Operator>) -> Bytes {
    var fresh = Bytes.zero
    let done = graph.operators[node].inputs.compactMap { $0 }
      .filter { graph.consumers[$0].max() == node && !graph.outputs.contains($0) }
    for case let output? in graph.operators[node].outputs {
      let size = graph.tensors[output].type.bytes()
      if graph.workClass(of: node) == .elementwise,
        let own = done.first(where: { held[$0].map { $0 >= size } ?? false })
      {
        held[output] = held.removeValue(forKey: own)
      } else if let fit = free.indices.filter({ free[$0] >= size }).min(by: { free[$0] < free[$1] })
      {
        let block = free.remove(at: fit)
        held[output] = size
        if block > size { free.append(Bytes(block.amount - size.amount)) }
      } else {
        held[output] = size
        fresh = fresh + size
      }
    }
    for input in done {
      if let block = held.removeValue(forKey: input) { free.append(block) }
    }
    return fresh
  }
}

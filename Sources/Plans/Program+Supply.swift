import Graphs
import Quantities

extension Program {
  /// Whether all that commands read is given or written in their own pools, at whatever time.
  ///
  /// A plan that no copies can complete, because no link leads to a processor, is not supplied.
  package var isSupplied: Bool {
    var writers = Writers(graph: graph, device: device)
    for (index, command) in commands.enumerated { writers.add(index, command) }
    return commands.values.allSatisfy { command in
      command.reads.allSatisfy { read in
        writers.present(read.tensor, in: read.pool)
          .missing(of: read.slice, in: graph.tensors[read.tensor].shape).isEmpty
      }
    }
  }
}

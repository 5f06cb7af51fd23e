import Graphs
import Quantities

extension Program {
  /// Whether all that commands read is given or written in their own pools before them, in every
  /// execution.
  ///
  /// An implicit plan that no copies can complete, because no link leads to a processor, is not
  /// supplied; neither is a plan that deadlocks.
  ///
  /// - Complexity: that of `ProgramOrder`, and for each read the writers of its tensor.
  package var isSupplied: Bool {
    guard let order = ProgramOrder(self) else { return false }
    var writers = Writers(graph: graph, device: device)
    for (index, command) in commands.enumerated { writers.add(index, command) }
    return commands.enumerated.allSatisfy { reader, command in
      command.reads.allSatisfy { read in
        Presence(
          writers.slices(of: read.tensor, in: read.pool) { order.isOrdered($0, before: reader) }
        )
        .missing(of: read.slice, in: graph.tensors[read.tensor].shape).isEmpty
      }
    }
  }
}

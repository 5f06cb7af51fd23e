import Quantities
import Synchronization

/// What follows from the operators of a graph, worked out when it is first asked for.
///
/// A class because all copies of one graph share it, so that strategies, baselines and simulations
/// do not read the same attributes again and again. It takes no part in comparing graphs.
final class OperatorRecords: Sendable {
  /// What is known of one operator.
  struct Record: Sendable {
    let context: OperatorContext
    /// Nil for an opaque operator.
    let workClass: WorkClass?
    /// The work of the whole operator.
    let operations: Operations
  }

  private let known = Mutex<Table<Operator, Record>?>(nil)

  /// The records of the graph that this belongs to.
  func all(of graph: Graph) -> Table<Operator, Record> {
    known.withLock { known in
      if let known { return known }
      let records = Table<Operator, Record>(
        graph.operators.indices.map { index in
          let context = graph.typedContext(of: index)
          return Record(
            context: context,
            workClass: OperatorCatalogue.workClass(of: context),
            operations: OperatorCatalogue.operations(of: context)
          )
        }
      )
      known = records
      return records
    }
  }
}

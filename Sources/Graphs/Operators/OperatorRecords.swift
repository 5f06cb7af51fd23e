package import Quantities
import Synchronization

/// What follows from one operator of a graph.
///
/// A class, so that reading one fact of many takes no copies of the others.
package final class OperatorRecord: Sendable {
  /// The operator with the types of what it reads and computes.
  package let context: OperatorContext
  /// Nil for an opaque operator.
  package let workClass: WorkClass?
  /// The work of the whole operator.
  package let operations: Operations
  /// The bytes of all tensors that it reads or writes, one that is read twice counted twice.
  package let traffic: Bytes
  /// The bytes of its outputs, left-out ones included where their types are known.
  package let written: Bytes
  /// Whether it reads what the model is given.
  package let readsInput: Bool

  /// The split rules that were asked for, by dimension.
  private let splitRules = Mutex<[(dimension: Int, rule: SplitRule?)]>([])

  init(of index: Index<Operator>, in graph: Graph) {
    context = graph.typedContext(of: index)
    workClass = OperatorCatalogue.workClass(of: context)
    operations = OperatorCatalogue.operations(of: context)
    let node = graph.operators[index]
    var traffic = Bytes.zero
    for case let tensor? in node.inputs { traffic += graph.tensors[tensor].type.bytes() }
    for case let tensor? in node.outputs { traffic += graph.tensors[tensor].type.bytes() }
    self.traffic = traffic
    written = context.outputs.reduce(.zero) { $0 + $1.bytes() }
    readsInput = node.inputs.contains { $0.map { graph.tensors[$0].role == .input } ?? false }
  }

  /// The work of the operator, or of a part of it.
  package func operations(for slice: Slice?) -> Operations {
    guard let slice else { return operations }
    return OperatorCatalogue.operations(of: context, for: slice)
  }

  /// What each input must hold for parts of the output along a dimension.
  func splitRule(along dimension: Int) -> SplitRule? {
    splitRules.withLock { known in
      for entry in known where entry.dimension == dimension { return entry.rule }
      let rule = OperatorCatalogue.splitRule(of: context, along: dimension)
      known.append((dimension, rule))
      return rule
    }
  }
}

/// What follows from the operators of a graph, worked out when it is first asked for.
///
/// A class because all copies of one graph share it, so that strategies, baselines and simulations
/// do not read the same attributes again and again. It takes no part in comparing graphs.
final class OperatorRecords: Sendable {
  private final class Known: Sendable {
    let records: Table<Operator, OperatorRecord>
    let flows: [Flow]

    init(_ graph: Graph) {
      records = Table(graph.operators.indices.map { OperatorRecord(of: $0, in: graph) })
      flows = Flow.all(in: graph)
    }
  }

  private let known = Mutex<Known?>(nil)

  /// The records of the graph that this belongs to.
  func all(of graph: Graph) -> Table<Operator, OperatorRecord> { known(of: graph).records }

  /// The flows of the graph that this belongs to.
  func flows(of graph: Graph) -> [Flow] { known(of: graph).flows }

  private func known(of graph: Graph) -> Known {
    known.withLock { known in
      if let known { return known }
      let made = Known(graph)
      known = made
      return made
    }
  }
}

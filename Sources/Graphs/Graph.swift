public import Quantities

/// A directed acyclic graph of operators and the tensors between them, with known shapes.
///
/// Invariants, established by `GraphBuilder`: names are distinct among operators and among
/// tensors; each activation is computed by exactly one operator; operators are listed in an order
/// in which each comes after those it reads from.
public struct Graph: Hashable, Sendable {
  /// The model's name, for people.
  public let name: String
  /// The tensors.
  public let tensors: Table<Tensor, Tensor>
  /// The operators, in topological order.
  public let operators: Table<Operator, Operator>
  /// The tensors that the caller reads after the run.
  public let outputs: [Index<Tensor>]
  /// The operator that computes each tensor; nil for inputs and weights.
  public let producers: Table<Tensor, Index<Operator>?>
  /// The operators that read each tensor, in order and each once.
  public let consumers: Table<Tensor, [Index<Operator>]>
  /// What follows from each operator, once it was asked for.
  let records = OperatorRecords()

  init(
    name: String,
    tensors: Table<Tensor, Tensor>,
    operators: Table<Operator, Operator>,
    outputs: [Index<Tensor>]
  ) {
    self.name = name
    self.tensors = tensors
    self.operators = operators
    self.outputs = outputs
    var producers = Table<Tensor, Index<Operator>?>(repeating: nil, count: tensors.count)
    var consumers = Table<Tensor, [Index<Operator>]>(repeating: [], count: tensors.count)
    for index in operators.indices {
      let node = operators[index]
      for case let output? in node.outputs { producers[output] = index }
      for case let input? in node.inputs where consumers[input].last != index {
        consumers[input].append(index)
      }
    }
    self.producers = producers
    self.consumers = consumers
  }

  /// The tensors that the caller gives.
  public var inputs: [Index<Tensor>] {
    tensors.indices.filter { tensors[$0].role == .input }
  }

  /// The operators whose outputs an operator reads, in order and each once.
  public func predecessors(of index: Index<Operator>) -> [Index<Operator>] {
    var seen: [Index<Operator>] = []
    for case let input? in operators[index].inputs {
      if let producer = producers[input], !seen.contains(producer) { seen.append(producer) }
    }
    return seen.sorted()
  }

  public static func == (left: Self, right: Self) -> Bool {
    left.name == right.name && left.tensors == right.tensors && left.operators == right.operators
      && left.outputs == right.outputs
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(tensors)
    hasher.combine(operators)
    hasher.combine(outputs)
  }
}

public import Quantities

/// Makes graphs: the only way to one, so that every graph keeps its invariants.
public struct GraphBuilder {
  private var name: String
  private var tensors = Table<Tensor, Tensor>()
  private var operators: [Operator] = []
  private var tensorsByName: [String: Index<Tensor>] = [:]
  private var operatorNames: Set<String> = []
  private var comparesNames = true
  /// The position of the operator that computes each tensor.
  private var producers = Table<Tensor, Int?>()

  /// Starts an empty graph.
  public init(name: String) {
    self.name = name
  }

  /// Starts an empty graph of about so many operators whose names, and those of its tensors, are
  /// distinct by construction, so that they are neither compared nor found again.
  package init(named name: String, numbering count: Int) {
    self.name = name
    comparesNames = false
    operators.reserveCapacity(count)
  }

  /// Adds a tensor.
  ///
  /// - Throws: `GraphError.duplicateTensor` where the name is taken.
  @discardableResult
  public mutating func add(_ tensor: Tensor) throws(GraphError) -> Index<Tensor> {
    let index = Index<Tensor>(tensors.count)
    if comparesNames, let taken = tensorsByName.updateValue(index, forKey: tensor.name) {
      tensorsByName[tensor.name] = taken
      throw GraphError.duplicateTensor(tensor.name)
    }
    producers.append(nil)
    return tensors.append(tensor)
  }

  /// Adds an operator that reads and writes tensors added before.
  ///
  /// - Throws: `GraphError` for a taken name, or a tensor that is computed twice or not computed.
  public mutating func add(_ node: Operator) throws(GraphError) {
    guard operators.count < Limits.operators else { throw GraphError.tooManyOperators }
    guard !comparesNames || operatorNames.insert(node.name).inserted else {
      throw GraphError.duplicateOperator(node.name)
    }
    for case let output? in node.outputs {
      guard tensors[output].role == .activation, producers[output] == nil else {
        throw GraphError.computedTwice(tensor: tensors[output].name, by: node.name)
      }
      producers[output] = operators.count
    }
    operators.append(node)
  }

  /// The tensor of a name, where there is one.
  public func tensor(named name: String) -> Index<Tensor>? { tensorsByName[name] }

  /// What was added under an index.
  public subscript(index: Index<Tensor>) -> Tensor { tensors[index] }

  /// Ends with the graph, its operators in topological order (the given order where it is one).
  ///
  /// - Throws: `GraphError` for a cycle, or a tensor that is read but never computed.
  public func finish(outputs: [Index<Tensor>]) throws(GraphError) -> Graph {
    for index in tensors.indices where tensors[index].role == .activation {
      guard producers[index] != nil else { throw GraphError.neverComputed(tensors[index].name) }
    }
    let ordered = isOrdered ? operators : try topologicalOrder().map { operators[$0] }
    return Graph(name: name, tensors: tensors, operators: Table(ordered), outputs: outputs)
  }

  /// Whether each operator comes after those that it reads from.
  private var isOrdered: Bool {
    for (position, node) in operators.enumerated() {
      for case let input? in node.inputs {
        if let producer = producers[input], producer >= position { return false }
      }
    }
    return true
  }

  /// Kahn's algorithm with the smallest ready position first.
  private func topologicalOrder() throws(GraphError) -> [Int] {
    var missing = [Int](repeating: 0, count: operators.count)
    var readers = [[Int]](repeating: [], count: operators.count)
    for (position, node) in operators.enumerated() {
      for case let input? in node.inputs {
        guard let producer = producers[input] else { continue }
        missing[position] += 1
        readers[producer].append(position)
      }
    }
    var ready = PositionHeap(operators.indices.filter { missing[$0] == 0 })
    var order: [Int] = []
    while let next = ready.popLeast() {
      order.append(next)
      for reader in readers[next] {
        missing[reader] -= 1
        if missing[reader] == 0 { ready.insert(reader) }
      }
    }
    guard order.count == operators.count else {
      let stuck = operators.indices.filter { missing[$0] > 0 }.map { operators[$0].name }
      throw GraphError.cycle(stuck)
    }
    return order
  }
}

/// A graph that cannot be.
public enum GraphError: Error, Hashable, Sendable {
  case duplicateTensor(String)
  case duplicateOperator(String)
  case computedTwice(tensor: String, by: String)
  case neverComputed(String)
  case cycle([String])
  case tooManyOperators
}

extension GraphError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .duplicateTensor(let name): "two tensors are named '\(name)'"
    case .duplicateOperator(let name): "two operators are named '\(name)'"
    case .computedTwice(let tensor, let node):
      "tensor '\(tensor)', computed by '\(node)', is already an input, a weight or computed "
        + "elsewhere"
    case .neverComputed(let name): "tensor '\(name)' is read but no operator computes it"
    case .cycle(let names):
      "operators depend on each other in a cycle, among them "
        + names.prefix(3).map { "'\($0)'" }.joined(separator: ", ")
    case .tooManyOperators: "more than \(Limits.operators) operators"
    }
  }
}

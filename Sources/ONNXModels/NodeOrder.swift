internal import Quantities

/// An order of nodes in which each comes after those it reads from.
struct NodeOrder {
  /// The positions of the nodes; those in a cycle are missing.
  private(set) var positions: [Int] = []
  /// What stands in the way of an order.
  private(set) var problems: [ONNXProblem] = []
  /// The names that are read but defined by nothing.
  private(set) var undefined: Set<String> = []

  /// Orders nodes, keeping the file's order where it will do.
  init(of nodes: [Onnx_NodeProto], defined: Set<String>) {
    let producers = producers(of: nodes, defined: defined)
    var missing = [Int](repeating: 0, count: nodes.count)
    var readers = [[Int]](repeating: [], count: nodes.count)
    for (position, node) in nodes.enumerated() {
      for name in node.reads where !name.isEmpty && !defined.contains(name) {
        if let producer = producers[name] {
          missing[position] += 1
          readers[producer].append(position)
        } else if undefined.insert(name).inserted {
          problems.append(.undefinedTensor(name, NodePlace(node, at: position)))
        }
      }
    }
    sort(missing: missing, readers: readers)
    guard positions.count < nodes.count else { return }
    let sorted = Set(positions)
    let stuck = nodes.indices.filter { !sorted.contains($0) }
    problems.append(.cycle(stuck.prefix(3).map { NodePlace(nodes[$0], at: $0) }))
  }

  private mutating func producers(of nodes: [Onnx_NodeProto], defined: Set<String>)
    -> [String: Int]
  {
    var result: [String: Int] = [:]
    for (position, node) in nodes.enumerated() {
      for name in node.output where !name.isEmpty {
        if result[name] != nil || defined.contains(name) {
          problems.append(.computedTwice(tensor: name, NodePlace(node, at: position)))
        } else {
          result[name] = position
        }
      }
    }
    return result
  }

  private mutating func sort(missing: [Int], readers: [[Int]]) {
    var missing = missing
    var ready = PositionHeap(missing.indices.filter { missing[$0] == 0 })
    while let next = ready.popLeast() {
      positions.append(next)
      for reader in readers[next] {
        missing[reader] -= 1
        if missing[reader] == 0 { ready.insert(reader) }
      }
    }
  }
}

extension NodePlace {
  /// The place of a node.
  init(_ node: Onnx_NodeProto, at position: Int) {
    let name = node.name.isEmpty ? node.output.first { !$0.isEmpty } ?? "" : node.name
    let isStandard = node.domain.isEmpty || node.domain == "ai.onnx"
    self.init(
      name: name,
      typeName: isStandard ? node.opType : "\(node.domain):\(node.opType)",
      position: position
    )
  }
}

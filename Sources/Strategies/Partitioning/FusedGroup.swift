import Devices
import Graphs
import Quantities

/// A heavy operator with the normalisations and activations that a runtime fuses into it.
///
/// Split strategies decide about operators as runtimes execute them; the operators that follow the
/// head element by element take its parts, so that nothing is shared in between.
struct FusedGroup: Hashable, Sendable {
  /// The heavy operator and those that follow it, in order.
  let members: [Index<Operator>]

  /// The heavy operator.
  var head: Index<Operator> { members[0] }
}

extension FusedGroup {
  /// The groups of a graph, one for each operator that is not fused into another, in graph order.
  ///
  /// `isHead` says which operators others are fused into, `accepts` which may be fused.
  static func groups(
    of graph: Graph,
    isHead: (Index<Operator>) -> Bool,
    accepts: (Index<Operator>) -> Bool
  ) -> [FusedGroup] {
    var isTaken = [Bool](repeating: false, count: graph.operators.count)
    var groups: [FusedGroup] = []
    let outputs = Set(graph.outputs)
    for node in graph.operators.indices where !isTaken[node.value] {
      var members = [node]
      while isHead(node), let last = members.last,
        let next = graph.onlyReader(of: last, outputs), accepts(next),
        graph.isElementwise(next, after: last)
      {
        members.append(next)
        isTaken[next.value] = true
      }
      groups.append(FusedGroup(members: members))
    }
    return groups
  }
}

extension Graph {
  /// The one operator that reads what an operator computes, where nobody else does.
  func onlyReader(of node: Index<Operator>, _ outputs: Set<Index<Tensor>>) -> Index<Operator>? {
    guard let output = onlyOutput(of: node), !outputs.contains(output),
      consumers[output].count == 1
    else { return nil }
    return consumers[output].first
  }

  /// The tensor that an operator computes, where it is one.
  func onlyOutput(of node: Index<Operator>) -> Index<Tensor>? {
    let outputs = operators[node].outputs.compactMap { $0 }
    return outputs.count == 1 ? outputs[0] : nil
  }

  /// The tensors that an operator reads, weights excepted, each once.
  func activations(of node: Index<Operator>) -> [Index<Tensor>] {
    var result: [Index<Tensor>] = []
    for case let input? in operators[node].inputs
    where tensors[input].role != .weight && !result.contains(input) {
      result.append(input)
    }
    return result
  }

  /// Whether an operator computes each element from the one at the same place in the only tensor
  /// that it reads, the output of another operator.
  fileprivate func isElementwise(_ node: Index<Operator>, after before: Index<Operator>) -> Bool {
    guard let input = onlyOutput(of: before), let output = onlyOutput(of: node),
      activations(of: node) == [input], tensors[input].shape == tensors[output].shape
    else { return false }
    switch operators[node].kind {
    case .batchNormalization: return true
    default:
      guard workClass(of: node) == .elementwise else { return false }
      return operators[node].inputs.compactMap { $0 }.filter { $0 == input }.count == 1
    }
  }
}

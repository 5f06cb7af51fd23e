internal import Graphs

/// Operators that run other subgraphs and stay one operator.
extension ModelReading {
  /// Why an operator is not written out, and what that means.
  func reasonToStayWhole(_ call: Call) -> String {
    flow.reason(at: call.position) + ", and times and memory lack what its subgraphs compute"
  }

  /// The constants of the subgraphs that an operator runs, which it reads.
  func heldConstants(of call: Call) -> [Operand] {
    var names: Set<String> = []
    return flow.heldSubgraphs(of: call.node).flatMap(\.tensors)
      .compactMap { tensor in
        guard tensor.isConstant, let elements = tensor.elementType,
          tensor.extents.allSatisfy({ $0 >= 0 && $0 <= Int64(Limits.elements) }),
          let shape = try? Shape(tensor.extents.map { Int($0) }),
          names.insert(tensor.name).inserted
        else { return nil }
        return Operand(
          name: "\(call.name)/\(tensor.name)",
          type: TensorType(elements, shape),
          source: .constant
        )
      }
  }
}

import Quantities

/// Recurrent networks: each step from the step before it.
enum Recurrence: OperatorDefinition {
  static let kinds: [OperatorKind] = [.lstm, .gru, .rnn]

  private struct Extents {
    let steps: Int
    let batch: Int
    let inputs: Int
    let hidden: Int
    let directions: Int
    let isBatchFirst: Bool
  }

  private static func gates(_ kind: OperatorKind) -> Int {
    switch kind {
    case .lstm: 4
    case .gru: 3
    default: 1
    }
  }

  private static func parse(_ node: OperatorContext) throws(OperatorError) -> Extents {
    let (input, weight) = (try node.input(0), try node.input(1))
    let recurrent = try node.input(2)
    for (position, type) in [input, weight, recurrent].enumerated() {
      try node.require(rank: 3...3, of: type, at: position)
    }
    let hidden = recurrent.shape[2]
    let directions = weight.shape[0]
    let isBatchFirst = node.isSet("layout")
    let expected = node.attributes.text("direction") == "bidirectional" ? 2 : 1
    let rows = gates(node.kind).multipliedReportingOverflow(by: hidden)
    guard !rows.overflow, directions == expected,
      recurrent.shape.dimensions == [directions, rows.partialValue, hidden],
      weight.shape[1] == rows.partialValue, weight.shape[2] == input.shape[2]
    else {
      throw OperatorError.mismatch(
        "input 0 has the shape \(input.shape), the weights \(weight.shape) and \(recurrent.shape)"
      )
    }
    return Extents(
      steps: input.shape[isBatchFirst ? 1 : 0],
      batch: input.shape[isBatchFirst ? 0 : 1],
      inputs: input.shape[2],
      hidden: hidden,
      directions: directions,
      isBatchFirst: isBatchFirst
    )
  }

  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    let extents = try parse(node)
    let input = try node.input(0)
    let (steps, batch, hidden) = (extents.steps, extents.batch, extents.hidden)
    let directions = extents.directions
    let all = try input.reshaped(
      extents.isBatchFirst
        ? [batch, steps, directions, hidden] : [steps, directions, batch, hidden]
    )
    let last = try input.reshaped(
      extents.isBatchFirst ? [batch, directions, hidden] : [directions, batch, hidden]
    )
    return node.kind == .lstm ? [all, last, last] : [all, last]
  }

  static func workClass(of node: OperatorContext) -> WorkClass { .recurrence }

  static func operations(of node: OperatorContext, for slice: Slice?) -> Operations {
    guard let extents = try? parse(node) else { return .zero }
    return Work.product([
      Work.elements(of: node, in: slice), gates(node.kind), extents.inputs + extents.hidden,
    ])
  }

  /// Sequences of a batch, and directions, are independent; the last states have other dimensions.
  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? {
    guard node.outputCount == 1, let extents = try? parse(node) else { return nil }
    let batch = extents.isBatchFirst ? 0 : 2
    let direction = extents.isBatchFirst ? 2 : 1
    guard dimension == batch || dimension == direction else { return nil }
    let isBatch = dimension == batch
    return SplitRule(
      node.inputs.enumerated()
        .map { (position, type) -> InputNeed in
          guard let type else { return .whole }
          switch position {
          case 0: return isBatch ? .same(extents.isBatchFirst ? 0 : 1, of: type) : .whole
          case 4: return isBatch ? .same(0, of: type) : .whole
          case 5, 6:
            guard type.shape.rank == 3 else { return .whole }
            return .same(isBatch == extents.isBatchFirst ? 0 : 1, of: type)
          default: return isBatch || type.shape.rank == 0 ? .whole : .same(0, of: type)
          }
        }
    )
  }
}

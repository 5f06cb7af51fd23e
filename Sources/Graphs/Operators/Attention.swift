import Quantities

/// Scaled dot-product attention of queries over keys and values.
enum Attention: OperatorDefinition {
  static let kinds: [OperatorKind] = [.attention]

  private struct Extents {
    let batch: Int
    let heads: Int
    let queries: Int
    let keys: Int
    let depth: Int
    let valueHeads: Int
    let valueDepth: Int
    let isSplitIntoHeads: Bool

    var products: AttentionProducts {
      AttentionProducts(
        batch: batch,
        heads: heads,
        queries: queries,
        keys: keys,
        depths: depth + valueDepth
      )
    }
  }

  private static func parse(_ node: OperatorContext) throws(OperatorError) -> Extents {
    let (query, key) = (try node.input(0).shape, try node.input(1).shape)
    let value = try node.input(2).shape
    guard query.rank == key.rank, query.rank == value.rank, query.rank == 3 || query.rank == 4
    else {
      throw OperatorError.mismatch(
        "queries, keys and values have \(query.rank), \(key.rank) and \(value.rank) dimensions"
      )
    }
    let isSplit = query.rank == 4
    let heads = isSplit ? query[1] : try node.integer("q_num_heads", default: 0)
    let keyHeads = isSplit ? key[1] : try node.integer("kv_num_heads", default: 0)
    guard heads >= 1, keyHeads >= 1, heads % keyHeads == 0,
      isSplit || (query[2] % heads == 0 && value[2] % keyHeads == 0 && key[2] % keyHeads == 0)
    else {
      throw OperatorError.mismatch("\(heads) heads of queries meet \(keyHeads) of keys")
    }
    let depth = isSplit ? query[3] : query[2] / heads
    let past = node.optionalInput(4)?.shape
    if let past { try node.require(rank: 4...4, of: TensorType(.float32, past), at: 4) }
    guard depth == (isSplit ? key[3] : key[2] / keyHeads), query[0] == key[0], key[0] == value[0]
    else {
      throw OperatorError.mismatch(
        "the queries have the shape \(query), the keys \(key), the values \(value)"
      )
    }
    return Extents(
      batch: query[0],
      heads: heads,
      queries: query[isSplit ? 2 : 1],
      keys: key[isSplit ? 2 : 1] + (past?[2] ?? 0),
      depth: depth,
      valueHeads: keyHeads,
      valueDepth: isSplit ? value[3] : value[2] / keyHeads,
      isSplitIntoHeads: isSplit
    )
  }

  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    let extents = try parse(node)
    let query = try node.input(0)
    let (batch, heads) = (extents.batch, extents.heads)
    let output = try query.reshaped(
      extents.isSplitIntoHeads
        ? [batch, heads, extents.queries, extents.valueDepth]
        : [batch, extents.queries, heads * extents.valueDepth]
    )
    guard node.outputCount > 1 else { return [output] }
    return [
      output,
      try query.reshaped([batch, extents.valueHeads, extents.keys, extents.depth]),
      try query.reshaped([batch, extents.valueHeads, extents.keys, extents.valueDepth]),
      try query.reshaped([batch, heads, extents.queries, extents.keys]),
    ]
  }

  static func workClass(of node: OperatorContext) -> WorkClass {
    (try? parse(node))?.products.workClass ?? .elementwise
  }

  static func operations(of node: OperatorContext, for slice: Slice?) -> Operations {
    guard let extents = try? parse(node) else { return .zero }
    return Work.share(of: extents.products.operations, for: node, in: slice)
  }

  /// What a dimension of the output counts.
  private enum Role {
    case batch
    case heads
    case queries
    case valueDepth
  }

  private static func role(of dimension: Int, _ extents: Extents) -> Role? {
    extents.isSplitIntoHeads
      ? [.batch, .heads, .queries, .valueDepth][dimension]
      : [.batch, .queries, nil][dimension]
  }

  /// Sequences, heads and queries are independent; a mask is cut where it has the dimension.
  ///
  /// Heads that share keys and values are computed together. Which keys a causal query sees
  /// depends on its place in the whole sequence.
  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? {
    guard node.outputCount == 1, let extents = try? parse(node),
      let role = role(of: dimension, extents),
      role == .batch || role == .heads || node.optionalInput(4) == nil,
      role != .queries || !node.isSet("is_causal"),
      let full = try? Shape([extents.batch, extents.heads, extents.queries, extents.keys])
    else { return nil }
    let shared = extents.heads / extents.valueHeads
    let needs = node.inputs.enumerated()
      .map { (position, type) -> InputNeed in
        guard let type else { return .whole }
        switch (role, position) {
        case (.valueDepth, 2): return .same(dimension, of: type)
        case (.valueDepth, _): return .whole
        case (.queries, 0): return .same(dimension, of: type)
        case (.queries, 3): return .broadcast(type, along: 2, of: full)
        case (.queries, _): return .whole
        case (_, 3): return .broadcast(type, along: dimension, of: full)
        case (.heads, 1), (.heads, 2), (.heads, 4), (.heads, 5):
          return .interval(
            dimension: 1,
            IntervalMap(denominator: shared, limit: type.shape[1])
          )
        default: return type.shape.rank > dimension ? .same(dimension, of: type) : .whole
        }
      }
    return SplitRule(needs, granularity: role == .heads ? shared : 1)
  }
}

/// Rotation of pairs of features by angles that depend on the position in the sequence.
enum RotaryEmbedding: OperatorDefinition {
  static let kinds: [OperatorKind] = [.rotaryEmbedding, .microsoftRotaryEmbedding]

  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    let input = try node.input(0)
    try node.require(rank: 3...4, of: input, at: 0)
    return [input]
  }

  /// Sequences, heads and places in a sequence are independent; features of a head are not.
  ///
  /// The tables of angles have one row for each place, or for each position that the last input
  /// names. ONNX Runtime's operator may name the first position only; it is not split.
  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? {
    guard let input = node.optionalInput(0), dimension < input.shape.rank - 1,
      node.kind == .rotaryEmbedding
    else { return nil }
    // The dimension of the tables or the positions that goes with the output's, if any does.
    let own = dimension == 0 ? 0 : (dimension == input.shape.rank - 2 ? 1 : nil)
    return SplitRule(
      node.inputs.enumerated()
        .map { (position, type) -> InputNeed in
          guard let type else { return .whole }
          if position == 0 { return .same(dimension, of: type) }
          guard let own, type.shape.rank == (position == 3 ? 2 : 3),
            type.shape[own] == input.shape[dimension]
          else { return .whole }
          return .same(own, of: type)
        }
    )
  }
}

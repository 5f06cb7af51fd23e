import Quantities

/// Attention as ONNX Runtime fuses it, with the projections where they belong to the operator.
///
/// Inputs, attributes and shapes as ONNX Runtime documents them
/// (https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md). Masks and causal
/// order save no products, as in its kernels for the CPU.
enum FusedAttention: OperatorDefinition {
  static let kinds: [OperatorKind] = [
    .groupQueryAttention, .microsoftAttention, .multiHeadAttention, .qAttention,
  ]

  private struct Extents {
    var batch = 0
    var heads = 0
    /// The heads of keys and values, each shared by as many heads of queries.
    var keyHeads = 0
    var queries = 0
    /// The keys that queries meet, those of earlier runs included.
    var keys = 0
    /// The keys that are handed on to the next run.
    var kept = 0
    var depth = 0
    var valueDepth = 0
    /// The features of the input and those of all queries, keys and values that are made of it.
    var projection: (depth: Int, columns: Int)?

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
    let extents =
      switch node.kind {
      case .groupQueryAttention: try grouped(node)
      case .multiHeadAttention: try multiHead(node)
      default: try projecting(node)
      }
    return extents
  }

  // MARK: Forms

  /// The features of a head, where all heads have as many and at least one.
  private static func depth(_ features: Int, of heads: Int, at position: Int)
    throws(OperatorError) -> Int
  {
    guard heads >= 1, features >= heads, features % heads == 0 else {
      throw OperatorError.mismatch("input \(position) has \(features) features for \(heads) heads")
    }
    return features / heads
  }

  /// Keys or values of earlier runs: sequences × heads × keys × features.
  private static func past(_ node: OperatorContext, at position: Int, _ extents: Extents)
    throws(OperatorError) -> Int?
  {
    guard let past = node.optionalInput(position) else { return nil }
    try node.require(rank: 4...4, of: past, at: position)
    guard past.shape[0] == extents.batch, past.shape[1] == extents.keyHeads else {
      throw misfit(past, at: position, extents)
    }
    return past.shape[2]
  }

  private static func misfit(_ type: TensorType, at position: Int, _ extents: Extents)
    -> OperatorError
  {
    .mismatch(
      "input \(position) has the shape \(type.shape), the queries \(extents.batch) sequences and "
        + "\(extents.keyHeads) heads of \(extents.depth) features"
    )
  }

  /// Heads of queries that share keys and values; the keys are appended to a buffer.
  private static func grouped(_ node: OperatorContext) throws(OperatorError) -> Extents {
    let query = try node.input(0)
    try node.require(rank: 3...3, of: query, at: 0)
    var extents = Extents(batch: query.shape[0], queries: query.shape[1])
    extents.heads = try node.integer("num_heads", default: 0)
    extents.keyHeads = try node.integer("kv_num_heads", default: 0)
    guard extents.keyHeads >= 1, extents.heads >= 1, extents.heads % extents.keyHeads == 0 else {
      throw OperatorError.mismatch(
        "\(extents.heads) heads of queries meet \(extents.keyHeads) of keys"
      )
    }
    var length = extents.queries
    if let key = node.optionalInput(1) {
      try node.require(rank: 3...3, of: key, at: 1)
      extents.depth = try depth(query.shape[2], of: extents.heads, at: 0)
      guard key.shape[0] == extents.batch,
        try depth(key.shape[2], of: extents.keyHeads, at: 1) == extents.depth,
        try node.input(2).shape == key.shape
      else { throw misfit(key, at: 1, extents) }
      length = key.shape[1]
    } else {
      let heads = extents.heads + 2 * extents.keyHeads
      extents.depth = try depth(query.shape[2], of: heads, at: 0)
    }
    extents.valueDepth = extents.depth
    let buffer = try past(node, at: 3, extents)
    extents.keys = length + (buffer ?? 0)
    extents.kept = extents.keys
    // With the length of the longest sequence known, the buffer grows only where it must.
    if let total = node.constant(6)?.first {
      extents.keys = try node.bounded(total, "input 6")
      extents.kept = max(extents.keys, buffer ?? 0)
    }
    return extents
  }

  /// Queries, keys and values apart, with the heads as a dimension of their own, or packed.
  private static func multiHead(_ node: OperatorContext) throws(OperatorError) -> Extents {
    let query = try node.input(0)
    let heads = try node.integer("num_heads", default: 0)
    var extents = Extents(batch: query.shape.dimensions.first ?? 0, heads: heads, keyHeads: heads)
    let length: Int
    if query.shape.rank == 5 {
      guard query.shape[2] == heads, query.shape[3] == 3 else {
        throw misfit(query, at: 0, extents)
      }
      extents.queries = query.shape[1]
      extents.depth = query.shape[4]
      extents.valueDepth = extents.depth
      length = extents.queries
    } else {
      try node.require(rank: 3...3, of: query, at: 0)
      extents.queries = query.shape[1]
      extents.depth = try depth(query.shape[2], of: heads, at: 0)
      length = try readKeys(node, &extents)
    }
    let buffer = try past(node, at: 6, extents) ?? 0
    extents.keys = length + buffer
    extents.kept = extents.keys
    if node.optionalInput(8) != nil {
      extents.kept = buffer
      extents.keys = try keys(node, in: buffer, adding: length, written: 8)
    }
    return extents
  }

  /// The keys in a buffer for the longest sequence, of which an input says how many were written.
  private static func keys(
    _ node: OperatorContext,
    in buffer: Int,
    adding length: Int,
    written position: Int
  ) throws(OperatorError) -> Int {
    guard let written = node.constant(position)?.first else { return buffer }
    return min(buffer, length + (try node.bounded(written, "input \(position)")))
  }

  /// The number of keys; sets the features of a value.
  private static func readKeys(_ node: OperatorContext, _ extents: inout Extents)
    throws(OperatorError) -> Int
  {
    let key = try node.input(1)
    guard key.shape.rank >= 3, key.shape.rank <= 5, key.shape[0] == extents.batch else {
      throw misfit(key, at: 1, extents)
    }
    if key.shape.rank == 5 {
      guard key.shape.dimensions.suffix(3) == [extents.heads, 2, extents.depth] else {
        throw misfit(key, at: 1, extents)
      }
      extents.valueDepth = extents.depth
      return key.shape[1]
    }
    let value = try node.input(2)
    let length = key.shape.rank - 2
    guard value.shape.rank == key.shape.rank, value.shape[0] == extents.batch,
      value.shape[length] == key.shape[length]
    else { throw misfit(value, at: 2, extents) }
    if key.shape.rank == 4 {
      guard key.shape[1] == extents.heads, key.shape[3] == extents.depth,
        value.shape[1] == extents.heads
      else { throw misfit(key, at: 1, extents) }
      extents.valueDepth = value.shape[3]
    } else {
      guard key.shape[2] / extents.heads == extents.depth else { throw misfit(key, at: 1, extents) }
      extents.valueDepth = try depth(value.shape[2], of: extents.heads, at: 2)
    }
    return key.shape[length]
  }

  /// Queries, keys and values are projections of one input; keys and values of earlier runs are
  /// one tensor.
  private static func projecting(_ node: OperatorContext) throws(OperatorError) -> Extents {
    let (input, weight) = (try node.input(0), try node.input(1))
    try node.require(rank: 3...3, of: input, at: 0)
    try node.require(rank: 2...2, of: weight, at: 1)
    let columns = weight.shape[1]
    let sizes = try node.integers("qkv_hidden_sizes") ?? [columns / 3, columns / 3, columns / 3]
    guard weight.shape[0] == input.shape[2], sizes.count == 3, sizes[0] == sizes[1],
      sizes.reduce(0, +) == columns
    else {
      throw OperatorError.mismatch(
        "input 0 has the shape \(input.shape), the weights \(weight.shape) for queries, keys and "
          + "values of \(sizes) features"
      )
    }
    let heads = try node.integer("num_heads", default: 0)
    var extents = Extents(batch: input.shape[0], heads: heads, keyHeads: heads)
    extents.queries = input.shape[1]
    extents.depth = try depth(sizes[0], of: heads, at: 1)
    extents.valueDepth = try depth(sizes[2], of: heads, at: 1)
    extents.projection = (input.shape[2], columns)
    extents.keys = extents.queries
    extents.kept = extents.queries
    if let past = node.optionalInput(pastPosition(node)) {
      let wanted = [2, extents.batch, heads, past.shape[safe: 3] ?? 0, extents.depth]
      guard past.shape.dimensions == wanted else {
        throw misfit(past, at: pastPosition(node), extents)
      }
      extents.keys += past.shape[3]
      extents.kept = extents.keys
      if node.kind == .microsoftAttention, node.isSet("past_present_share_buffer") {
        extents.kept = past.shape[3]
        extents.keys = try keys(node, in: past.shape[3], adding: extents.queries, written: 6)
      }
    }
    return extents
  }

  private static func pastPosition(_ node: OperatorContext) -> Int {
    node.kind == .qAttention ? 8 : 4
  }

  // MARK: Rules

  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    let extents = try parse(node)
    var query = try node.input(0)
    // A quantised input has the element type of its scale when it is real again.
    if node.kind == .qAttention { query = query.with(try node.input(3).elementType) }
    let (batch, heads) = (extents.batch, extents.heads)
    let output = try query.reshaped([batch, extents.queries, heads * extents.valueDepth])
    guard extents.projection == nil else {
      return [output, try query.reshaped([2, batch, heads, extents.kept, extents.depth])]
    }
    let past = node.kind == .groupQueryAttention ? 3 : 6
    let kept = [batch, extents.keyHeads, extents.kept]
    func present(_ position: Int, _ depth: Int) throws(OperatorError) -> TensorType {
      // What is kept may have other elements than the queries, packed or not.
      let before = node.optionalInput(position)
      return try (before ?? query).reshaped(kept + [before?.shape[safe: 3] ?? depth])
    }
    return [
      output, try present(past, extents.depth), try present(past + 1, extents.valueDepth),
      try query.reshaped([batch, heads, extents.queries, extents.keys]),
    ]
  }

  /// The projection, where there is one, else the products of all heads.
  static func workClass(of node: OperatorContext) -> WorkClass {
    guard let extents = try? parse(node) else { return .elementwise }
    if let projection = extents.projection {
      return .matrixProduct(
        batches: 1,
        rows: extents.batch * extents.queries,
        depth: projection.depth,
        columns: projection.columns
      )
    }
    return extents.products.workClass
  }

  /// The products of queries and keys, those of their weights and values, and the projections.
  static func operations(of node: OperatorContext, for slice: Slice?) -> Operations {
    guard let extents = try? parse(node) else { return .zero }
    var whole = extents.products.operations
    if let projection = extents.projection {
      whole += Work.product([
        extents.batch, extents.queries, projection.depth, projection.columns,
      ])
    }
    return Work.share(of: whole, for: node, in: slice)
  }

  /// Not split: heads and sequences are independent, but what is kept for later runs is not the
  /// output's shape.
  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? { nil }
}

extension Shape {
  fileprivate subscript(safe dimension: Int) -> Int? {
    dimensions.indices.contains(dimension) ? dimensions[dimension] : nil
  }
}

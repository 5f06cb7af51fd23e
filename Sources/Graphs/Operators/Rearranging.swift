import Quantities

/// The dimensions in another order.
enum Transposition: OperatorDefinition {
  static let kinds: [OperatorKind] = [.transpose]

  private static func order(_ node: OperatorContext) throws(OperatorError) -> [Int] {
    let rank = try node.input(0).shape.rank
    guard let written = try node.integers("perm") else { return (0..<rank).reversed() }
    guard written.sorted() == Array(0..<rank) else {
      throw OperatorError.mismatch(
        "attribute 'perm' is \(written.prefix(Limits.rank)), input 0 has \(rank) dimensions"
      )
    }
    return written
  }

  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    let input = try node.input(0)
    return [try input.reshaped(try order(node).map { input.shape[$0] })]
  }

  static func workClass(of node: OperatorContext) -> WorkClass { .rearrangement }

  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? {
    guard let input = node.optionalInput(0), let order = try? order(node) else { return nil }
    return SplitRule([.same(order[dimension], of: input)])
  }

  static func foldedValues(of node: OperatorContext) -> [[Int64]?] {
    guard let input = node.optionalInput(0)?.shape, let values = node.constant(0),
      let order = try? order(node), let output = (try? outputTypes(of: node))?.first?.shape,
      values.count == input.elementCount, Folding.isSmall(input)
    else { return [] }
    let strides = Coordinates.strides(of: input)
    return [
      Coordinates.positions(in: output, strides: order.map { strides[$0] }).map { values[$0] }
    ]
  }
}

/// Blocks of channels become blocks of rows and columns, or the reverse.
enum BlockMove: OperatorDefinition {
  static let kinds: [OperatorKind] = [.depthToSpace, .spaceToDepth]

  private static func size(_ node: OperatorContext) throws(OperatorError) -> Int {
    let size = try node.integer("blocksize", default: 0)
    guard size >= 1, size <= 1 << 15 else {
      throw OperatorError.mismatch("attribute 'blocksize' is \(size)")
    }
    return size
  }

  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    let input = try node.input(0)
    try node.require(rank: 4...4, of: input, at: 0)
    let size = try size(node)
    let shape = input.shape
    if node.kind == .depthToSpace {
      guard shape[1] % (size * size) == 0 else {
        throw OperatorError.mismatch(
          "input 0 has \(shape[1]) channels, not a multiple of \(size * size)"
        )
      }
      return [
        try input.reshaped([shape[0], shape[1] / (size * size), shape[2] * size, shape[3] * size])
      ]
    }
    guard shape[2] % size == 0, shape[3] % size == 0 else {
      throw OperatorError.mismatch(
        "input 0 is \(shape[2])×\(shape[3]), not a multiple of \(size) in both"
      )
    }
    return [
      try input.reshaped([shape[0], shape[1] * size * size, shape[2] / size, shape[3] / size])
    ]
  }

  static func workClass(of node: OperatorContext) -> WorkClass { .rearrangement }

  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? {
    guard let input = node.optionalInput(0), let size = try? size(node) else { return nil }
    let limit = input.shape[dimension]
    guard dimension > 0 else { return SplitRule([.same(0, of: input)]) }
    guard dimension > 1 else {
      // Column, row, depth keeps the channels of a block together; otherwise they lie apart.
      guard node.kind == .depthToSpace, node.attributes.text("mode") == "CRD" else { return nil }
      return SplitRule([.interval(dimension: 1, IntervalMap(block: size * size, limit: limit))])
    }
    return SplitRule([
      .interval(
        dimension: dimension,
        node.kind == .depthToSpace
          ? IntervalMap(denominator: size, limit: limit) : IntervalMap(block: size, limit: limit)
      )
    ])
  }
}

/// The input repeated: broadcast to a shape, or tiled.
enum Repetition: OperatorDefinition {
  static let kinds: [OperatorKind] = [.expand, .tile]

  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    let input = try node.input(0)
    guard node.kind == .tile else {
      let target = try node.bounded(try node.fixed(1, "shape"), "input 1")
      let shape = try Broadcasting.shape(of: [input.shape, try Shape.checked(target)])
      return [TensorType(input.elementType, shape)]
    }
    let repeats = try node.bounded(try node.fixed(1, "repeats"), "input 1")
    guard repeats.count == input.shape.rank else {
      throw OperatorError.mismatch(
        "input 1 holds \(repeats.count) repeats, input 0 has \(input.shape.rank) dimensions"
      )
    }
    var extents: [Int] = []
    for (extent, count) in zip(input.shape.dimensions, repeats) {
      let (product, overflow) = extent.multipliedReportingOverflow(by: count)
      guard !overflow, count >= 0 else { throw OperatorError.shape(.outOfBounds(repeats)) }
      extents.append(product)
    }
    return [try input.reshaped(extents)]
  }

  static func workClass(of node: OperatorContext) -> WorkClass { .rearrangement }

  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? {
    guard let input = node.optionalInput(0), let output = node.outputs.first else { return nil }
    let need: InputNeed
    if node.kind == .expand {
      need = .broadcast(input, along: dimension, of: output.shape)
    } else {
      need =
        input.shape[dimension] == output.shape[dimension] ? .same(dimension, of: input) : .whole
    }
    return SplitRule(node.inputs.indices.map { $0 == 0 ? need : .whole })
  }

  static func foldedValues(of node: OperatorContext) -> [[Int64]?] {
    guard let input = node.optionalInput(0)?.shape, let values = node.constant(0),
      let output = (try? outputTypes(of: node))?.first?.shape, Folding.isSmall(output),
      values.count == input.elementCount
    else { return [] }
    if node.kind == .expand {
      return [Broadcasting.positions(of: input, in: output).map { values[$0] }]
    }
    guard input.rank == 1, input[0] > 0 else { return [] }
    return [(0..<output[0]).map { values[$0 % input[0]] }]
  }
}

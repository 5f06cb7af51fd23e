import Quantities

/// Pools: each output element from a window of one channel.
enum Pooling: OperatorDefinition {
  static let kinds: [OperatorKind] = [.maxPool, .averagePool, .lpPool, .qlinearAveragePool]

  private static func parse(_ node: OperatorContext) throws(OperatorError) -> Window {
    let input = try node.input(0)
    try node.require(rank: 3...Limits.rank, of: input, at: 0)
    if node.kind == .qlinearAveragePool, node.isSet("channels_last") {
      throw OperatorError.mismatch("attribute 'channels_last' is not supported")
    }
    return try node.window(
      over: Array(input.shape.dimensions.dropFirst(2)),
      weight: nil,
      rounding: node.isSet("ceil_mode") ? .up : .down
    )
  }

  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    let window = try parse(node)
    let input = try node.input(0)
    let output = try input.reshaped(Array(input.shape.dimensions.prefix(2)) + window.outputs)
    return node.kind == .maxPool ? [output, output.with(.int64)] : [output]
  }

  static func workClass(of node: OperatorContext) -> WorkClass {
    .pooling(kernel: (try? parse(node))?.kernel ?? [])
  }

  static func operations(of node: OperatorContext, for slice: Slice?) -> Operations {
    guard let window = try? parse(node) else { return .zero }
    return Work.product([Work.elements(of: node, in: slice)] + window.kernel)
  }

  /// Indices of maxima count from the start of the whole input, so they are not made in parts.
  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? {
    guard let window = try? parse(node), let input = node.optionalInput(0), node.outputCount == 1
    else { return nil }
    let need: InputNeed =
      dimension < 2
      ? .same(dimension, of: input)
      : .interval(
        dimension: dimension,
        window.map(dimension - 2, limit: input.shape[dimension])
      )
    return SplitRule(node.inputs.indices.map { $0 == 0 ? need : .whole })
  }
}

/// Pools over all spatial elements of a channel.
enum GlobalPooling: OperatorDefinition {
  static let kinds: [OperatorKind] = [
    .globalAveragePool, .globalMaxPool, .globalLpPool, .qlinearGlobalAveragePool,
  ]

  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    let input = try node.input(0)
    try node.require(rank: 2...Limits.rank, of: input, at: 0)
    if node.kind == .qlinearGlobalAveragePool, node.isSet("channels_last") {
      throw OperatorError.mismatch("attribute 'channels_last' is not supported")
    }
    let spatial = [Int](repeating: 1, count: input.shape.rank - 2)
    return [try input.reshaped(Array(input.shape.dimensions.prefix(2)) + spatial)]
  }

  static func workClass(of node: OperatorContext) -> WorkClass {
    .pooling(kernel: Array(node.optionalInput(0)?.shape.dimensions.dropFirst(2) ?? []))
  }

  static func operations(of node: OperatorContext, for slice: Slice?) -> Operations {
    Work.read(by: node, in: slice)
  }

  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? {
    guard dimension < 2, let input = node.optionalInput(0) else { return nil }
    return SplitRule(
      node.inputs.indices.map { $0 == 0 ? .same(dimension, of: input) : .whole }
    )
  }
}

/// Pools over regions of interest, which are given at run time.
enum RegionPooling: OperatorDefinition {
  static let kinds: [OperatorKind] = [.roiAlign, .maxRoiPool]

  private static func extents(_ node: OperatorContext) throws(OperatorError) -> [Int] {
    guard node.kind == .roiAlign else {
      guard let shape = try node.integers("pooled_shape"), shape.count == 2 else {
        throw OperatorError.mismatch("attribute 'pooled_shape' does not hold 2 numbers")
      }
      return shape
    }
    return [
      try node.integer("output_height", default: 1), try node.integer("output_width", default: 1),
    ]
  }

  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    let input = try node.input(0)
    try node.require(rank: 4...4, of: input, at: 0)
    let regions = try node.input(1)
    try node.require(rank: 2...2, of: regions, at: 1)
    return [try input.reshaped([regions.shape[0], input.shape[1]] + (try extents(node)))]
  }

  static func workClass(of node: OperatorContext) -> WorkClass { .resampling }

  static func operations(of node: OperatorContext, for slice: Slice?) -> Operations {
    let samples = max((try? node.integer("sampling_ratio", default: 2)) ?? 2, 1)
    return Work.product([Work.elements(of: node, in: slice), samples, samples, 4])
  }

  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? {
    guard dimension < 2 else { return nil }
    return SplitRule(
      node.inputs.enumerated()
        .map { (position, type) -> InputNeed in
          guard let type, (position == 0) == (dimension == 1) else { return .whole }
          return .same(dimension, of: type)
        }
    )
  }
}

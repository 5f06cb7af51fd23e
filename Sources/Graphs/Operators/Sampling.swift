import Quantities

/// Samples of an input at places that a grid gives.
enum GridSampling: OperatorDefinition {
  static let kinds: [OperatorKind] = [.gridSample]

  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    let (input, grid) = (try node.input(0), try node.input(1).shape)
    try node.require(rank: 3...Limits.rank, of: input, at: 0)
    guard grid.rank == input.shape.rank, grid[0] == input.shape[0],
      grid[grid.rank - 1] == input.shape.rank - 2
    else {
      throw OperatorError.mismatch("input 0 has the shape \(input.shape), the grid \(grid)")
    }
    return [
      try input.reshaped(
        [input.shape[0], input.shape[1]] + Array(grid.dimensions.dropFirst().dropLast())
      )
    ]
  }

  static func workClass(of node: OperatorContext) -> WorkClass { .resampling }

  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? {
    guard let input = node.optionalInput(0), let grid = node.optionalInput(1) else { return nil }
    switch dimension {
    case 0: return SplitRule([.same(0, of: input), .same(0, of: grid)])
    case 1: return SplitRule([.same(1, of: input), .whole])
    default: return SplitRule([.whole, .same(dimension - 1, of: grid)])
    }
  }
}

/// Grids of places made from affine transformations.
enum GridGeneration: OperatorDefinition {
  static let kinds: [OperatorKind] = [.affineGrid]

  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    let theta = try node.input(0)
    let size = try node.bounded(try node.fixed(1, "size"), "input 1")
    guard size.count == 4 || size.count == 5 else {
      throw OperatorError.mismatch("input 1 (size) holds \(size.count) numbers, expected 4 or 5")
    }
    let spatial = size.count - 2
    guard theta.shape.dimensions == [size[0], spatial, spatial + 1] else {
      throw OperatorError.mismatch("input 0 has the shape \(theta.shape), the size is \(size)")
    }
    return [try theta.reshaped([size[0]] + Array(size.dropFirst(2)) + [spatial])]
  }

  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? {
    guard dimension == 0, let theta = node.optionalInput(0) else { return nil }
    return SplitRule([.same(0, of: theta), .whole])
  }
}

/// Convolution whose window's elements are moved by offsets that another input gives.
enum DeformableConvolution: OperatorDefinition {
  static let kinds: [OperatorKind] = [.deformConv]

  private static func parse(_ node: OperatorContext) throws(OperatorError)
    -> (groups: Int, window: Window)
  {
    let (input, weight) = (try node.input(0), try node.input(1).shape)
    try node.require(rank: 4...4, of: input, at: 0)
    let groups = try node.integer("group", default: 1)
    guard weight.rank == 4, groups >= 1, weight[0] % groups == 0,
      input.shape[1] == weight[1] * groups
    else {
      throw OperatorError.mismatch(
        "input 0 has \(input.shape[1]) channels, the weight \(weight) with \(groups) groups"
      )
    }
    let window = try node.window(
      over: Array(input.shape.dimensions.dropFirst(2)),
      weight: Array(weight.dimensions.dropFirst(2))
    )
    let offsets = try node.input(2)
    guard offsets.shape.rank == 4, Array(offsets.shape.dimensions.dropFirst(2)) == window.outputs
    else {
      throw OperatorError.mismatch(
        "the offsets have the shape \(offsets.shape), the output the extents \(window.outputs)"
      )
    }
    return (groups, window)
  }

  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    let (_, window) = try parse(node)
    let input = try node.input(0)
    return [try input.reshaped([input.shape[0], try node.input(1).shape[0]] + window.outputs)]
  }

  static func workClass(of node: OperatorContext) -> WorkClass {
    guard let (groups, window) = try? parse(node) else { return .elementwise }
    return .convolution(window.kernel(groups: groups))
  }

  static func operations(of node: OperatorContext, for slice: Slice?) -> Operations {
    let weight = node.optionalInput(1)?.shape.dimensions.dropFirst() ?? []
    return Work.product([Work.elements(of: node, in: slice)] + Array(weight))
  }

  /// Offsets count from the window's place in the whole input, so rows and columns are not split;
  /// nor are channels of several groups whose offsets differ.
  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? {
    guard dimension < 2, let (groups, _) = try? parse(node), let input = node.optionalInput(0),
      let weight = node.optionalInput(1),
      let offsetGroups = try? node.integer("offset_group", default: 1),
      dimension == 0 || groups == 1 || offsetGroups == 1
    else { return nil }
    let needs = node.inputs.enumerated()
      .map { (position, type) -> InputNeed in
        guard let type else { return .whole }
        switch (dimension, position) {
        case (0, 0), (0, 2), (0, 4): return .same(0, of: type)
        case (1, 0):
          return Convolution.groupNeed(
            of: input,
            dimension: 1,
            groups: groups,
            outputs: weight.shape[0]
          )
        case (1, 1), (1, 3): return .same(0, of: type)
        default: return .whole
        }
      }
    let isGrouped = dimension == 1 && groups > 1
    return SplitRule(needs, granularity: isGrouped ? max(weight.shape[0] / groups, 1) : 1)
  }
}

/// The places from which a pool took its maxima, filled with its output again.
enum Unpooling: OperatorDefinition {
  static let kinds: [OperatorKind] = [.maxUnpool]

  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    let input = try node.input(0)
    try node.require(rank: 3...Limits.rank, of: input, at: 0)
    if node.optionalInput(2) != nil {
      return [try input.reshaped(try node.bounded(try node.fixed(2, "output_shape"), "input 2"))]
    }
    let count = input.shape.rank - 2
    let positive = 1...(1 << 20)
    let kernel = try node.kernelExtents(count: count, weight: nil)
    let strides = try node.windowNumbers("strides", count: count, default: 1, in: positive)
    let pads = try node.windowNumbers("pads", count: 2 * count, default: 0, in: 0...(1 << 20))
    let extents = (0..<count)
      .map { index in
        (input.shape[index + 2] - 1) * strides[index] + kernel[index] - pads[index]
          - pads[count + index]
      }
    return [try input.reshaped(Array(input.shape.dimensions.prefix(2)) + extents)]
  }

  static func workClass(of node: OperatorContext) -> WorkClass { .gathering }

  /// Positions count from the start of the whole output.
  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? { nil }
}

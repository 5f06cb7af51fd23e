import Quantities

/// Convolutions: each output channel from the input channels of its group, in a sliding window.
enum Convolution: OperatorDefinition {
  static let kinds: [OperatorKind] = [.conv, .convInteger, .qlinearConv, .fusedConv]

  /// Where the input, the weight and the bias stand, and the other inputs of the same role.
  private struct Layout {
    let weight: Int
    /// Inputs with one element for each output channel, or one element in all.
    let perChannel: [Int]

    init(_ kind: OperatorKind) {
      switch kind {
      case .qlinearConv: (weight, perChannel) = (3, [4, 5, 8])
      case .convInteger: (weight, perChannel) = (1, [3])
      default: (weight, perChannel) = (1, [2])
      }
    }
  }

  private static func parse(_ node: OperatorContext) throws(OperatorError)
    -> (groups: Int, window: Window)
  {
    let layout = Layout(node.kind)
    let input = try node.input(0).shape
    let weight = try node.input(layout.weight).shape
    try node.require(rank: 3...Limits.rank, of: try node.input(0), at: 0)
    guard weight.rank == input.rank else {
      throw OperatorError.mismatch(
        "input 0 has \(input.rank) dimensions, the weight has \(weight.rank)"
      )
    }
    let groups = try node.integer("group", default: 1)
    guard groups >= 1, weight[0] % groups == 0 else {
      throw OperatorError.mismatch(
        "the weight has \(weight[0]) output channels, not a multiple of \(groups) groups"
      )
    }
    guard input[1] == weight[1] * groups else {
      throw OperatorError.mismatch(
        "input 0 has \(input[1]) channels, the weight expects \(weight[1])"
          + (groups == 1 ? "" : " in each of \(groups) groups")
      )
    }
    if layout.weight == 1, node.kind != .convInteger, let bias = node.optionalInput(2),
      bias.shape.dimensions != [weight[0]]
    {
      throw OperatorError.mismatch(
        "the bias has the shape \(bias.shape), the weight has \(weight[0]) output channels"
      )
    }
    let window = try node.window(
      over: Array(input.dimensions.dropFirst(2)),
      weight: Array(weight.dimensions.dropFirst(2))
    )
    return (groups, window)
  }

  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    let (_, window) = try parse(node)
    let elements: ElementType
    switch node.kind {
    case .convInteger: elements = .int32
    case .qlinearConv: elements = try node.input(7).elementType
    default: elements = try node.input(0).elementType
    }
    let channels = try node.input(Layout(node.kind).weight).shape[0]
    let batch = try node.input(0).shape[0]
    return [TensorType(elements, try Shape.checked([batch, channels] + window.outputs))]
  }

  static func workClass(of node: OperatorContext) -> WorkClass {
    guard let (groups, window) = try? parse(node), let input = node.optionalInput(0) else {
      return .elementwise
    }
    let kernel = window.kernel(groups: groups)
    return groups > 1 && groups == input.shape[1]
      ? .depthwiseConvolution(kernel) : .convolution(kernel)
  }

  static func operations(of node: OperatorContext, for slice: Slice?) -> Operations {
    guard let weight = node.optionalInput(Layout(node.kind).weight)?.shape else { return .zero }
    return Work.product(
      [Work.elements(of: node, in: slice)] + Array(weight.dimensions.dropFirst())
    )
  }

  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? {
    guard let (groups, window) = try? parse(node), let input = node.optionalInput(0),
      let weight = node.optionalInput(Layout(node.kind).weight)
    else { return nil }
    let layout = Layout(node.kind)
    let isFused = node.kind == .fusedConv
    let needs = node.inputs.indices.map { (position) -> InputNeed in
      if isFused, position == 3, let summand = node.optionalInput(3) {
        return .same(dimension, of: summand)
      }
      switch (dimension, position) {
      case (0, 0): return .same(0, of: input)
      case (1, 0):
        return groupNeed(of: input, dimension: 1, groups: groups, outputs: weight.shape[0])
      case (1, layout.weight): return .same(0, of: weight)
      case (1, _) where layout.perChannel.contains(position):
        guard let type = node.optionalInput(position), type.shape.rank == 1, type.shape[0] > 1
        else { return .whole }
        return .same(0, of: type)
      case (2..., 0):
        return .interval(
          dimension: dimension,
          window.map(dimension - 2, limit: input.shape[dimension])
        )
      default: return .whole
      }
    }
    let isGrouped = dimension == 1 && groups > 1
    return SplitRule(needs, granularity: isGrouped ? max(weight.shape[0] / groups, 1) : 1)
  }

  /// The channels of the groups that an interval of output channels belongs to.
  static func groupNeed(of type: TensorType, dimension: Int, groups: Int, outputs: Int)
    -> InputNeed
  {
    let extent = type.shape[dimension]
    guard groups > 1, outputs >= groups, extent >= groups else { return .whole }
    return .interval(
      dimension: dimension,
      IntervalMap(denominator: outputs / groups, block: extent / groups, limit: extent)
    )
  }
}

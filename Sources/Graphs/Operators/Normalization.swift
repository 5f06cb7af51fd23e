import Quantities

/// Normalisation with statistics that are taken over some dimensions, or given.
enum Normalization: OperatorDefinition {
  static let kinds: [OperatorKind] = [
    .batchNormalization, .groupNormalization, .instanceNormalization, .layerNormalization, .lrn,
    .lpNormalization, .meanVarianceNormalization, .rmsNormalization, .simplifiedLayerNormalization,
    .skipLayerNormalization, .skipSimplifiedLayerNormalization,
  ]

  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    let input = try node.input(0)
    let rank = input.shape.rank
    switch node.kind {
    case .batchNormalization:
      try node.require(rank: 1...Limits.rank, of: input, at: 0)
      let channels = rank > 1 ? input.shape[1] : 1
      try requireChannels([1, 2, 3, 4], of: node, count: channels)
      let statistics = try node.input(3).reshaped([channels])
      return [input, statistics, statistics]
    case .instanceNormalization:
      try node.require(rank: 3...Limits.rank, of: input, at: 0)
      try requireChannels([1, 2], of: node, count: input.shape[1])
      return [input]
    case .groupNormalization:
      try node.require(rank: 3...Limits.rank, of: input, at: 0)
      try requireGroups(node, channels: input.shape[1])
      return [input]
    case .layerNormalization, .simplifiedLayerNormalization, .rmsNormalization:
      let axis = try node.axis(default: -1, rank: rank)
      let kept = Array(input.shape.dimensions.prefix(axis))
      let statistics = try TensorType(.float32, input.shape)
        .reshaped(
          kept + [Int](repeating: 1, count: rank - axis)
        )
      try requireBroadcast(node, to: input.shape)
      return node.kind == .layerNormalization
        ? [input, statistics, statistics] : [input, statistics]
    case .skipLayerNormalization, .skipSimplifiedLayerNormalization:
      guard rank >= 2 else { throw OperatorError.mismatch("input 0 has \(rank) dimensions") }
      let kept = Array(input.shape.dimensions.dropLast()) + [1]
      let statistics = try TensorType(.float32, input.shape).reshaped(kept)
      return [input, statistics, statistics, input]
    case .lrn:
      try node.require(rank: 2...Limits.rank, of: input, at: 0)
      _ = try localWindow(node)
      return [input]
    case .lpNormalization:
      _ = try node.axis(default: -1, rank: rank)
      return [input]
    default:
      _ = try statisticAxes(node, rank: rank)
      return [input]
    }
  }

  private static func requireChannels(_ positions: [Int], of node: OperatorContext, count: Int)
    throws(OperatorError)
  {
    for position in positions {
      let shape = try node.input(position).shape
      guard shape.dimensions == [count] else {
        throw OperatorError.mismatch(
          "input 0 has \(count) channels, input \(position) the shape \(shape)"
        )
      }
    }
  }

  /// Scale and bias of a group normalisation hold one element for each channel, or each group.
  private static func requireGroups(_ node: OperatorContext, channels: Int) throws(OperatorError) {
    let groups = try groupCount(node, channels: channels)
    for position in 1...2 {
      let shape = try node.input(position).shape
      guard shape.dimensions == [groups] || shape.dimensions == [channels] else {
        throw OperatorError.mismatch(
          "input 0 has \(channels) channels in \(groups) groups, input \(position) the shape "
            + "\(shape)"
        )
      }
    }
  }

  private static func requireBroadcast(_ node: OperatorContext, to shape: Shape)
    throws(OperatorError)
  {
    for position in 1..<max(node.inputs.count, 1) {
      guard let type = node.optionalInput(position) else { continue }
      guard try Broadcasting.shape(of: [type.shape, shape]) == shape else {
        throw OperatorError.mismatch(
          "input \(position) has the shape \(type.shape), the input \(shape)"
        )
      }
    }
  }

  private static func groupCount(_ node: OperatorContext, channels: Int) throws(OperatorError)
    -> Int
  {
    let groups = try node.integer("num_groups", default: 0)
    guard groups >= 1, channels % groups == 0, channels >= groups else {
      throw OperatorError.mismatch(
        "input 0 has \(channels) channels, not a multiple of \(groups) groups"
      )
    }
    return groups
  }

  private static func localWindow(_ node: OperatorContext) throws(OperatorError) -> Int {
    let size = try node.integer("size", default: 0)
    guard size >= 1 else { throw OperatorError.mismatch("attribute 'size' is \(size)") }
    return size
  }

  /// The dimensions over which mean and variance are taken.
  private static func statisticAxes(_ node: OperatorContext, rank: Int) throws(OperatorError)
    -> [Int]
  {
    let axes = try node.integers("axes") ?? [0, 2, 3]
    return try node.dimensions(axes, rank: rank, "attribute 'axes'")
  }

  static func workClass(of node: OperatorContext) -> WorkClass { .normalization }

  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? {
    guard let input = node.optionalInput(0) else { return nil }
    let rank = input.shape.rank
    switch node.kind {
    case .batchNormalization:
      guard node.outputCount == 1, !node.isSet("training_mode") else { return nil }
      return perChannel(node, input, along: dimension)
    case .instanceNormalization:
      return dimension < 2 ? perChannel(node, input, along: dimension) : nil
    case .groupNormalization: return grouped(node, input, along: dimension)
    case .layerNormalization, .simplifiedLayerNormalization, .rmsNormalization:
      guard let axis = try? node.axis(default: -1, rank: rank), dimension < axis else { return nil }
      return broadcast(node, input, along: dimension)
    case .skipLayerNormalization, .skipSimplifiedLayerNormalization:
      return dimension < rank - 1 ? broadcast(node, input, along: dimension) : nil
    case .lrn:
      guard dimension == 1 else { return SplitRule([.same(dimension, of: input)]) }
      // A window of an even number of channels has no middle, and runtimes refuse it.
      guard let size = try? localWindow(node), !size.isMultiple(of: 2) else { return nil }
      let map = IntervalMap(
        lowerOffset: -((size - 1) / 2),
        upperOffset: size / 2,
        limit: input.shape[1]
      )
      return SplitRule([.interval(dimension: 1, map)])
    case .lpNormalization:
      guard let axis = try? node.axis(default: -1, rank: rank), dimension != axis else {
        return nil
      }
      return SplitRule([.same(dimension, of: input)])
    default:
      guard let axes = try? statisticAxes(node, rank: rank), !axes.contains(dimension) else {
        return nil
      }
      return SplitRule([.same(dimension, of: input)])
    }
  }

  /// Parameters with one element for each channel.
  private static func perChannel(
    _ node: OperatorContext,
    _ input: TensorType,
    along dimension: Int
  ) -> SplitRule {
    SplitRule(
      node.inputs.enumerated()
        .map { (position, type) -> InputNeed in
          if position == 0 { return .same(dimension, of: input) }
          guard dimension == 1, let type, type.shape.rank == 1 else { return .whole }
          return .same(0, of: type)
        }
    )
  }

  private static func broadcast(
    _ node: OperatorContext,
    _ input: TensorType,
    along dimension: Int
  ) -> SplitRule {
    SplitRule(node.inputs.map { .broadcast($0, along: dimension, of: input.shape) })
  }

  /// A single group is needed whole by each part, so its channels are not split.
  private static func grouped(
    _ node: OperatorContext,
    _ input: TensorType,
    along dimension: Int
  ) -> SplitRule? {
    guard dimension < 2, let groups = try? groupCount(node, channels: input.shape[1]),
      dimension == 0 || groups > 1
    else { return nil }
    let size = input.shape[1] / groups
    let needs = node.inputs.enumerated()
      .map { (position, type) -> InputNeed in
        guard let type, dimension == 1 || position == 0 else { return .whole }
        if dimension == 0 { return .same(0, of: type) }
        if position == 0 {
          return .interval(
            dimension: 1,
            IntervalMap(denominator: size, block: size, limit: input.shape[1])
          )
        }
        guard type.shape[0] == groups, groups != input.shape[1] else { return .same(0, of: type) }
        return .interval(dimension: 0, IntervalMap(denominator: size, limit: groups))
      }
    return SplitRule(needs, granularity: dimension == 1 ? size : 1)
  }
}

/// Normalisation of exponentials, or the position of the maximum, along one dimension.
enum Exponential: OperatorDefinition {
  static let kinds: [OperatorKind] = [.softmax, .logSoftmax, .hardmax]

  /// The dimensions that are normalised together: all from `axis` on before operator set 13.
  private static func axes(_ node: OperatorContext) throws(OperatorError) -> Range<Int> {
    let rank = try node.input(0).shape.rank
    guard node.operatorSet < 13 else {
      let axis = try node.axis(default: -1, rank: max(rank, 1))
      return axis..<axis + 1
    }
    let axis = try node.integer("axis", default: 1)
    guard axis >= -rank, axis <= rank else {
      throw OperatorError.mismatch("attribute 'axis' is \(axis), the tensor has \(rank) dimensions")
    }
    return (axis < 0 ? axis + rank : axis)..<rank
  }

  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    _ = try axes(node)
    return [try node.input(0)]
  }

  static func workClass(of node: OperatorContext) -> WorkClass { .normalization }

  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? {
    guard let input = node.optionalInput(0), let axes = try? axes(node), !axes.contains(dimension)
    else { return nil }
    return SplitRule([.same(dimension, of: input)])
  }
}

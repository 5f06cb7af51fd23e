import Quantities

/// Transposed convolution: each input element is spread over a window of the output.
enum TransposedConvolution: OperatorDefinition {
  static let kinds: [OperatorKind] = [.convTranspose]

  private static func parse(_ node: OperatorContext) throws(OperatorError)
    -> (groups: Int, window: Window)
  {
    let input = try node.input(0).shape
    let weight = try node.input(1).shape
    try node.require(rank: 3...Limits.rank, of: try node.input(0), at: 0)
    guard weight.rank == input.rank, input[1] == weight[0] else {
      throw OperatorError.mismatch(
        "input 0 has the shape \(input), the weight \(weight): the input's channels are the "
          + "weight's first dimension"
      )
    }
    let groups = try node.integer("group", default: 1)
    guard groups >= 1, weight[0] % groups == 0 else {
      throw OperatorError.mismatch(
        "input 0 has \(weight[0]) channels, not a multiple of \(groups) groups"
      )
    }
    return (
      groups,
      try window(
        of: node,
        over: Array(input.dimensions.dropFirst(2)),
        weight: Array(weight.dimensions.dropFirst(2))
      )
    )
  }

  private static func window(of node: OperatorContext, over spatial: [Int], weight: [Int])
    throws(OperatorError) -> Window
  {
    let count = spatial.count
    let kernel = try node.kernelExtents(count: count, weight: weight)
    let positive = 1...(1 << 20)
    let strides = try node.windowNumbers("strides", count: count, default: 1, in: positive)
    let dilations = try node.windowNumbers("dilations", count: count, default: 1, in: positive)
    let pads = try node.windowNumbers(
      "pads",
      count: 2 * count,
      default: 0,
      in: -(1 << 20)...(1 << 20)
    )
    let extra = try node.windowNumbers(
      "output_padding",
      count: count,
      default: 0,
      in: 0...(1 << 20)
    )
    let shape = try writtenExtents(of: node, count: count)
    let mode = node.attributes.text("auto_pad") ?? "NOTSET"
    guard ["NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER"].contains(mode) else {
      throw OperatorError.mismatch("attribute 'auto_pad' is '\(mode)'")
    }
    var before: [Int] = []
    var outputs: [Int] = []
    for index in 0..<count {
      let spread =
        (spatial[index] - 1) * strides[index] + extra[index]
        + (kernel[index] - 1) * dilations[index] + 1
      let isSame = mode.hasPrefix("SAME")
      if let extent = shape?[index] ?? (isSame ? spatial[index] * strides[index] : nil) {
        let total = max(spread - extent, 0)
        before.append(mode == "SAME_UPPER" ? total / 2 : total - total / 2)
        outputs.append(extent)
      } else {
        let (start, end) = mode == "VALID" ? (0, 0) : (pads[index], pads[count + index])
        before.append(start)
        outputs.append(spread - start - end)
      }
    }
    return Window(
      kernel: kernel,
      strides: strides,
      dilations: dilations,
      padsBefore: before,
      outputs: outputs
    )
  }

  /// The output's spatial extents, where the model fixes them.
  private static func writtenExtents(of node: OperatorContext, count: Int) throws(OperatorError)
    -> [Int]?
  {
    guard let written = try node.integers("output_shape"), !written.isEmpty else { return nil }
    guard written.count >= count else {
      throw OperatorError.mismatch(
        "attribute 'output_shape' has \(written.count) numbers, expected \(count)"
      )
    }
    return Array(written.suffix(count))
  }

  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    let (groups, window) = try parse(node)
    let input = try node.input(0)
    let weight = try node.input(1).shape
    let (channels, overflow) = weight[1].multipliedReportingOverflow(by: groups)
    guard !overflow else { throw OperatorError.mismatch("\(groups) groups are too many") }
    return [try input.reshaped([input.shape[0], channels] + window.outputs)]
  }

  static func workClass(of node: OperatorContext) -> WorkClass {
    guard let (groups, window) = try? parse(node) else { return .elementwise }
    return .transposedConvolution(window.kernel(groups: groups))
  }

  /// Each input element meets each weight of its group once; parts count in proportion.
  static func operations(of node: OperatorContext, for slice: Slice?) -> Operations {
    guard let input = node.optionalInput(0), let weight = node.optionalInput(1) else {
      return .zero
    }
    let whole = Work.product(
      [input.shape.elementCount] + Array(weight.shape.dimensions.dropFirst())
    )
    return Work.share(of: whole, for: node, in: slice)
  }

  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? {
    guard let (groups, window) = try? parse(node), let input = node.optionalInput(0),
      let weight = node.optionalInput(1), let output = node.outputs.first
    else { return nil }
    let needs = node.inputs.indices.map { (position) -> InputNeed in
      switch (dimension, position) {
      case (0, 0): return .same(0, of: input)
      case (1, 0), (1, 1):
        if position == 1, groups == 1 { return .same(1, of: weight) }
        return Convolution.groupNeed(
          of: position == 0 ? input : weight,
          dimension: position == 0 ? 1 : 0,
          groups: groups,
          outputs: output.shape[1]
        )
      case (1, 2): return node.optionalInput(2).map { .same(0, of: $0) } ?? .whole
      case (2..., 0):
        return .interval(
          dimension: dimension,
          spreadMap(window, dimension - 2, limit: input.shape[dimension])
        )
      default: return .whole
      }
    }
    let isGrouped = dimension == 1 && groups > 1
    return SplitRule(needs, granularity: isGrouped ? max(output.shape[1] / groups, 1) : 1)
  }

  /// The input elements that are spread onto an interval of the output.
  private static func spreadMap(_ window: Window, _ spatial: Int, limit: Int) -> IntervalMap {
    let stride = window.strides[spatial]
    let reach = (window.kernel[spatial] - 1) * window.dilations[spatial]
    let pad = window.padsBefore[spatial]
    return IntervalMap(
      denominator: stride,
      lowerOffset: pad - reach + stride - 1,
      upperOffset: pad,
      limit: limit
    )
  }
}

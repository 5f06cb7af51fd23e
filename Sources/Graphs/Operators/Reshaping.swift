import Quantities

/// The same elements in the same order under other extents.
///
/// A reader of a format whose images are batch, height, width, channel adds the attribute
/// `channels_last`: two numbers that say of input and output whether their elements lie in that
/// order, although their extents are given as batch, channel, height, width.
enum Reshaping: OperatorDefinition {
  static let kinds: [OperatorKind] = [.reshape, .flatten, .squeeze, .unsqueeze]

  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    let input = try node.input(0)
    let dimensions: [Int]
    switch node.kind {
    case .flatten: dimensions = try flattened(node, input.shape)
    case .squeeze: dimensions = try squeezed(node, input.shape)
    case .unsqueeze: dimensions = try unsqueezed(node, input.shape)
    default: dimensions = try target(node, input.shape)
    }
    let output = try input.reshaped(dimensions)
    guard output.shape.elementCount == input.shape.elementCount else {
      throw OperatorError.mismatch(
        "input 0 has the shape \(input.shape), \(input.shape.elementCount) elements; the target "
          + "\(output.shape) has \(output.shape.elementCount)"
      )
    }
    return [output]
  }

  /// Reshape: 0 keeps an extent (unless `allowzero`), −1 stands for what is left.
  private static func target(_ node: OperatorContext, _ input: Shape) throws(OperatorError)
    -> [Int]
  {
    var result = try node.requiredParameter("shape", at: 1)
    guard result.count <= Limits.rank else { throw OperatorError.shape(.outOfBounds(result)) }
    var open: Int?
    for (dimension, extent) in result.enumerated() {
      if extent == 0, !node.isSet("allowzero") {
        guard dimension < input.rank else {
          throw OperatorError.mismatch(
            "the target keeps extent \(dimension), input 0 has \(input.rank) dimensions"
          )
        }
        result[dimension] = input[dimension]
      } else if extent == -1 {
        guard open == nil else { throw OperatorError.mismatch("the target has two extents −1") }
        open = dimension
        result[dimension] = 1
      }
    }
    guard let open else { return result }
    let others = try Shape.checked(result).elementCount
    guard others > 0, input.elementCount % others == 0 else {
      throw OperatorError.mismatch(
        "input 0 has \(input.elementCount) elements, not a multiple of \(others)"
      )
    }
    result[open] = input.elementCount / others
    return result
  }

  private static func flattened(_ node: OperatorContext, _ input: Shape) throws(OperatorError)
    -> [Int]
  {
    let value = try node.integer("axis", default: 1)
    guard value >= -input.rank, value <= input.rank else {
      throw OperatorError.mismatch(
        "attribute 'axis' is \(value), input 0 has \(input.rank) dimensions"
      )
    }
    let axis = value < 0 ? value + input.rank : value
    return [input.elementCount(in: 0..<axis), input.elementCount(in: axis..<input.rank)]
  }

  private static func squeezed(_ node: OperatorContext, _ input: Shape) throws(OperatorError)
    -> [Int]
  {
    guard let written = try node.parameter("axes", at: 1) else {
      return input.dimensions.filter { $0 != 1 }
    }
    let axes = try node.dimensions(written, rank: input.rank, "'axes'")
    for axis in axes where input[axis] != 1 {
      throw OperatorError.mismatch("dimension \(axis) has \(input[axis]) elements, expected 1")
    }
    return input.dimensions.indices.filter { !axes.contains($0) }.map { input[$0] }
  }

  private static func unsqueezed(_ node: OperatorContext, _ input: Shape) throws(OperatorError)
    -> [Int]
  {
    let written = try node.requiredParameter("axes", at: 1)
    guard input.rank + written.count <= Limits.rank else {
      throw OperatorError.mismatch("\(written.count) dimensions are added to \(input.rank)")
    }
    let axes = try node.dimensions(written, rank: input.rank + written.count, "'axes'")
    var result = input.dimensions
    for axis in axes { result.insert(1, at: axis) }
    return result
  }

  static func workClass(of node: OperatorContext) -> WorkClass { .none }

  static func operations(of node: OperatorContext, for slice: Slice?) -> Operations { .zero }

  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? {
    guard let input = node.optionalInput(0)?.shape, let output = node.outputs.first?.shape,
      let (stored, place) = Self.stored(node, input, output, dimension),
      let need = need(of: stored.input, for: stored.output, along: place)
        .map({ Self.isChannelsLast(node, 0, input) ? $0.movingChannels() : $0 })
    else { return nil }
    var granularity = 1
    if case .interval(_, let map) = need { granularity = map.denominator }
    return SplitRule(
      node.inputs.indices.map { $0 == 0 ? need : .whole },
      granularity: granularity
    )
  }

  private static func isChannelsLast(_ node: OperatorContext, _ position: Int, _ shape: Shape)
    -> Bool
  {
    guard shape.rank == 4, let marks = node.attributes.integers("channels_last") else {
      return false
    }
    return marks.indices.contains(position) && marks[position] != 0
  }

  /// Input, output and a dimension of the output in the order in which the elements lie.
  private static func stored(
    _ node: OperatorContext,
    _ input: Shape,
    _ output: Shape,
    _ dimension: Int
  ) -> (shapes: (input: Shape, output: Shape), dimension: Int)? {
    func shape(_ shape: Shape, _ position: Int) -> Shape? {
      guard isChannelsLast(node, position, shape) else { return shape }
      return try? Shape([0, 2, 3, 1].map { shape[$0] })
    }
    guard let inputs = shape(input, 0), let outputs = shape(output, 1) else { return nil }
    let place = isChannelsLast(node, 1, output) ? [0, 3, 1, 2][dimension] : dimension
    return ((inputs, outputs), place)
  }

  /// The input interval that holds the elements of an interval of the output.
  ///
  /// The output repeats the interval once for each element of the dimensions before it. There is
  /// one interval of the input where such a repetition begins wherever the index along one of the
  /// input's dimensions begins anew; nil otherwise, because the layout mixes dimensions.
  private static func need(of input: Shape, for output: Shape, along dimension: Int) -> InputNeed? {
    guard output.elementCount > 0, output[dimension] > 1 else { return .whole }
    let outer = output.elementCount(in: 0..<dimension)
    let inner = output.elementCount(in: (dimension + 1)..<output.rank)
    let own = input.dimensions.indices.first {
      input[$0] > 1 && input.elementCount(in: 0..<$0) == outer
    }
    guard let own else { return nil }
    let step = input.elementCount(in: (own + 1)..<input.rank)
    // ⌊(i·inner + inner − 1) / step⌋ is ⌊(i·n + n − 1) / d⌋ after the common divisor is taken out.
    let common = greatestCommonDivisor(inner, step)
    let (numerator, denominator) = (inner / common, step / common)
    return .interval(
      dimension: own,
      IntervalMap(
        numerator: numerator,
        denominator: denominator,
        upperOffset: numerator - 1,
        limit: input[own]
      )
    )
  }

  private static func greatestCommonDivisor(_ left: Int, _ right: Int) -> Int {
    right == 0 ? left : greatestCommonDivisor(right, left % right)
  }

  static func foldedValues(of node: OperatorContext) -> [[Int64]?] { [node.constant(0)] }
}

extension InputNeed {
  /// The need of a tensor whose channels are counted before rows and columns instead of after.
  fileprivate func movingChannels() -> InputNeed {
    guard case .interval(let dimension, let map) = self else { return self }
    return .interval(dimension: [0, 2, 3, 1][dimension], map)
  }
}

import Quantities

/// Triangles, reversals, crops and determinants: small families of rearrangements.
enum Triangle: OperatorDefinition {
  static let kinds: [OperatorKind] = [.trilu]

  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    let input = try node.input(0)
    try node.require(rank: 2...Limits.rank, of: input, at: 0)
    return [input]
  }

  static func workClass(of node: OperatorContext) -> WorkClass { .rearrangement }

  /// A part of rows or columns has its diagonal elsewhere, which the runtime must allow for.
  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? {
    guard let input = node.optionalInput(0) else { return nil }
    return SplitRule(
      node.inputs.indices.map { $0 == 0 ? .same(dimension, of: input) : .whole }
    )
  }
}

/// Sequences of given lengths, each reversed.
enum SequenceReversal: OperatorDefinition {
  static let kinds: [OperatorKind] = [.reverseSequence]

  private static func axes(_ node: OperatorContext) throws(OperatorError)
    -> (batch: Int, time: Int)
  {
    let input = try node.input(0)
    try node.require(rank: 2...Limits.rank, of: input, at: 0)
    let rank = input.shape.rank
    let batch = try node.axis("batch_axis", default: 1, rank: rank)
    let time = try node.axis("time_axis", default: 0, rank: rank)
    guard batch != time, try node.input(1).shape.dimensions == [input.shape[batch]] else {
      throw OperatorError.mismatch(
        "input 0 has \(input.shape[batch]) sequences, input 1 the shape \(try node.input(1).shape)"
      )
    }
    return (batch, time)
  }

  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    _ = try axes(node)
    return [try node.input(0)]
  }

  static func workClass(of node: OperatorContext) -> WorkClass { .rearrangement }

  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? {
    guard let input = node.optionalInput(0), let lengths = node.optionalInput(1),
      let (batch, time) = try? axes(node), dimension != time
    else { return nil }
    return SplitRule([
      .same(dimension, of: input), dimension == batch ? .same(0, of: lengths) : .whole,
    ])
  }
}

/// The middle of a tensor, cut or padded with zeros to a given size.
enum Centring: OperatorDefinition {
  static let kinds: [OperatorKind] = [.centerCropPad]

  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    let input = try node.input(0)
    let rank = input.shape.rank
    let sizes = try node.bounded(try node.fixed(1, "shape"), "input 1")
    let axes = try node.integers("axes") ?? Array(0..<rank)
    guard axes.count == sizes.count else {
      throw OperatorError.mismatch("input 1 holds \(sizes.count) sizes for \(axes.count) axes")
    }
    var extents = input.shape.dimensions
    for (axis, size) in zip(axes, sizes) {
      extents[try node.dimension(axis, rank: rank, "attribute 'axes'")] = size
    }
    return [try input.reshaped(extents)]
  }

  static func workClass(of node: OperatorContext) -> WorkClass { .rearrangement }

  /// A part of a padded dimension has zeros on one side only, which is no centring of anything.
  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? {
    guard let input = node.optionalInput(0), let output = node.outputs.first else { return nil }
    let (from, to) = (input.shape[dimension], output.shape[dimension])
    guard from >= to else { return nil }
    let offset = (from - to) / 2
    let map = IntervalMap(lowerOffset: offset, upperOffset: offset, limit: from)
    return SplitRule([.interval(dimension: dimension, map), .whole])
  }
}

/// The determinants of square matrices.
enum Determinant: OperatorDefinition {
  static let kinds: [OperatorKind] = [.det]

  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    let input = try node.input(0)
    try node.require(rank: 2...Limits.rank, of: input, at: 0)
    let rank = input.shape.rank
    guard input.shape[rank - 1] == input.shape[rank - 2] else {
      throw OperatorError.mismatch("input 0 has the shape \(input.shape), expected square matrices")
    }
    return [try input.reshaped(Array(input.shape.dimensions.dropLast(2)))]
  }

  static func workClass(of node: OperatorContext) -> WorkClass { .reduction }

  static func operations(of node: OperatorContext, for slice: Slice?) -> Operations {
    let side = node.optionalInput(0)?.shape.dimensions.last ?? 0
    return Work.product([Work.elements(of: node, in: slice), side, side, side])
  }

  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? {
    node.optionalInput(0).map { SplitRule([.same(dimension, of: $0)]) }
  }
}

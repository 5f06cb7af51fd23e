import Quantities

/// Elements taken from positions that another input gives.
enum Gathering: OperatorDefinition {
  static let kinds: [OperatorKind] = [.gather, .gatherElements]

  private static func axis(_ node: OperatorContext) throws(OperatorError) -> Int {
    let rank = try node.input(0).shape.rank
    return try node.axis(default: 0, rank: rank)
  }

  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    let (data, positions) = (try node.input(0), try node.input(1))
    let axis = try axis(node)
    guard node.kind == .gatherElements else {
      return [
        try data.reshaped(
          Array(data.shape.dimensions.prefix(axis)) + positions.shape.dimensions
            + Array(data.shape.dimensions.dropFirst(axis + 1))
        )
      ]
    }
    guard positions.shape.rank == data.shape.rank else {
      throw OperatorError.mismatch(
        "input 0 has \(data.shape.rank) dimensions, input 1 \(positions.shape.rank)"
      )
    }
    for dimension in data.shape.dimensions.indices where dimension != axis {
      guard positions.shape[dimension] <= data.shape[dimension] else {
        throw OperatorError.mismatch(
          "input 1 has \(positions.shape[dimension]) elements along dimension \(dimension), "
            + "input 0 has \(data.shape[dimension])"
        )
      }
    }
    return [TensorType(data.elementType, positions.shape)]
  }

  static func workClass(of node: OperatorContext) -> WorkClass { .gathering }

  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? {
    guard let data = node.optionalInput(0), let positions = node.optionalInput(1),
      let axis = try? axis(node)
    else { return nil }
    if node.kind == .gatherElements {
      return SplitRule([
        dimension == axis ? .whole : .same(dimension, of: data), .same(dimension, of: positions),
      ])
    }
    let rank = positions.shape.rank
    if dimension < axis { return SplitRule([.same(dimension, of: data), .whole]) }
    if dimension < axis + rank {
      let own = dimension - axis
      return SplitRule([known(node, axis, along: own) ?? .whole, .same(own, of: positions)])
    }
    return SplitRule([.same(dimension - rank + 1, of: data), .whole])
  }

  /// What known positions read for an interval along a dimension of theirs; nil for unknown ones.
  ///
  /// Exact where the first position moves by the same step from one index to the next, as do the
  /// last; otherwise everything between the first and the last position of all.
  private static func known(_ node: OperatorContext, _ axis: Int, along dimension: Int)
    -> InputNeed?
  {
    guard let values = node.constant(1), let positions = node.optionalInput(1)?.shape,
      let extent = node.optionalInput(0)?.shape[axis], values.count == positions.elementCount,
      !values.isEmpty, values.allSatisfy({ $0 >= -extent && $0 < extent })
    else { return nil }
    let inner = positions.elementCount(in: (dimension + 1)..<positions.rank)
    var firsts = [Int](repeating: extent, count: positions[dimension])
    var lasts = [Int](repeating: -1, count: positions[dimension])
    for (place, value) in values.enumerated() {
      let index = place / inner % positions[dimension]
      let position = value < 0 ? Int(value) + extent : Int(value)
      firsts[index] = min(firsts[index], position)
      lasts[index] = max(lasts[index], position)
    }
    let step = firsts.count > 1 ? firsts[1] - firsts[0] : 0
    let isRegular = firsts.indices.dropFirst()
      .allSatisfy {
        firsts[$0] - firsts[$0 - 1] == step && lasts[$0] - lasts[$0 - 1] == step
      }
    return .interval(
      dimension: axis,
      IntervalMap(
        numerator: isRegular ? step : 0,
        lowerOffset: isRegular ? firsts[0] : firsts.min() ?? 0,
        upperOffset: isRegular ? lasts[0] : lasts.max() ?? extent,
        limit: extent
      )
    )
  }

  static func foldedValues(of node: OperatorContext) -> [[Int64]?] {
    guard node.kind == .gather, let data = node.optionalInput(0)?.shape,
      let values = node.constant(0), let positions = node.constant(1),
      let axis = try? axis(node), values.count == data.elementCount,
      let output = (try? outputTypes(of: node))?.first?.shape, Folding.isSmall(output)
    else { return [] }
    let extent = data[axis]
    let inner = data.elementCount(in: (axis + 1)..<data.rank)
    var result: [Int64] = []
    for row in 0..<data.elementCount(in: 0..<axis) {
      for position in positions {
        guard position >= -extent, position < extent else { return [] }
        let start = (row * extent + Int(position < 0 ? position + Int64(extent) : position)) * inner
        result += values[start..<start + inner]
      }
    }
    return [result]
  }
}

import Quantities

/// Tensors side by side along one dimension.
enum Concatenation: OperatorDefinition {
  static let kinds: [OperatorKind] = [.concat, .qlinearConcat]

  /// The positions of the tensors; the quantised form has scales and zero points between them.
  private static func positions(_ node: OperatorContext) -> [Int] {
    node.kind == .concat
      ? Array(node.inputs.indices)
      : Array(stride(from: 2, to: node.inputs.count, by: 3))
  }

  private static func axis(_ node: OperatorContext) throws(OperatorError) -> Int {
    guard let first = positions(node).first else { throw OperatorError.missingInput(position: 0) }
    return try node.axis(default: 1, rank: try node.input(first).shape.rank)
  }

  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    let axis = try axis(node)
    let positions = positions(node)
    let first = try node.input(positions[0])
    var total = 0
    for position in positions {
      let shape = try node.input(position).shape
      guard shape.rank == first.shape.rank,
        shape.dimensions.indices.allSatisfy({ $0 == axis || shape[$0] == first.shape[$0] })
      else {
        throw OperatorError.mismatch(
          "input \(position) has the shape \(shape), the first \(first.shape); they may differ "
            + "along dimension \(axis) only"
        )
      }
      total += shape[axis]
    }
    return [TensorType(first.elementType, try first.shape.replacing(axis, with: total))]
  }

  static func workClass(of node: OperatorContext) -> WorkClass { .rearrangement }

  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? {
    guard let axis = try? axis(node) else { return nil }
    var offset = 0
    var needs = [InputNeed](repeating: .whole, count: node.inputs.count)
    for position in positions(node) {
      guard let type = node.optionalInput(position) else { return nil }
      let limit = type.shape[dimension]
      needs[position] = .interval(
        dimension: dimension,
        dimension == axis
          ? IntervalMap(lowerOffset: -offset, upperOffset: -offset, limit: limit)
          : IntervalMap(limit: limit)
      )
      offset += dimension == axis ? limit : 0
    }
    return SplitRule(needs)
  }

  static func foldedValues(of node: OperatorContext) -> [[Int64]?] {
    guard node.kind == .concat, let axis = try? axis(node),
      let output = (try? outputTypes(of: node))?.first?.shape,
      Folding.isSmall(output)
    else { return [] }
    var pieces: [(values: [Int64], length: Int)] = []
    for (position, type) in node.inputs.enumerated() {
      guard let shape = type?.shape, let values = node.constant(position),
        values.count == shape.elementCount
      else { return [] }
      pieces.append((values, shape.elementCount(in: axis..<shape.rank)))
    }
    var result: [Int64] = []
    for row in 0..<output.elementCount(in: 0..<axis) {
      for piece in pieces {
        result += piece.values[row * piece.length..<(row + 1) * piece.length]
      }
    }
    return [result]
  }
}

/// A tensor cut into pieces along one dimension.
enum Separation: OperatorDefinition {
  static let kinds: [OperatorKind] = [.split]

  private static func axis(_ node: OperatorContext) throws(OperatorError) -> Int {
    try node.axis(default: 0, rank: try node.input(0).shape.rank)
  }

  private static func sizes(_ node: OperatorContext, extent: Int) throws(OperatorError) -> [Int] {
    if let written = try node.parameter("split", at: 1) {
      guard written.allSatisfy({ $0 >= 0 && $0 <= extent }), written.reduce(0, +) == extent else {
        throw OperatorError.mismatch("the pieces \(written.prefix(8)) do not add up to \(extent)")
      }
      return written
    }
    let count = try node.integer("num_outputs", default: node.outputCount)
    guard count >= 1, count <= max(extent, 1) else {
      throw OperatorError.mismatch("\(extent) elements are cut into \(count) pieces")
    }
    let size = (extent + count - 1) / count
    let last = extent - size * (count - 1)
    guard last >= 0 else {
      throw OperatorError.mismatch("\(extent) elements are cut into \(count) pieces of \(size)")
    }
    return [Int](repeating: size, count: count - 1) + [last]
  }

  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    let input = try node.input(0)
    let axis = try axis(node)
    var result: [TensorType] = []
    for size in try sizes(node, extent: input.shape[axis]) {
      result.append(TensorType(input.elementType, try input.shape.replacing(axis, with: size)))
    }
    return result
  }

  static func workClass(of node: OperatorContext) -> WorkClass { .rearrangement }

  static func operations(of node: OperatorContext, for slice: Slice?) -> Operations {
    let parts = node.outputs.map { output -> UInt64 in
      guard let slice, slice.range.upperBound <= output.shape[slice.dimension] else {
        return UInt64(output.shape.elementCount)
      }
      return UInt64(output.shape.restricted(to: slice).elementCount)
    }
    return Operations(parts.reduce(0, +))
  }

  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? {
    guard let input = node.optionalInput(0), let axis = try? axis(node),
      dimension != axis || node.outputCount == 1
    else { return nil }
    return SplitRule(
      node.inputs.indices.map { $0 == 0 ? .same(dimension, of: input) : .whole }
    )
  }

  static func foldedValues(of node: OperatorContext) -> [[Int64]?] {
    guard let values = node.constant(0), let input = node.optionalInput(0)?.shape,
      input.rank == 1, values.count == input.elementCount,
      let sizes = try? sizes(node, extent: input[0])
    else { return [] }
    var start = 0
    return sizes.map { size in
      defer { start += size }
      return Array(values[start..<start + size])
    }
  }
}

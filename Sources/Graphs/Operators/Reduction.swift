import Quantities

/// Reductions of dimensions to one element each.
enum Reduction: OperatorDefinition {
  static let kinds: [OperatorKind] = [
    .reduceL1, .reduceL2, .reduceLogSum, .reduceLogSumExp, .reduceMax, .reduceMean, .reduceMin,
    .reduceProd, .reduceSum, .reduceSumSquare, .argMax, .argMin,
  ]

  private static func isArgument(_ kind: OperatorKind) -> Bool {
    kind == .argMax || kind == .argMin
  }

  private static func axes(_ node: OperatorContext) throws(OperatorError) -> [Int] {
    let rank = try node.input(0).shape.rank
    if isArgument(node.kind) { return [try node.axis(default: 0, rank: rank)] }
    if let written = try node.parameter("axes", at: 1), !written.isEmpty {
      return try node.dimensions(written, rank: rank, "'axes'")
    }
    return node.isSet("noop_with_empty_axes") ? [] : Array(0..<rank)
  }

  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    let input = try node.input(0)
    let axes = try axes(node)
    let isKept = node.isSet("keepdims", default: true)
    var dimensions: [Int] = []
    for (dimension, extent) in input.shape.dimensions.enumerated() {
      guard axes.contains(dimension) else {
        dimensions.append(extent)
        continue
      }
      if isKept { dimensions.append(1) }
    }
    let output = try input.reshaped(dimensions)
    return [isArgument(node.kind) ? output.with(try node.indexType()) : output]
  }

  static func workClass(of node: OperatorContext) -> WorkClass { .reduction }

  static func operations(of node: OperatorContext, for slice: Slice?) -> Operations {
    Work.read(by: node, in: slice)
  }

  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? {
    guard let input = node.optionalInput(0), let axes = try? axes(node) else { return nil }
    let isKept = node.isSet("keepdims", default: true)
    let kept = (0..<input.shape.rank).filter { isKept || !axes.contains($0) }
    guard kept.indices.contains(dimension), !axes.contains(kept[dimension]) else { return nil }
    let need = InputNeed.same(kept[dimension], of: input)
    return SplitRule(node.inputs.indices.map { $0 == 0 ? need : .whole })
  }

  static func foldedValues(of node: OperatorContext) -> [[Int64]?] {
    guard let input = node.optionalInput(0)?.shape, let values = node.constant(0),
      let axes = try? axes(node), values.count == input.elementCount, !values.isEmpty,
      axes == Array(0..<input.rank)
    else { return [] }
    switch node.kind {
    case .reduceProd: return [fold(values, Folding.product)]
    case .reduceSum: return [fold(values, Folding.sum)]
    case .reduceMax: return [values.max().map { [$0] }]
    case .reduceMin: return [values.min().map { [$0] }]
    default: return []
    }
  }

  private static func fold(_ values: [Int64], _ rule: (Int64, Int64) -> Int64?) -> [Int64]? {
    var result: Int64? = values[0]
    for value in values.dropFirst() { result = result.flatMap { rule($0, value) } }
    return result.map { [$0] }
  }
}

/// Choices and running sums along one dimension.
enum AlongDimension: OperatorDefinition {
  static let kinds: [OperatorKind] = [.topK, .cumSum]

  private static func axis(_ node: OperatorContext) throws(OperatorError) -> Int {
    let rank = try node.input(0).shape.rank
    guard node.kind == .cumSum else { return try node.axis(default: -1, rank: rank) }
    let values = try node.bounded(try node.fixed(1, "axis"), "input 1")
    guard let value = values.first, values.count == 1 else {
      throw OperatorError.mismatch("input 1 holds \(values.count) numbers, expected 1")
    }
    return try node.dimension(value, rank: rank, "input 1")
  }

  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    let input = try node.input(0)
    let axis = try axis(node)
    guard node.kind == .topK else { return [input] }
    let count: Int
    if let written = node.attributes.integer("k") {
      count = try node.bounded(written, "attribute 'k'")
    } else {
      count = try node.bounded(try node.fixed(1, "k"), "input 1").first ?? -1
    }
    guard count >= 0, count <= input.shape[axis] else {
      throw OperatorError.mismatch(
        "\(count) elements are wanted of \(input.shape[axis]) along dimension \(axis)"
      )
    }
    let output = TensorType(input.elementType, try input.shape.replacing(axis, with: count))
    return [output, output.with(try node.indexType())]
  }

  static func workClass(of node: OperatorContext) -> WorkClass { .reduction }

  static func operations(of node: OperatorContext, for slice: Slice?) -> Operations {
    Work.read(by: node, in: slice)
  }

  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? {
    guard let input = node.optionalInput(0), let axis = try? axis(node), dimension != axis else {
      return nil
    }
    return SplitRule(
      node.inputs.indices.map { $0 == 0 ? .same(dimension, of: input) : .whole }
    )
  }
}

extension OperatorContext {
  /// The element type of positions: ONNX has 64 bits; a reader of another format notes its own.
  fileprivate func indexType() throws(OperatorError) -> ElementType {
    try elementType("index_type") ?? .int64
  }
}

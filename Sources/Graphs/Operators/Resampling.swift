import Quantities

/// Resizing by interpolation between neighbours.
///
/// Scales are real numbers: the attribute `scales`, into which a reader also puts the value of a
/// constant input of that name, or that input where its numbers are integers.
enum Resampling: OperatorDefinition {
  static let kinds: [OperatorKind] = [.resize, .upsample]

  /// The position of the scales and of the sizes among the inputs.
  private static func positions(_ node: OperatorContext) -> (scales: Int, sizes: Int) {
    // Resize of operator set 10 and Upsample have the scales second.
    node.kind == .upsample || node.inputs.count == 2 ? (1, 3) : (2, 3)
  }

  /// The scale of each of the resized dimensions, or nil where sizes are given.
  private static func scales(_ node: OperatorContext) -> [Double]? {
    if case .reals(let values)? = node.attributes["scales"], !values.isEmpty {
      return values.map(Double.init)
    }
    let values = node.constant(positions(node).scales)
    return values.flatMap { $0.isEmpty ? nil : $0.map(Double.init) }
  }

  private static func axes(_ node: OperatorContext, rank: Int) throws(OperatorError) -> [Int] {
    guard let written = try node.integers("axes") else { return Array(0..<rank) }
    var result: [Int] = []
    for axis in written { result.append(try node.dimension(axis, rank: rank, "attribute 'axes'")) }
    return result
  }

  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    let input = try node.input(0)
    let axes = try axes(node, rank: input.shape.rank)
    var extents = input.shape.dimensions
    if let scales = scales(node) {
      guard scales.count == axes.count else {
        throw OperatorError.mismatch("\(scales.count) scales for \(axes.count) dimensions")
      }
      for (axis, scale) in zip(axes, scales) {
        // The operator's definition multiplies in single precision.
        let extent = Double((Float(extents[axis]) * Float(scale)).rounded(.down))
        guard scale > 0, extent >= 0, extent <= Double(Limits.elements) else {
          throw OperatorError.mismatch("dimension \(axis) is scaled by \(scale)")
        }
        extents[axis] = Int(extent)
      }
      return [try input.reshaped(extents)]
    }
    guard node.kind == .resize, node.optionalInput(3) != nil else {
      throw OperatorError.dataDependent("the scales are not a constant")
    }
    let sizes = try node.bounded(try node.fixed(3, "sizes"), "input 3")
    guard sizes.count == axes.count else {
      throw OperatorError.mismatch("\(sizes.count) sizes for \(axes.count) dimensions")
    }
    let policy = node.attributes.text("keep_aspect_ratio_policy") ?? "stretch"
    for (axis, size) in zip(axes, sizes) {
      extents[axis] = size
    }
    if policy != "stretch" {
      try keepAspect(&extents, input.shape, axes, sizes, isLarger: policy == "not_larger")
    }
    return [try input.reshaped(extents)]
  }

  /// One scale for all dimensions: the smallest for `not_larger`, the largest for `not_smaller`.
  private static func keepAspect(
    _ extents: inout [Int], _ input: Shape, _ axes: [Int], _ sizes: [Int], isLarger: Bool
  ) throws(OperatorError) {
    let ratios = zip(axes, sizes).map { Float($0.1) / Float(max(input[$0.0], 1)) }
    guard let ratio = isLarger ? ratios.min() : ratios.max() else { return }
    for axis in axes {
      let extent = Double((ratio * Float(input[axis])).rounded(.toNearestOrAwayFromZero))
      guard extent >= 0, extent <= Double(Limits.elements) else {
        throw OperatorError.mismatch("dimension \(axis) is scaled by \(ratio)")
      }
      extents[axis] = Int(extent)
    }
  }

  static func workClass(of node: OperatorContext) -> WorkClass { .resampling }

  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? {
    guard let input = node.optionalInput(0), let output = node.outputs.first else { return nil }
    let need: InputNeed =
      input.shape[dimension] == output.shape[dimension] ? .same(dimension, of: input) : .whole
    return SplitRule(node.inputs.indices.map { $0 == 0 ? need : .whole })
  }
}

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
    _ extents: inout [Int],
    _ input: Shape,
    _ axes: [Int],
    _ sizes: [Int],
    isLarger: Bool
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

  /// Along a resized dimension where the scale or its inverse is an integer and places do not
  /// depend on the output's extent; elsewhere a part would need an offset that no attribute gives.
  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? {
    guard let input = node.optionalInput(0), let output = node.outputs.first,
      let place = Place(
        node,
        dimension,
        from: input.shape[dimension],
        to: output.shape[dimension]
      )
    else { return nil }
    let need: InputNeed
    if place.isUnmoved {
      need = .same(dimension, of: input)
    } else if place.isRegular, !node.isSet("antialias") || place.isEnlarged,
      let map = neighbours(node, place, limit: input.shape[dimension])
    {
      need = .interval(dimension: dimension, map)
    } else {
      return nil
    }
    return SplitRule(node.inputs.indices.map { $0 == 0 ? need : .whole })
  }

  /// The exact place in the input of output element i: (i · numerator + offset) / denominator.
  private struct Place {
    let numerator: Int
    let offset: Int
    let denominator: Int
    let isEnlarged: Bool
    /// Whether the scale or its inverse is an integer, and the extents do not matter otherwise.
    let isRegular: Bool

    /// Whether each output element lies on the input element of its own position.
    var isUnmoved: Bool { numerator == denominator && offset == 0 }

    /// Nil where the place depends on values known at run time, or numbers are too large.
    init?(_ node: OperatorContext, _ dimension: Int, from: Int, to: Int) {
      let limit = 1 << 24
      guard from >= 1, to >= 1, from < limit, to < limit,
        let (step, count) = Resampling.ratio(node, dimension, from: from, to: to)
      else { return nil }
      let coordinates = Resampling.coordinates(node)
      isEnlarged = step <= count
      isRegular =
        coordinates != "align_corners" && (step.isMultiple(of: count) || count.isMultiple(of: step))
      switch coordinates {
      case "asymmetric", "align_corners", "half_pixel", "pytorch_half_pixel":
        if step == count {
          (numerator, offset, denominator) = (1, 0, 1)
          return
        }
      default: break
      }
      switch coordinates {
      case "asymmetric": (numerator, offset, denominator) = (step, 0, count)
      case "align_corners":
        (numerator, offset, denominator) = to == 1 ? (0, 0, 1) : (from - 1, 0, to - 1)
      case "half_pixel":
        (numerator, offset, denominator) = (2 * step, step - count, 2 * count)
      case "pytorch_half_pixel":
        (numerator, offset, denominator) =
          to == 1 ? (0, 0, 1) : (2 * step, step - count, 2 * count)
      case "tf_half_pixel_for_nn": (numerator, offset, denominator) = (2 * step, step, 2 * count)
      case "half_pixel_symmetric" where step * to == count * from:
        (numerator, offset, denominator) = (2 * step, step - count, 2 * count)
      default: return nil
      }
    }
  }

  private static func coordinates(_ node: OperatorContext) -> String {
    if node.kind == .upsample || node.inputs.count == 2 { return "asymmetric" }
    return node.attributes.text("coordinate_transformation_mode") ?? "half_pixel"
  }

  /// The distance of neighbours in the input, 1 / scale, as step / count.
  private static func ratio(_ node: OperatorContext, _ dimension: Int, from: Int, to: Int)
    -> (step: Int, count: Int)?
  {
    guard let scales = scales(node) else { return (from, to) }
    let axes = (try? axes(node, rank: node.optionalInput(0)?.shape.rank ?? 0)) ?? []
    guard let index = axes.firstIndex(of: dimension) else { return (1, 1) }
    let scale = scales[index]
    if scale * Double(from) == Double(to) { return (from, to) }
    // A single-precision number is a fraction with a power of two below.
    let denominator = 1 << 20
    let numerator = scale * Double(denominator)
    guard numerator == numerator.rounded(), numerator < Double(1 << 40) else { return nil }
    return (denominator, Int(numerator))
  }

  /// The elements around the place that the mode reads, inside the input; nil for other modes.
  private static func neighbours(_ node: OperatorContext, _ place: Place, limit: Int)
    -> IntervalMap?
  {
    let (offset, unit) = (place.offset, place.denominator)
    func map(_ factor: Int, _ lower: Int, _ upper: Int) -> IntervalMap {
      IntervalMap(
        numerator: place.numerator * factor,
        denominator: unit * factor,
        lowerOffset: lower,
        upperOffset: upper,
        limit: limit,
        greatestStart: limit - 1,
        leastEnd: 1
      )
    }
    switch node.attributes.text("mode") ?? "nearest" {
    case "nearest":
      switch nearest(node, isEnlarged: place.isEnlarged) {
      case "floor": return map(1, offset, offset)
      case "ceil": return map(1, offset + unit - 1, offset + unit - 1)
      case "round_prefer_ceil": return map(2, 2 * offset + unit, 2 * offset + unit)
      case "round_prefer_floor": return map(2, 2 * offset + unit - 1, 2 * offset + unit - 1)
      default: return nil
      }
    case "linear", "bilinear", "trilinear": return map(1, offset, offset + unit - 1)
    case "cubic": return map(1, offset - unit, offset + 2 * unit - 1)
    default: return nil
    }
  }

  private static func nearest(_ node: OperatorContext, isEnlarged: Bool) -> String {
    if node.kind == .upsample { return "floor" }
    if node.inputs.count == 2 { return isEnlarged ? "floor" : "ceil" }
    return node.attributes.text("nearest_mode") ?? "round_prefer_floor"
  }
}

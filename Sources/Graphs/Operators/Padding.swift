import Quantities

/// Elements added before and after a tensor, or taken away.
enum Padding: OperatorDefinition {
  static let kinds: [OperatorKind] = [.pad]

  private static func pads(_ node: OperatorContext) throws(OperatorError)
    -> [(before: Int, after: Int)]
  {
    let rank = try node.input(0).shape.rank
    let numbers = try node.requiredParameter("pads", at: 1)
    var axes = Array(0..<rank)
    if node.optionalInput(3) != nil {
      let values = try node.bounded(try node.fixed(3, "axes"), "input 3")
      axes = []
      for value in values { axes.append(try node.dimension(value, rank: rank, "input 3")) }
    }
    guard numbers.count == 2 * axes.count else {
      throw OperatorError.mismatch(
        "\(numbers.count) pads for \(axes.count) dimensions, expected \(2 * axes.count)"
      )
    }
    var result = [(before: Int, after: Int)](repeating: (0, 0), count: rank)
    for (index, axis) in axes.enumerated() {
      result[axis] = (numbers[index], numbers[axes.count + index])
    }
    return result
  }

  private static func mode(_ node: OperatorContext) -> String {
    node.attributes.text("mode") ?? "constant"
  }

  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    let input = try node.input(0)
    let pads = try pads(node)
    let mode = mode(node)
    guard ["constant", "reflect", "edge", "wrap"].contains(mode) else {
      throw OperatorError.mismatch("attribute 'mode' is '\(mode)'")
    }
    var extents: [Int] = []
    for (dimension, extent) in input.shape.dimensions.enumerated() {
      let (before, after) = pads[dimension]
      if mode == "reflect", max(before, after) >= max(extent, 1) {
        throw OperatorError.mismatch(
          "dimension \(dimension) has \(extent) elements to reflect, the pads are "
            + "\(before) and \(after)"
        )
      }
      if mode != "constant", extent == 0, max(before, after) > 0 {
        throw OperatorError.mismatch("dimension \(dimension) has no element to repeat")
      }
      extents.append(extent + before + after)
    }
    return [try input.reshaped(extents)]
  }

  static func workClass(of node: OperatorContext) -> WorkClass { .rearrangement }

  /// Constant pads need nothing, edges their element, reflections the elements that they mirror.
  ///
  /// A part that wraps around has elements of both ends, which no `Pad` of an interval gives.
  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? {
    guard let input = node.optionalInput(0), let pads = try? pads(node) else { return nil }
    let limit = input.shape[dimension]
    let (before, after) = pads[dimension]
    let (start, end): (Int, Int)
    switch mode(node) {
    case "constant": (start, end) = (limit, 0)
    case "edge": (start, end) = (limit - 1, 1)
    case "reflect": (start, end) = (limit - 1 - max(after, 0), max(before, 0) + 1)
    default:
      guard before <= 0, after <= 0 else { return nil }
      (start, end) = (limit, 0)
    }
    let need = InputNeed.interval(
      dimension: dimension,
      IntervalMap(
        lowerOffset: -before,
        upperOffset: -before,
        limit: limit,
        greatestStart: start,
        leastEnd: end
      )
    )
    return SplitRule(node.inputs.indices.map { $0 == 0 ? need : .whole })
  }
}

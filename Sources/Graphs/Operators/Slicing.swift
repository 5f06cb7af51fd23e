import Quantities

/// Every n-th element between two positions, along some dimensions.
enum Slicing: OperatorDefinition {
  static let kinds: [OperatorKind] = [.slice]

  /// The positions taken along one dimension.
  private struct Run {
    let start: Int
    let step: Int
    let count: Int
  }

  private static func values(_ node: OperatorContext, _ name: String, at position: Int)
    throws(OperatorError) -> [Int]?
  {
    let written: [Int64]
    if let attribute = node.attributes.integers(name) {
      written = attribute
    } else if node.optionalInput(position) != nil {
      written = try node.fixed(position, name)
    } else {
      return nil
    }
    // Positions far outside the tensor mean its ends.
    let far = Int64(OperatorContext.bound)
    return written.map { Int(min(max($0, -far), far)) }
  }

  private static func runs(_ node: OperatorContext) throws(OperatorError) -> [Run] {
    let shape = try node.input(0).shape
    guard let starts = try values(node, "starts", at: 1) else {
      throw OperatorError.missingInput(position: 1)
    }
    guard let ends = try values(node, "ends", at: 2) else {
      throw OperatorError.missingInput(position: 2)
    }
    let axes = try values(node, "axes", at: 3) ?? Array(starts.indices)
    let steps = try values(node, "steps", at: 4) ?? [Int](repeating: 1, count: starts.count)
    guard ends.count == starts.count, axes.count == starts.count, steps.count == starts.count else {
      throw OperatorError.mismatch(
        "\(starts.count) starts, \(ends.count) ends, \(axes.count) axes, \(steps.count) steps"
      )
    }
    var runs = shape.dimensions.map { Run(start: 0, step: 1, count: $0) }
    for index in starts.indices {
      let axis = try node.dimension(axes[index], rank: shape.rank, "'axes'")
      runs[axis] = try run(starts[index], ends[index], steps[index], extent: shape[axis])
    }
    return runs
  }

  private static func run(_ start: Int, _ end: Int, _ step: Int, extent: Int)
    throws(OperatorError) -> Run
  {
    guard step != 0 else { throw OperatorError.mismatch("a step is 0") }
    let (first, last) = (start < 0 ? start + extent : start, end < 0 ? end + extent : end)
    if step > 0 {
      let lower = min(max(first, 0), extent)
      let upper = min(max(last, 0), extent)
      return Run(start: lower, step: step, count: max(0, (upper - lower + step - 1) / step))
    }
    let upper = min(max(first, -1), extent - 1)
    let lower = min(max(last, -1), extent - 1)
    return Run(start: upper, step: step, count: max(0, (upper - lower - step - 1) / -step))
  }

  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    [try node.input(0).reshaped(try runs(node).map(\.count))]
  }

  static func workClass(of node: OperatorContext) -> WorkClass { .rearrangement }

  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? {
    guard let input = node.optionalInput(0), let runs = try? runs(node) else { return nil }
    let run = runs[dimension]
    let map = IntervalMap(
      numerator: run.step,
      lowerOffset: run.start,
      upperOffset: run.start,
      limit: input.shape[dimension]
    )
    return SplitRule(
      node.inputs.indices.map { $0 == 0 ? .interval(dimension: dimension, map) : .whole }
    )
  }

  static func foldedValues(of node: OperatorContext) -> [[Int64]?] {
    guard let input = node.optionalInput(0)?.shape, let values = node.constant(0),
      let runs = try? runs(node), values.count == input.elementCount, Folding.isSmall(input),
      let output = try? Shape(runs.map(\.count))
    else { return [] }
    guard output.elementCount > 0 else { return [[]] }
    let strides = Coordinates.strides(of: input)
    let offset = zip(runs, strides).reduce(0) { $0 + $1.0.start * $1.1 }
    let steps = zip(runs, strides).map { $0.step * $1 }
    return [
      Coordinates.positions(in: output, strides: steps, offset: offset).map { values[$0] }
    ]
  }
}

import Quantities

/// Values that follow from attributes and shapes alone.
///
/// A reader writes a tensor attribute as three: `value` (its numbers), `value_type` (the raw value
/// of the element type) and `value_dims`.
enum Generation: OperatorDefinition {
  static let kinds: [OperatorKind] = [
    .constant, .constantOfShape, .eyeLike, .randomNormal, .randomNormalLike, .randomUniform,
    .randomUniformLike, .range, .shape, .size, .blackmanWindow, .hammingWindow, .hannWindow,
    .multinomial,
  ]

  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    switch node.kind {
    case .constant: return [try constantType(node)]
    case .constantOfShape:
      let extents = try node.bounded(try node.fixed(0, "shape"), "input 0")
      return [TensorType(valueType(node) ?? .float32, try Shape.checked(extents))]
    case .shape:
      let range = try shapeRange(node)
      return [TensorType(.int64, try Shape.checked([range.count]))]
    case .size: return [TensorType(.int64, .scalar)]
    case .range: return [try rangeType(node)]
    case .randomNormal, .randomUniform:
      guard let extents = try node.integers("shape") else {
        throw OperatorError.mismatch("attribute 'shape' is left out")
      }
      return [TensorType(try node.elementType("dtype") ?? .float32, try Shape.checked(extents))]
    case .blackmanWindow, .hammingWindow, .hannWindow:
      let size = try node.bounded(try node.fixed(0, "size"), "input 0").first ?? 0
      let code = try node.elementType("output_datatype")
      return [TensorType(code ?? .float32, try Shape.checked([size]))]
    case .multinomial:
      let input = try node.input(0)
      try node.require(rank: 2...2, of: input, at: 0)
      let size = try node.integer("sample_size", default: 1)
      let type = try node.elementType("dtype") ?? .int32
      return [TensorType(type, try Shape.checked([input.shape[0], size]))]
    default:
      let input = try node.input(0)
      return [input.with(try node.elementType("dtype") ?? input.elementType)]
    }
  }

  private static func valueType(_ node: OperatorContext) -> ElementType? {
    node.attributes.text("value_type").flatMap(ElementType.init(rawValue:))
  }

  private static func constantType(_ node: OperatorContext) throws(OperatorError) -> TensorType {
    if let dimensions = try node.integers("value_dims") {
      return TensorType(valueType(node) ?? .float32, try Shape.checked(dimensions))
    }
    for entry in node.attributes.entries {
      switch (entry.name, entry.value) {
      case ("value_int", .integer): return TensorType(.int64, .scalar)
      case ("value_ints", .integers(let values)):
        return TensorType(.int64, try Shape.checked([values.count]))
      case ("value_float", .real): return TensorType(.float32, .scalar)
      case ("value_floats", .reals(let values)):
        return TensorType(.float32, try Shape.checked([values.count]))
      case ("value_string", .text): return TensorType(.string, .scalar)
      case ("value_strings", .texts(let values)):
        return TensorType(.string, try Shape.checked([values.count]))
      default: continue
      }
    }
    throw OperatorError.mismatch("the constant has no value")
  }

  private static func shapeRange(_ node: OperatorContext) throws(OperatorError) -> Range<Int> {
    let rank = try node.input(0).shape.rank
    func clamped(_ value: Int) -> Int { min(max(value < 0 ? value + rank : value, 0), rank) }
    let start = clamped(try node.integer("start", default: 0))
    let end = clamped(try node.integer("end", default: rank))
    return start..<max(start, end)
  }

  private static func rangeType(_ node: OperatorContext) throws(OperatorError) -> TensorType {
    let type = try node.input(0).elementType
    var ends: [Int] = []
    for (position, name) in ["start", "limit", "delta"].enumerated() {
      let values = try node.bounded(try node.fixed(position, name), "input \(position)")
      guard let value = values.first, values.count == 1 else {
        throw OperatorError.mismatch("input \(position) holds \(values.count) numbers, expected 1")
      }
      ends.append(value)
    }
    let (start, limit, step) = (ends[0], ends[1], ends[2])
    guard step != 0 else { throw OperatorError.mismatch("input 2 (delta) is 0") }
    let distance = step > 0 ? limit - start : start - limit
    let count = max(0, (distance + abs(step) - 1) / abs(step))
    return TensorType(type, try Shape.checked([count]))
  }

  static func workClass(of node: OperatorContext) -> WorkClass {
    switch node.kind {
    case .constant, .shape, .size: .none
    default: .elementwise
    }
  }

  static func operations(of node: OperatorContext, for slice: Slice?) -> Operations {
    workClass(of: node) == .none ? .zero : Work.written(by: node, in: slice)
  }

  /// A part of a constant is no operator of its own; random numbers depend on how many there are.
  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? {
    node.kind == .constantOfShape ? SplitRule([.whole]) : nil
  }

  static func foldedValues(of node: OperatorContext) -> [[Int64]?] {
    switch node.kind {
    case .shape:
      guard let shape = node.optionalInput(0)?.shape, let range = try? shapeRange(node) else {
        return []
      }
      return [shape.dimensions[range].map(Int64.init)]
    case .size: return [node.optionalInput(0).map { [Int64($0.shape.elementCount)] }]
    case .constant: return [constantValues(node)]
    case .constantOfShape:
      guard let shape = (try? outputTypes(of: node))?.first?.shape, Folding.isSmall(shape),
        let value = node.attributes["value"] == nil ? 0 : constantValues(node)?.first
      else { return [] }
      return [[Int64](repeating: value, count: shape.elementCount)]
    case .range:
      guard let type = try? rangeType(node), Folding.isSmall(type.shape),
        let start = node.constant(0)?.first, let step = node.constant(2)?.first
      else { return [] }
      return [(0..<Int64(type.shape[0])).map { start + $0 * step }]
    default: return []
    }
  }

  private static func constantValues(_ node: OperatorContext) -> [Int64]? {
    for name in ["value", "value_int", "value_ints", "value_float", "value_floats"] {
      switch node.attributes[name] {
      case .integer(let value): return [value]
      case .integers(let values): return values.count <= Folding.elements ? values : nil
      case .real(let value): return integers([value])
      case .reals(let values): return integers(values)
      default: continue
      }
    }
    return nil
  }

  private static func integers(_ values: [Float]) -> [Int64]? {
    guard values.count <= Folding.elements else { return nil }
    var result: [Int64] = []
    for value in values {
      guard let exact = Int64(exactly: value) else { return nil }
      result.append(exact)
    }
    return result
  }
}

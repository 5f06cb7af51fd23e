import Graphs
import Quantities

extension FuzzTarget {
  /// One operator with inputs and attributes drawn from bytes: shapes, work, parts, values.
  package static let `operator` = FuzzTarget(
    "operator",
    driver: "FuzzOperator",
    ending: "bin",
    mutations: 3_000
  ) { bytes in
    var draft = OperatorDraft(bytes)
    let context = draft.context()
    do throws(OperatorError) {
      let types = try OperatorCatalogue.outputTypes(of: context)
      inspect(context.with(outputs: Array(types.prefix(max(1, context.outputCount)))))
      return .accepted
    } catch {
      return refused(error)
    }
  }

  /// Asks everything that other modules ask of an operator.
  private static func inspect(_ context: OperatorContext) {
    let whole = OperatorCatalogue.operations(of: context)
    _ = OperatorCatalogue.workClass(of: context)
    let size = context.constants.reduce(0) { $0 + ($1?.count ?? 0) }
    let elements = context.outputs.map(\.shape.elementCount)
    if size + elements.reduce(0, { $0 + min($1, 1 << 20) }) < 1 << 12 {
      _ = OperatorCatalogue.foldedValues(of: context)
    }
    guard let shape = context.outputs.first?.shape else { return }
    for dimension in 0..<shape.rank where shape[dimension] > 0 {
      guard let rule = OperatorCatalogue.splitRule(of: context, along: dimension) else { continue }
      precondition(rule.granularity > 0, "a granularity that is not positive")
      for range in [0..<1, shape[dimension] / 2..<shape[dimension]] where !range.isEmpty {
        let slice = Slice(dimension: dimension, range: range)
        let share = OperatorCatalogue.operations(of: context, for: slice)
        precondition(share.amount <= whole.amount, "a part is more work than the whole")
        check(rule, range, context)
      }
    }
  }

  private static func check(_ rule: SplitRule, _ range: Range<Int>, _ context: OperatorContext) {
    for (need, input) in zip(rule.needs, context.inputs) {
      guard let input, let slice = need.slice(for: range) else { continue }
      let needed = slice.range
      precondition(
        needed.lowerBound >= 0 && needed.upperBound <= input.shape[slice.dimension],
        "a part needs elements that do not exist"
      )
    }
  }
}

/// An operator drawn from bytes.
private struct OperatorDraft {
  private var bytes: ArraySlice<UInt8>

  private static let attributeNames = [
    "kernel_shape", "strides", "pads", "dilations", "group", "axis", "axes", "auto_pad",
    "ceil_mode", "keepdims", "perm", "output_padding", "output_shape", "mode", "to", "blocksize",
    "num_outputs", "split", "transA", "transB", "alpha", "k", "hidden_size", "direction", "shape",
    "starts", "ends", "steps", "scales", "sizes", "equation", "num_heads", "q_num_heads",
    "kv_num_heads", "output_height", "output_width", "batch_dims", "allowzero", "value_int",
    "value_ints", "dtype", "storage_order", "count_include_pad", "exclusive", "num_groups",
    "largest", "sampling_ratio", "spatial_scale", "pooled_shape", "coordinate_transformation_mode",
    "keep_aspect_ratio_policy", "stash_type", "offset_group", "noop_with_empty_axes", "opset",
  ]
  private static let numbers: [Int64] = [
    0, 1, 2, 3, 4, 5, 7, 8, 16, -1, -2, -3, -4, 64, 1000, 1 << 20, 1 << 31, (1 << 31) - 1, 1 << 40,
    1 << 62, .max, .max - 1, .min, .min + 1, -(1 << 31),
  ]
  private static let texts = [
    "SAME_UPPER", "SAME_LOWER", "VALID", "NOTSET", "linear", "nearest", "cubic", "reflect", "edge",
    "wrap", "constant", "DCR", "CRD", "bidirectional", "reverse", "forward", "ij,jk->ik",
    "...i,i->...", "bhwc,hkc->bhwk", "not_larger", "asymmetric", "align_corners", "",
  ]
  private static let extents = [
    1, 2, 3, 4, 8, 5, 7, 16, 14, 32, 0, 1 << 10, 1 << 20, 1 << 31, 1 << 40,
  ]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes[...]
  }

  private mutating func draw(_ bound: Int) -> Int {
    bytes.popFirst().map { Int($0) % bound } ?? 0
  }

  private mutating func draw<Element>(_ list: [Element]) -> Element { list[draw(list.count)] }

  mutating func context() -> OperatorContext {
    let kind = draw(OperatorKind.allCases)
    let outputCount = 1 + draw(3)
    var inputs: [TensorType?] = []
    var constants: [[Int64]?] = []
    for _ in 0..<draw(7) {
      let (type, values) = input()
      inputs.append(type)
      constants.append(values)
    }
    let attributes = (0..<draw(7)).map { _ in (name: draw(Self.attributeNames), value: value()) }
    return OperatorContext(
      kind: kind,
      attributes: Attributes(attributes),
      inputs: inputs,
      constants: constants,
      outputCount: outputCount
    )
  }

  /// A tensor with its values where it is a small constant, or neither.
  private mutating func input() -> (TensorType?, [Int64]?) {
    switch draw(8) {
    case 0: return (nil, nil)
    case 1, 2:
      let values = numbers()
      guard let shape = try? Shape([values.count]) else { return (nil, nil) }
      return (TensorType(.int64, shape), values)
    default:
      let extents = (0..<draw(6)).map { _ in draw(Self.extents) }
      guard let shape = try? Shape(extents) else { return (nil, nil) }
      return (TensorType(draw(3) == 0 ? draw(ElementType.allCases) : .float32, shape), nil)
    }
  }

  private mutating func numbers() -> [Int64] {
    (0..<draw(9)).map { _ in draw(Self.numbers) }
  }

  private mutating func value() -> Attributes.Value {
    switch draw(5) {
    case 0: .integer(draw(Self.numbers))
    case 1, 2: .integers(numbers())
    case 3: .text(draw(Self.texts))
    default: draw(2) == 0 ? .real(Float(draw(256)) - 8) : .reals(numbers().map { Float($0) })
    }
  }
}

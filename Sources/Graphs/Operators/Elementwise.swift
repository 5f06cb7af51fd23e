import Quantities

/// Functions of the element at the same position of one input.
enum ElementwiseFunction: OperatorDefinition {
  static let kinds: [OperatorKind] = [
    .abs, .acos, .acosh, .asin, .asinh, .atan, .atanh, .bitwiseNot, .ceil, .celu, .cos, .cosh, .elu,
    .erf, .exp, .floor, .gelu, .hardSigmoid, .hardSwish, .identity, .isInf, .isNaN, .leakyRelu,
    .log, .mish, .neg, .not, .reciprocal, .relu, .round, .selu, .shrink, .sigmoid, .sign, .sin,
    .sinh, .softplus, .softsign, .sqrt, .swish, .tan, .tanh, .thresholdedRelu, .bernoulli, .clip,
    .dropout, .fastGelu, .quickGelu, .biasGelu, .qlinearSigmoid, .qlinearLeakyRelu,
  ]

  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    let input = try node.input(0)
    switch node.kind {
    case .isInf, .isNaN: return [input.with(.bool)]
    case .dropout: return [input, input.with(.bool)]
    case .bernoulli: return [input.with(try node.elementType("dtype") ?? input.elementType)]
    default: return [input]
    }
  }

  static func workClass(of node: OperatorContext) -> WorkClass {
    node.kind == .identity ? .none : .elementwise
  }

  static func operations(of node: OperatorContext, for slice: Slice?) -> Operations {
    node.kind == .identity ? .zero : Work.written(by: node, in: slice)
  }

  /// Further inputs are bounds, scales and biases, which broadcast.
  ///
  /// Random numbers depend on how many were drawn before, so they are not made in parts.
  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? {
    guard let input = node.optionalInput(0), !isRandom(node) else { return nil }
    return SplitRule(
      node.inputs.enumerated()
        .map { (position, type) -> InputNeed in
          if position == 0 { return .same(dimension, of: input) }
          return node.kind == .biasGelu || node.kind == .fastGelu
            ? .broadcast(type, along: dimension, of: input.shape) : .whole
        }
    )
  }

  /// Whether the operator draws random numbers, or may at run time.
  private static func isRandom(_ node: OperatorContext) -> Bool {
    switch node.kind {
    case .bernoulli: true
    case .dropout: node.optionalInput(2) != nil && node.constant(2) != [0]
    default: false
    }
  }

  static func foldedValues(of node: OperatorContext) -> [[Int64]?] {
    guard let values = node.constant(0) else { return [] }
    switch node.kind {
    case .identity, .dropout: return [values]
    case .ceil, .floor, .round: return [values]
    case .relu: return [values.map { max($0, 0) }]
    case .not: return [values.map { $0 == 0 ? 1 : 0 }]
    case .neg: return [Folding.map(values) { $0 == .min ? nil : -$0 }]
    case .abs: return [Folding.map(values) { $0 == .min ? nil : Swift.abs($0) }]
    case .sign: return [values.map { $0.signum() }]
    default: return []
    }
  }
}

/// Changes of the element type, quantisation included.
enum Conversion: OperatorDefinition {
  static let kinds: [OperatorKind] = [
    .cast, .castLike, .quantizeLinear, .dequantizeLinear, .dynamicQuantizeLinear,
  ]

  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    let input = try node.input(0)
    switch node.kind {
    case .cast:
      guard let type = try node.elementType("to") else {
        throw OperatorError.mismatch("attribute 'to' is left out")
      }
      return [input.with(type)]
    case .castLike: return [input.with(try node.input(1).elementType)]
    case .quantizeLinear:
      let written = try node.elementType("output_dtype")
      return [input.with(node.optionalInput(2)?.elementType ?? written ?? .uint8)]
    case .dequantizeLinear:
      if let written = try node.elementType("output_dtype") { return [input.with(written)] }
      return [input.with(try node.input(1).elementType)]
    default:
      return [input.with(.uint8), TensorType(.float32, .scalar), TensorType(.uint8, .scalar)]
    }
  }

  /// A scale along one axis is cut with it; a dynamic scale depends on every element.
  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? {
    guard node.kind != .dynamicQuantizeLinear, let input = node.optionalInput(0) else { return nil }
    let isScaled = node.kind != .cast && node.kind != .castLike
    guard !isScaled || input.shape.rank > 0,
      let axis = isScaled ? try? node.axis(default: 1, rank: max(input.shape.rank, 2)) : 0
    else { return nil }
    var needs: [InputNeed] = []
    var granularity = 1
    for (position, type) in node.inputs.enumerated() {
      guard position > 0 else {
        needs.append(.same(dimension, of: input))
        continue
      }
      guard isScaled, let type, type.shape.rank > 0 else {
        needs.append(.whole)
        continue
      }
      if type.shape.rank == 1 {
        let isPerElement = dimension == axis && type.shape[0] == input.shape[dimension]
        needs.append(isPerElement ? .same(0, of: type) : .whole)
      } else {
        guard type.shape.rank == input.shape.rank else { return nil }
        let size = (try? node.integer("block_size", default: 0)) ?? 0
        let isBlocked = dimension == axis && size > 1
        if isBlocked { granularity = size }
        needs.append(
          isBlocked
            ? .interval(
              dimension: dimension,
              IntervalMap(denominator: size, limit: type.shape[dimension])
            )
            : .same(dimension, of: type)
        )
      }
    }
    return SplitRule(needs, granularity: granularity)
  }

  static func foldedValues(of node: OperatorContext) -> [[Int64]?] {
    guard node.kind == .cast || node.kind == .castLike, let values = node.constant(0),
      let type = (try? outputTypes(of: node))?.first?.elementType
    else { return [] }
    return [Folding.cast(values, to: type)]
  }
}

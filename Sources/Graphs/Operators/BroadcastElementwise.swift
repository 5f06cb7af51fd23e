import Quantities

/// Functions of the elements at the same position of several inputs, which broadcast.
enum BroadcastFunction: OperatorDefinition {
  static let kinds: [OperatorKind] = [
    .add, .and, .bitShift, .bitwiseAnd, .bitwiseOr, .bitwiseXor, .div, .equal, .greater,
    .greaterOrEqual, .less, .lessOrEqual, .max, .mean, .min, .mod, .mul, .or, .pow, .prelu, .sub,
    .sum, .where, .xor, .qlinearAdd, .qlinearMul,
  ]

  /// The positions of the inputs that broadcast; the others are scales and zero points.
  private static func positions(_ node: OperatorContext) -> [Int] {
    switch node.kind {
    case .qlinearAdd, .qlinearMul: [0, 3]
    default: Array(node.inputs.indices)
    }
  }

  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    let positions = positions(node)
    let least: Int
    switch node.kind {
    case .max, .min, .mean, .sum: least = 1
    case .where: least = 3
    default: least = 2
    }
    guard positions.count >= least else {
      throw OperatorError.missingInput(position: positions.count)
    }
    var types: [TensorType] = []
    for position in positions { types.append(try node.input(position)) }
    guard !node.isSet("broadcast") else {
      throw OperatorError.mismatch("attribute 'broadcast' belongs to operator sets before 7")
    }
    let shape = try Broadcasting.shape(of: types.map(\.shape))
    if node.kind == .prelu, shape != types[0].shape {
      throw OperatorError.mismatch(
        "the slope has the shape \(types[1].shape), the input \(types[0].shape)"
      )
    }
    return [TensorType(elementType(node.kind, types), shape)]
  }

  private static func elementType(_ kind: OperatorKind, _ types: [TensorType]) -> ElementType {
    switch kind {
    case .equal, .greater, .greaterOrEqual, .less, .lessOrEqual, .and, .or, .xor: .bool
    case .where: types[1].elementType
    default: types[0].elementType
    }
  }

  static func operations(of node: OperatorContext, for slice: Slice?) -> Operations {
    switch node.kind {
    case .max, .min, .mean, .sum:
      Work.product([Work.elements(of: node, in: slice), max(node.inputs.count - 1, 1)])
    default: Work.written(by: node, in: slice)
    }
  }

  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? {
    guard let output = node.outputs.first else { return nil }
    let broadcast = positions(node)
    return SplitRule(
      node.inputs.enumerated()
        .map { (position, type) -> InputNeed in
          broadcast.contains(position)
            ? .broadcast(type, along: dimension, of: output.shape) : .whole
        }
    )
  }

  static func foldedValues(of node: OperatorContext) -> [[Int64]?] {
    guard let output = (try? outputTypes(of: node))?.first,
      Folding.isSmall(output.shape), positions(node).count == node.inputs.count
    else { return [] }
    var operands: [[Int64]] = []
    for (position, type) in node.inputs.enumerated() {
      guard let type, let values = node.constant(position), values.count == type.shape.elementCount
      else { return [] }
      operands.append(
        Broadcasting.positions(of: type.shape, in: output.shape).map { values[$0] }
      )
    }
    if node.kind == .where {
      return [
        operands[0].indices.map { operands[0][$0] != 0 ? operands[1][$0] : operands[2][$0] }
      ]
    }
    let isReal = node.inputs[0]?.elementType.isFloatingPoint ?? true
    guard let rule = arithmetic(node, isReal: isReal) else { return [] }
    var result: [Int64]? = operands[0]
    for operand in operands.dropFirst() {
      result = result.flatMap { Folding.combine($0, operand, rule) }
    }
    return [result]
  }

  /// The arithmetic of a kind over integers, or over real numbers that are integers.
  private static func arithmetic(_ node: OperatorContext, isReal: Bool)
    -> ((Int64, Int64) -> Int64?)?
  {
    switch node.kind {
    case .add, .sum: Folding.sum
    case .sub: Folding.difference
    case .mul: Folding.product
    case .div: isReal ? Folding.exactQuotient : Folding.quotient
    case .mod where !isReal && !node.isSet("fmod"): Folding.remainder
    case .min: { min($0, $1) }
    case .max: { max($0, $1) }
    case .equal: { $0 == $1 ? 1 : 0 }
    case .greater: { $0 > $1 ? 1 : 0 }
    case .greaterOrEqual: { $0 >= $1 ? 1 : 0 }
    case .less: { $0 < $1 ? 1 : 0 }
    case .lessOrEqual: { $0 <= $1 ? 1 : 0 }
    case .and: { $0 != 0 && $1 != 0 ? 1 : 0 }
    case .or: { $0 != 0 || $1 != 0 ? 1 : 0 }
    case .xor: { ($0 != 0) != ($1 != 0) ? 1 : 0 }
    default: nil
    }
  }
}

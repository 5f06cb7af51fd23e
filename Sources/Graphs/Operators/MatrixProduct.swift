import Quantities

/// Products of stacks of matrices, broadcast over the leading dimensions.
enum MatrixProduct: OperatorDefinition {
  static let kinds: [OperatorKind] = [.matMul, .matMulInteger, .qlinearMatMul, .fusedMatMul]

  /// The two factors, their positions and shapes with vectors promoted to matrices.
  private struct Factors {
    let left: (position: Int, type: TensorType)
    let right: (position: Int, type: TensorType)
    /// The dimensions of the left factor that hold rows and depth, counted from the end.
    let leftTransposed: Bool
    let rightTransposed: Bool
    let batch: Shape
    let rows: Int?
    let depth: Int
    let columns: Int?
  }

  private static func parse(_ node: OperatorContext) throws(OperatorError) -> Factors {
    let rightPosition = node.kind == .qlinearMatMul ? 3 : 1
    let left = try node.input(0)
    let right = try node.input(rightPosition)
    guard left.shape.rank >= 1, right.shape.rank >= 1 else {
      throw OperatorError.mismatch("a factor is a scalar")
    }
    let isFused = node.kind == .fusedMatMul
    let leftTransposed = isFused && node.isSet("transA") && left.shape.rank >= 2
    let rightTransposed = isFused && node.isSet("transB") && right.shape.rank >= 2
    let matrices = [
      try matrices(left.shape, haveBatchInside: isFused && node.isSet("transBatchA")),
      try matrices(right.shape, haveBatchInside: isFused && node.isSet("transBatchB")),
    ]
    let (rows, depth) = ends(matrices[0], swapped: leftTransposed, vectorIsRow: true)
    let (height, columns) = ends(matrices[1], swapped: rightTransposed, vectorIsRow: false)
    guard let depth, let height, depth == height else {
      throw OperatorError.mismatch(
        "input 0 has the shape \(left.shape), input \(rightPosition) \(right.shape): "
          + "\(depth ?? 0) columns meet \(height ?? 0) rows"
      )
    }
    let batch = try Broadcasting.shape(of: [
      try Shape.checked(Array(matrices[0].dimensions.dropLast(2))),
      try Shape.checked(Array(matrices[1].dimensions.dropLast(2))),
    ])
    return Factors(
      left: (0, left),
      right: (rightPosition, right),
      leftTransposed: leftTransposed,
      rightTransposed: rightTransposed,
      batch: batch,
      rows: rows,
      depth: depth,
      columns: columns
    )
  }

  /// A stack of matrices whose first dimension, before those of the batch, is one of the matrices'.
  private static func matrices(_ shape: Shape, haveBatchInside: Bool) throws(OperatorError)
    -> Shape
  {
    guard haveBatchInside, shape.rank > 2 else { return shape }
    let inner = shape.dimensions[1..<(shape.rank - 1)]
    return try Shape.checked(inner + [shape[0], shape[shape.rank - 1]])
  }

  /// Rows and columns of a factor; a vector has only one of them.
  private static func ends(_ shape: Shape, swapped: Bool, vectorIsRow: Bool) -> (Int?, Int?) {
    guard shape.rank >= 2 else { return vectorIsRow ? (nil, shape[0]) : (shape[0], nil) }
    let (first, second) = (shape[shape.rank - 2], shape[shape.rank - 1])
    return swapped ? (second, first) : (first, second)
  }

  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    let factors = try parse(node)
    let shape = try Shape.checked(
      factors.batch.dimensions + [factors.rows, factors.columns].compactMap(\.self)
    )
    switch node.kind {
    case .matMulInteger: return [TensorType(.int32, shape)]
    case .qlinearMatMul: return [TensorType(try node.input(7).elementType, shape)]
    default: return [TensorType(factors.left.type.elementType, shape)]
    }
  }

  static func workClass(of node: OperatorContext) -> WorkClass {
    guard let factors = try? parse(node) else { return .elementwise }
    let stacks = factors.batch.elementCount
    // One matrix for the whole stack: its rows are those of a single product.
    let isShared =
      !factors.leftTransposed
      && factors.right.type.shape.dimensions.dropLast(2).allSatisfy { $0 == 1 }
    let (rows, overflow) = stacks.multipliedReportingOverflow(by: factors.rows ?? 1)
    if isShared, !overflow {
      return .matrixProduct(
        batches: 1,
        rows: rows,
        depth: factors.depth,
        columns: factors.columns ?? 1
      )
    }
    return .matrixProduct(
      batches: stacks,
      rows: factors.rows ?? 1,
      depth: factors.depth,
      columns: factors.columns ?? 1
    )
  }

  static func operations(of node: OperatorContext, for slice: Slice?) -> Operations {
    guard let factors = try? parse(node) else { return .zero }
    return Work.product([Work.elements(of: node, in: slice), factors.depth])
  }

  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? {
    guard let factors = try? parse(node), let output = node.outputs.first,
      !node.isSet("transBatchA"), !node.isSet("transBatchB")
    else { return nil }
    let batchRank = factors.batch.rank
    let isRow = factors.rows != nil && dimension == batchRank
    let isColumn = factors.columns != nil && dimension == output.shape.rank - 1 && !isRow
    let needs = node.inputs.enumerated()
      .map { (position, type) -> InputNeed in
        guard let type else { return .whole }
        let rank = type.shape.rank
        switch position {
        case factors.left.position:
          if isRow { return .same(factors.leftTransposed ? rank - 1 : rank - 2, of: type) }
          return isColumn ? .whole : batchNeed(type, along: dimension, of: factors.batch)
        case factors.right.position:
          if isColumn { return .same(factors.rightTransposed ? rank - 2 : rank - 1, of: type) }
          return isRow ? .whole : batchNeed(type, along: dimension, of: factors.batch)
        default:
          return parameterNeed(
            of: type,
            node.kind,
            position,
            isRow: isRow,
            isColumn: isColumn
          )
        }
      }
    return needs.isEmpty ? nil : SplitRule(needs)
  }

  private static func batchNeed(_ type: TensorType, along dimension: Int, of batch: Shape)
    -> InputNeed
  {
    let own = dimension - (batch.rank - (type.shape.rank - 2))
    guard own >= 0, own < type.shape.rank - 2, type.shape[own] != 1 || batch[dimension] == 1 else {
      return .whole
    }
    return .same(own, of: type)
  }

  /// Scales and zero points that hold one value for each row or column.
  private static func parameterNeed(
    of type: TensorType,
    _ kind: OperatorKind,
    _ position: Int,
    isRow: Bool,
    isColumn: Bool
  ) -> InputNeed {
    guard type.shape.rank == 1, type.shape[0] > 1 else { return .whole }
    let isLeft = kind == .matMulInteger ? position == 2 : position < 3
    let isRight = kind == .matMulInteger ? position == 3 : (position > 3 && position < 6)
    return (isLeft && isRow) || (isRight && isColumn) ? .same(0, of: type) : .whole
  }
}

/// The general matrix product of two matrices and a summand that is broadcast.
enum GeneralMatrixProduct: OperatorDefinition {
  static let kinds: [OperatorKind] = [.gemm, .fusedGemm, .qGemm]

  /// The inputs that hold the right factor and the summand; a quantised product has a scale and a
  /// zero point after each factor.
  private static func positions(_ node: OperatorContext) -> (right: Int, summand: Int) {
    node.kind == .qGemm ? (3, 6) : (1, 2)
  }

  private static func parse(_ node: OperatorContext) throws(OperatorError)
    -> (rows: Int, depth: Int, columns: Int)
  {
    let position = positions(node).right
    let (left, right) = (try node.input(0), try node.input(position))
    try node.require(rank: 2...2, of: left, at: 0)
    try node.require(rank: 2...2, of: right, at: position)
    let (leftRow, rightRow) = (node.isSet("transA") ? 1 : 0, node.isSet("transB") ? 1 : 0)
    let (depth, height) = (left.shape[1 - leftRow], right.shape[rightRow])
    guard depth == height else {
      throw OperatorError.mismatch(
        "input 0 has \(depth) columns, the weight expects \(height)"
      )
    }
    return (left.shape[leftRow], depth, right.shape[1 - rightRow])
  }

  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    let (rows, _, columns) = try parse(node)
    var output = try node.input(0).reshaped([rows, columns])
    // Without a zero point for the result it is real.
    if node.kind == .qGemm { output = output.with(node.optionalInput(8)?.elementType ?? .float32) }
    if let summand = node.optionalInput(positions(node).summand),
      try Broadcasting.shape(of: [summand.shape, output.shape]) != output.shape
    {
      throw OperatorError.mismatch(
        "the summand has the shape \(summand.shape), the product \(output.shape)"
      )
    }
    return [output]
  }

  static func workClass(of node: OperatorContext) -> WorkClass {
    guard let (rows, depth, columns) = try? parse(node) else { return .elementwise }
    return .matrixProduct(batches: 1, rows: rows, depth: depth, columns: columns)
  }

  static func operations(of node: OperatorContext, for slice: Slice?) -> Operations {
    guard let (_, depth, _) = try? parse(node) else { return .zero }
    return Work.product([Work.elements(of: node, in: slice), depth])
  }

  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? {
    guard let output = node.outputs.first, node.kind != .qGemm else { return nil }
    let needs = node.inputs.enumerated()
      .map { (position, type) -> InputNeed in
        guard let type else { return .whole }
        switch (position, dimension) {
        case (0, 0): return .same(node.isSet("transA") ? 1 : 0, of: type)
        case (1, 1): return .same(node.isSet("transB") ? 0 : 1, of: type)
        case (2, _): return .broadcast(type, along: dimension, of: output.shape)
        default: return .whole
        }
      }
    return SplitRule(needs)
  }
}

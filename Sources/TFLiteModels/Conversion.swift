internal import Graphs

/// What an operator of the file computes, in terms of the catalogue.
extension ModelReading {
  /// Functions of one input that need no parameters.
  private static let unary: [String: OperatorKind] = [
    "ABS": .abs, "CEIL": .ceil, "COS": .cos, "ELU": .elu, "EXP": .exp, "FLOOR": .floor,
    "GELU": .gelu, "HARD_SWISH": .hardSwish, "LEAKY_RELU": .leakyRelu, "LOG": .log,
    "LOGISTIC": .sigmoid, "LOGICAL_NOT": .not, "NEG": .neg, "RELU": .relu, "RELU6": .clip,
    "RELU_N1_TO_1": .clip, "RELU_0_TO_1": .clip, "ROUND": .round, "SIGN": .sign, "SIN": .sin,
    "SQRT": .sqrt, "TANH": .tanh, "ZEROS_LIKE": .identity,
  ]
  /// Functions of several inputs that broadcast.
  private static let broadcast: [String: OperatorKind] = [
    "ADD": .add, "SUB": .sub, "MUL": .mul, "DIV": .div, "MAXIMUM": .max, "MINIMUM": .min,
    "POW": .pow, "FLOOR_DIV": .div, "FLOOR_MOD": .mod, "EQUAL": .equal, "GREATER": .greater,
    "GREATER_EQUAL": .greaterOrEqual, "LESS": .less, "LESS_EQUAL": .lessOrEqual,
    "LOGICAL_AND": .and, "LOGICAL_OR": .or, "ADD_N": .sum, "PRELU": .prelu, "SELECT": .where,
    "SELECT_V2": .where, "BITWISE_XOR": .bitwiseXor,
  ]
  /// Reductions over constant axes.
  private static let reductions: [String: OperatorKind] = [
    "MEAN": .reduceMean, "SUM": .reduceSum, "REDUCE_MAX": .reduceMax, "REDUCE_MIN": .reduceMin,
    "REDUCE_PROD": .reduceProd, "REDUCE_ANY": .reduceMax, "REDUCE_ALL": .reduceMin,
  ]

  /// Makes the graph's operators of a call.
  ///
  /// - Throws: where the catalogue does not describe what the file says.
  mutating func convert(_ call: Call) throws(Misfit) {
    guard call.node.code != TFLiteFile.customCode else {
      throw Misfit.because("it is a custom operator")
    }
    let type = call.node.typeName
    if let kind = Self.unary[type] {
      try emit(call, kind, [], [try input(call, 0)])
    } else if let kind = Self.broadcast[type] {
      try emitBroadcast(call, kind)
    } else if let kind = Self.reductions[type] {
      try convertReduction(call, kind)
    } else if try !convertWindow(call), try !convertMove(call), try !convertShape(call) {
      try convertOther(call)
    }
  }

  /// Operators that follow no common form.
  private mutating func convertOther(_ call: Call) throws(Misfit) {
    switch call.node.typeName {
    case "FULLY_CONNECTED": try convertFullyConnected(call)
    case "BATCH_MATMUL": try convertBatchProduct(call)
    case "SOFTMAX", "LOG_SOFTMAX": try convertSoftmax(call)
    case "L2_NORMALIZATION": try convertNormalization(call)
    case "ARG_MAX", "ARG_MIN": try convertArgument(call)
    case "TOPK_V2": try convertTop(call)
    case "CUMSUM": try convertRunningSum(call)
    case "CAST", "DEQUANTIZE", "QUANTIZE": try convertType(call)
    case "SQUARE":
      let operand = try input(call, 0)
      try emit(call, .mul, [], [operand, operand])
    case "RSQRT":
      let root = try step(call, "root", .sqrt, [], [try input(call, 0)])
      try emit(call, .reciprocal, [], [root])
    case "SQUARED_DIFFERENCE":
      let difference = try step(call, "difference", .sub, [], try operands(call))
      try emit(call, .mul, [], [difference, difference])
    case "NOT_EQUAL":
      try emit(call, .not, [], [try step(call, "equal", .equal, [], try operands(call))])
    default:
      throw Misfit.operator(.dataDependent("the catalogue has no such operator"))
    }
  }

  // MARK: Element by element

  private mutating func emitBroadcast(_ call: Call, _ kind: OperatorKind) throws(Misfit) {
    let hasActivation = ["ADD", "SUB", "MUL", "DIV"].contains(call.node.typeName)
    try emit(
      call,
      kind,
      hasActivation ? try activation(call, field: 0) : [],
      try operands(call)
    )
  }

  /// The inputs in the layout of the output, so that they broadcast as they do in the file.
  private mutating func operands(_ call: Call) throws(Misfit) -> [Operand?] {
    let layout = try outputLayout(call)
    var result: [Operand?] = []
    for position in call.node.inputs.indices {
      let own = try input(call, position, as: .plain)
      let rank = own.type.shape.rank
      guard layout == .image, rank > 0 else {
        result.append(try input(call, position))
        continue
      }
      guard rank < 4 else {
        result.append(try input(call, position, as: own.source == .constant ? .image : nil))
        continue
      }
      let padded = [Int](repeating: 1, count: 4 - rank) + own.type.shape.dimensions
      if own.source == .constant {
        result.append(try reshaped(own, layout.ordered(padded)))
      } else {
        result.append(
          try step(
            call,
            "operand_\(position)",
            .reshape,
            reshape(to: layout.ordered(padded), .plain, .image),
            [own]
          )
        )
      }
    }
    return result
  }

  private mutating func convertType(_ call: Call) throws(Misfit) {
    let operand = try input(call, 0)
    let type = try outputType(call).elementType
    switch call.node.typeName {
    case "QUANTIZE":
      try emit(call, .quantizeLinear, [("output_dtype", .integer(type.onnxCode))], [operand])
    case "DEQUANTIZE" where !operand.type.elementType.isFloatingPoint:
      let scale = Operand(
        name: "\(call.name)/scale",
        type: TensorType(type, .scalar),
        source: .constant
      )
      try emit(call, .dequantizeLinear, [], [operand, scale])
    default:
      try emit(call, .cast, [("to", .integer(type.onnxCode))], [operand])
    }
  }

  // MARK: Along dimensions

  private mutating func convertReduction(_ call: Call, _ kind: OperatorKind) throws(Misfit) {
    let operand = try input(call, 0)
    let rank = operand.type.shape.rank
    let layout = try layout(call, 0)
    var axes: [Int] = []
    for axis in try constant(call, 1, "axes") {
      axes.append(try dimension(axis, rank: rank, layout))
    }
    let axisEntry: Entry = ("axes", .integers(axes.sorted().map { Int64($0) }))
    let isKept = try option(call, 0, bytes: 1) != 0
    guard !isKept, layout == .image else {
      let kept: Entry = ("keepdims", .integer(isKept ? 1 : 0))
      try emit(call, kind, [axisEntry, kept], [operand])
      return
    }
    // What is left is in the order of the graph, the file's output in that of the file.
    let left = (0..<rank).filter { !axes.contains($0) }
    if left == left.sorted(by: { layout.stored($0) < layout.stored($1) }) {
      try emit(call, kind, [axisEntry, ("keepdims", .integer(0))], [operand])
    } else {
      let kept = try step(call, "kept", kind, [axisEntry, ("keepdims", .integer(1))], [operand])
      let target = try outputType(call).shape.dimensions
      try emit(call, .reshape, reshape(to: target, .image, .plain), [kept])
    }
  }

  private mutating func convertSoftmax(_ call: Call) throws(Misfit) {
    let operand = try input(call, 0)
    let axis = try dimension(-1, rank: operand.type.shape.rank, try layout(call, 0))
    try emit(
      call,
      call.node.typeName == "SOFTMAX" ? .softmax : .logSoftmax,
      [("axis", .integer(Int64(axis)))],
      [operand]
    )
  }

  private mutating func convertNormalization(_ call: Call) throws(Misfit) {
    let operand = try input(call, 0)
    let axis = try dimension(-1, rank: operand.type.shape.rank, try layout(call, 0))
    try emit(call, .lpNormalization, [("axis", .integer(Int64(axis)))], [operand])
  }

  private mutating func convertArgument(_ call: Call) throws(Misfit) {
    let operand = try input(call, 0)
    guard let axis = try constant(call, 1, "axis").first else {
      throw Misfit.operator(.missingInput(position: 1))
    }
    let own = try dimension(axis, rank: operand.type.shape.rank, try layout(call, 0))
    try emit(
      call,
      call.node.typeName == "ARG_MAX" ? .argMax : .argMin,
      [
        ("axis", .integer(Int64(own))), ("keepdims", .integer(0)),
        ("index_type", .integer(try outputType(call).elementType.onnxCode)),
      ],
      [operand]
    )
  }

  private mutating func convertTop(_ call: Call) throws(Misfit) {
    let operand = try input(call, 0)
    guard let count = try constant(call, 1, "number of elements").first,
      let positions = call.node.outputs.dropFirst().first.flatMap({ type(of: $0) })
    else { throw Misfit.because("it has no second output") }
    let axis = try dimension(-1, rank: operand.type.shape.rank, try layout(call, 0))
    try emit(
      call,
      .topK,
      [
        ("axis", .integer(Int64(axis))),
        ("index_type", .integer(positions.elementType.onnxCode)),
      ],
      [operand, try parameter(call, "k", [count])]
    )
  }

  private mutating func convertRunningSum(_ call: Call) throws(Misfit) {
    let operand = try input(call, 0)
    guard let axis = try constant(call, 1, "axis").first else {
      throw Misfit.operator(.missingInput(position: 1))
    }
    let own = try dimension(axis, rank: operand.type.shape.rank, try layout(call, 0))
    let entries: [Entry] = [
      ("exclusive", .integer(Int64(try option(call, 0, bytes: 1)))),
      ("reverse", .integer(Int64(try option(call, 1, bytes: 1)))),
    ]
    try emit(call, .cumSum, entries, [operand, try parameter(call, "axis", [own], isScalar: true)])
  }

  // MARK: Products

  /// A product with a weight that has a row for each output.
  private mutating func convertFullyConnected(_ call: Call) throws(Misfit) {
    guard try option(call, 1, bytes: 1) == 0 else {
      throw Misfit.because("its weights are in a shuffled format")
    }
    let operand = try input(call, 0)
    let weight = try input(call, 1)
    guard weight.type.shape.rank == 2, weight.type.shape[1] > 0,
      operand.type.shape.elementCount.isMultiple(of: weight.type.shape[1])
    else { throw Misfit.because("its weight has the shape \(weight.type.shape)") }
    let rows = operand.type.shape.elementCount / weight.type.shape[1]
    let (elements, overflow) = rows.multipliedReportingOverflow(by: weight.type.shape[0])
    guard !overflow else {
      throw Misfit.because("its result has more elements than can be counted")
    }
    resolveOutput(of: call, elements: elements, sizes: nil)
    let target = try outputType(call)
    let entries: [Entry] = [("transB", .integer(1))] + (try activation(call, field: 0))
    var matrix = operand
    if operand.type.shape.rank != 2 || operand.type.shape[0] != rows {
      matrix = try step(
        call,
        "rows",
        .reshape,
        reshape(to: [rows, weight.type.shape[1]], try layout(call, 0), .plain),
        [operand]
      )
    }
    let factors = [matrix, weight] + (optional(call, 2).map { [$0] } ?? [])
    guard target.shape.dimensions != [rows, weight.type.shape[0]] else {
      try emit(call, .gemm, entries, factors)
      return
    }
    let product = try step(call, "product", .gemm, entries, factors)
    try emit(
      call,
      .reshape,
      reshape(to: target.shape.dimensions, .plain, try outputLayout(call)),
      [product]
    )
  }

  private mutating func convertBatchProduct(_ call: Call) throws(Misfit) {
    guard try outputLayout(call) == .plain else {
      throw Misfit.because("its factors are images")
    }
    let factors = [try input(call, 0), try input(call, 1)]
    let isTransposed = [
      try option(call, 0, bytes: 1) != 0, try option(call, 1, bytes: 1) != 0,
    ]
    guard isTransposed.contains(true) else {
      try emit(call, .matMul, [], factors)
      return
    }
    var turned: [Operand] = []
    for (position, factor) in factors.enumerated() {
      let rank = factor.type.shape.rank
      guard isTransposed[position], rank >= 2 else {
        turned.append(factor)
        continue
      }
      let order = Array(0..<rank - 2) + [rank - 1, rank - 2]
      if factor.source == .constant {
        turned.append(try reshaped(factor, order.map { factor.type.shape[$0] }))
      } else {
        let entry: Entry = ("perm", .integers(order.map { Int64($0) }))
        turned.append(try step(call, "turned_\(position)", .transpose, [entry], [factor]))
      }
    }
    try emit(call, .matMul, [], turned)
  }
}

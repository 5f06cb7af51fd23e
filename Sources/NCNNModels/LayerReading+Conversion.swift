internal import Graphs

/// What a layer computes, in terms of the catalogue.
extension LayerReading {
  private static let unary: [String: OperatorKind] = [
    "ReLU": .relu, "Clip": .clip, "Sigmoid": .sigmoid, "TanH": .tanh, "HardSwish": .hardSwish,
    "HardSigmoid": .hardSigmoid, "Swish": .swish, "GELU": .gelu, "ELU": .elu, "Mish": .mish,
    "SELU": .selu, "AbsVal": .abs, "Exp": .exp, "Log": .log, "Softplus": .softplus,
  ]
  private static let binary: [OperatorKind] = [
    .add, .sub, .mul, .div, .max, .min, .pow, .sub, .div,
  ]
  private static let unaryNumbers: [OperatorKind] = [
    .abs, .neg, .floor, .ceil, .mul, .sqrt, .reciprocal, .exp, .log, .sin, .cos, .tan, .asin,
    .acos, .atan, .reciprocal, .tanh,
  ]

  /// Adds what a layer computes to the graph.
  mutating func convert(_ layer: ParamFile.Layer) throws(NCNNError) {
    if let kind = Self.unary[layer.typeName] {
      try add(layer, kind)
      return
    }
    switch layer.typeName {
    case "Input": try addInput(layer)
    case "Split", "Dropout", "Noop": try rename(layer)
    case "Convolution", "ConvolutionDepthWise": try convolution(layer)
    case "Deconvolution", "DeconvolutionDepthWise": try transposedConvolution(layer)
    case "InnerProduct": try innerProduct(layer)
    case "Pooling": try pooling(layer)
    case "BinaryOp", "Eltwise": try binary(layer)
    case "UnaryOp":
      let number = try layer.integer(0)
      guard Self.unaryNumbers.indices.contains(number), number != 4 else {
        throw unknown(layer)
      }
      try add(layer, Self.unaryNumbers[number])
    case "BatchNorm":
      let channels = [try layer.integer(0)]
      try add(
        layer,
        .batchNormalization,
        weights: [("scale", channels), ("bias", channels), ("mean", channels), ("var", channels)]
      )
    case "PReLU": try add(layer, .prelu, weights: [("slope", [try layer.integer(0), 1, 1])])
    case "Softmax", "Concat": try alongAxis(layer)
    case "Flatten": try add(layer, .flatten, [("axis", .integer(1))])
    case "Reshape": try reshape(layer)
    case "Interp": try interpolation(layer)
    case "PixelShuffle":
      let size = try layer.integer(0, default: 1)
      try add(layer, .depthToSpace, [("blocksize", .integer(Int64(size))), ("mode", .text("CRD"))])
    default: throw unknown(layer)
    }
  }

  private func unknown(_ layer: ParamFile.Layer) -> NCNNError {
    NCNNError(
      line: layer.line,
      "layer type \(quoted(layer.typeName)) of \(quoted(layer.name)) is not known, and the file "
        + "does not give the shape of what it computes",
      cure: "use the ONNX or TensorFlow Lite file that the model was converted from"
    )
  }

  private typealias Entry = (name: String, value: Attributes.Value)

  private func numbers(_ values: [Int]) -> Attributes.Value { .integers(values.map { Int64($0) }) }

  /// Two numbers of which the second, for height, is that for width where it is left out.
  private func pair(_ layer: ParamFile.Layer, _ width: Int, _ height: Int, default value: Int)
    throws(NCNNError) -> [Int]
  {
    let own = try layer.integer(width, default: value)
    return [try layer.integer(height, default: own), own]
  }

  private func pads(_ layer: ParamFile.Layer, extents: [Int], kernel: [Int], strides: [Int])
    throws(NCNNError) -> [Int]
  {
    let left = try layer.integer(4)
    let top = try layer.integer(14, default: left)
    if left == -233 || left == -234 {
      // The fewest pads that keep the extents, more of them after (or before).
      let total = zip(zip(extents, kernel), strides)
        .map { max(($0.0 + $1 - 1) / max($1, 1) * $1 - $1 + $0.1 - $0.0, 0) }
      let less = total.map { $0 / 2 }
      let more = zip(total, less).map { $0 - $1 }
      return left == -233 ? less + more : more + less
    }
    return [
      top, left, try layer.integer(16, default: top), try layer.integer(15, default: left),
    ]
  }

  private func window(_ layer: ParamFile.Layer) throws(NCNNError) -> (entries: [Entry], [Int]) {
    let shape = try type(layer).shape
    guard shape.rank == 4 else {
      throw NCNNError(line: layer.line, "\(layer.typeName) slides over \(shape.rank - 1) extents")
    }
    let kernel = try pair(layer, 1, 11, default: 0)
    let strides = try pair(layer, 3, 13, default: 1)
    let dilations = try pair(layer, 2, 12, default: 1)
    guard (kernel + strides + dilations).allSatisfy({ (1...65_536).contains($0) }) else {
      throw NCNNError(line: layer.line, "\(layer.typeName) has the kernel \(kernel)")
    }
    let reach = zip(kernel, dilations).map { ($0 - 1) * $1 + 1 }
    let pads = try pads(
      layer,
      extents: Array(shape.dimensions.suffix(2)),
      kernel: reach,
      strides: strides
    )
    return (
      [
        ("kernel_shape", numbers(kernel)), ("strides", numbers(strides)),
        ("dilations", numbers(dilations)), ("pads", numbers(pads)),
      ], kernel
    )
  }

  private func activation(_ layer: ParamFile.Layer) throws(NCNNError) -> [Entry] {
    let names = [1: "Relu", 2: "LeakyRelu", 3: "Clip", 4: "Sigmoid", 5: "Mish", 6: "HardSwish"]
    return names[try layer.integer(9)].map { [("fused_activation", .text($0))] } ?? []
  }

  private mutating func convolution(_ layer: ParamFile.Layer) throws(NCNNError) {
    let (entries, kernel) = try window(layer)
    let channels = try type(layer).shape[1]
    let outputs = try layer.integer(0)
    let groups = layer.typeName == "Convolution" ? 1 : try layer.integer(7, default: 1)
    guard groups >= 1, groups <= max(channels, 1) else {
      throw NCNNError(line: layer.line, "\(groups) groups of \(channels) channels")
    }
    var weights = [("weight", [outputs, channels / groups] + kernel)]
    if try layer.integer(5) != 0 { weights.append(("bias", [outputs])) }
    try add(
      layer,
      .conv,
      entries + [("group", .integer(Int64(groups)))] + activation(layer),
      weights: weights
    )
  }

  private mutating func transposedConvolution(_ layer: ParamFile.Layer) throws(NCNNError) {
    let (entries, kernel) = try window(layer)
    let channels = try type(layer).shape[1]
    let outputs = try layer.integer(0)
    let groups = layer.typeName == "Deconvolution" ? 1 : try layer.integer(7, default: 1)
    guard groups >= 1 else { throw NCNNError(line: layer.line, "there are \(groups) groups") }
    var weights = [("weight", [channels, outputs / groups] + kernel)]
    if try layer.integer(5) != 0 { weights.append(("bias", [outputs])) }
    let right = try layer.integer(18)
    let padding: Entry = (
      "output_padding", numbers([try layer.integer(19, default: right), right])
    )
    try add(
      layer,
      .convTranspose,
      entries + [("group", .integer(Int64(groups))), padding] + activation(layer),
      weights: weights
    )
  }

  private mutating func innerProduct(_ layer: ParamFile.Layer) throws(NCNNError) {
    let shape = try type(layer).shape
    guard shape.rank == 2 else {
      throw NCNNError(
        line: layer.line,
        "InnerProduct reads \(shape.rank - 1) extents, expected one; put a Flatten before it"
      )
    }
    let outputs = try layer.integer(0)
    var weights = [("weight", [outputs, shape[1]])]
    if try layer.integer(1) != 0 { weights.append(("bias", [outputs])) }
    try add(layer, .gemm, [("transB", .integer(1))] + activation(layer), weights: weights)
  }

  private mutating func pooling(_ layer: ParamFile.Layer) throws(NCNNError) {
    let isMean = try layer.integer(0) == 1
    if try layer.integer(4) == 1 {
      // A global pool leaves one number for each channel.
      try add(
        layer,
        isMean ? .reduceMean : .reduceMax,
        [("axes", .integers([2, 3])), ("keepdims", .integer(0))]
      )
      return
    }
    let shape = try type(layer).shape
    guard shape.rank == 4, try layer.integer(7) == 0 else { throw unknown(layer) }
    let kernel = try pair(layer, 1, 11, default: 1)
    let strides = try pair(layer, 2, 12, default: 1)
    let left = try layer.integer(3)
    let top = try layer.integer(13, default: left)
    let bottom = try layer.integer(15, default: top)
    let pads = [top, left, bottom, try layer.integer(14, default: left)]
    // Mode 0 also counts a window that is cut off at the end.
    let isRoundedUp = try layer.integer(5) == 0
    try add(
      layer,
      isMean ? .averagePool : .maxPool,
      [
        ("kernel_shape", numbers(kernel)), ("strides", numbers(strides)), ("pads", numbers(pads)),
        ("ceil_mode", .integer(isRoundedUp ? 1 : 0)),
      ]
    )
  }

  private mutating func binary(_ layer: ParamFile.Layer) throws(NCNNError) {
    let number = try layer.integer(0)
    let kinds: [OperatorKind] = layer.typeName == "Eltwise" ? [.mul, .sum, .max] : Self.binary
    guard kinds.indices.contains(number) else { throw unknown(layer) }
    let isScalar = try layer.integer(1) == 1 && layer.inputs.count == 1
    try add(layer, kinds[number], weights: isScalar ? [("scalar", [1])] : [])
  }

  private mutating func alongAxis(_ layer: ParamFile.Layer) throws(NCNNError) {
    let rank = try type(layer).shape.rank
    let written = try layer.integer(0)
    // Axes do not count the batch.
    let axis = written < 0 ? written + rank : written + 1
    guard axis >= 1, axis < rank else {
      throw NCNNError(line: layer.line, "\(layer.typeName) goes along axis \(written)")
    }
    let kind: OperatorKind = layer.typeName == "Softmax" ? .softmax : .concat
    try add(layer, kind, [("axis", .integer(Int64(axis)))])
  }

  private mutating func reshape(_ layer: ParamFile.Layer) throws(NCNNError) {
    let extents = [
      try layer.integer(2, default: -233), try layer.integer(1, default: -233),
      try layer.integer(0, default: -233),
    ]
    .filter { $0 != -233 }
    try add(layer, .reshape, [("shape", .integers([1] + extents.map { Int64($0) }))])
  }

  private mutating func interpolation(_ layer: ParamFile.Layer) throws(NCNNError) {
    let shape = try type(layer).shape
    let sizes = [try layer.integer(3), try layer.integer(4)]
    guard shape.rank == 4 else { throw unknown(layer) }
    var extents = shape.dimensions
    for index in 0..<2 {
      let scale = layer.numbers[index + 1].flatMap { Double($0) } ?? 1
      guard scale > 0, scale <= 1_024 else { throw unknown(layer) }
      let scaled = Int(Double(extents[index + 2]) * scale)
      extents[index + 2] = sizes[index] > 0 ? sizes[index] : scaled
    }
    let mode = try layer.integer(0) == 1 ? "nearest" : "linear"
    try add(
      layer,
      .resize,
      [("mode", .text(mode)), ("coordinate_transformation_mode", .text("half_pixel"))],
      constants: [nil, nil, ("sizes", extents.map { Int64($0) })]
    )
  }
}

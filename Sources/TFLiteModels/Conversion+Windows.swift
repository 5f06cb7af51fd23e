internal import Graphs

/// Operators with sliding windows, and those that resize images.
extension ModelReading {
  /// Makes the graph's operator where the call is one of these.
  mutating func convertWindow(_ call: Call) throws(Misfit) -> Bool {
    switch call.node.typeName {
    case "CONV_2D": try convertConvolution(call)
    case "DEPTHWISE_CONV_2D": try convertDepthwise(call)
    case "TRANSPOSE_CONV": try convertTransposed(call)
    case "AVERAGE_POOL_2D": try convertPool(call, .averagePool)
    case "MAX_POOL_2D": try convertPool(call, .maxPool)
    case "L2_POOL_2D": try convertPool(call, .lpPool)
    case "RESIZE_BILINEAR": try convertResize(call, mode: "linear", firstField: 2)
    case "RESIZE_NEAREST_NEIGHBOR": try convertResize(call, mode: "nearest", firstField: 0)
    case "DEPTH_TO_SPACE": try convertBlocks(call, .depthToSpace)
    case "SPACE_TO_DEPTH": try convertBlocks(call, .spaceToDepth)
    case "LOCAL_RESPONSE_NORMALIZATION":
      let size = 2 * (try option(call, 0)) + 1
      try emit(call, .lrn, [("size", .integer(Int64(size)))], [try input(call, 0)])
    default: return false
    }
    return true
  }

  /// The window of an operator whose parameters begin with padding and strides.
  private struct Sliding {
    let kernel: [Int]
    let strides: [Int]
    let dilations: [Int]
    let isSame: Bool

    /// The pads before and after, as the format defines them: as few as needed, more of them after.
    func pads(from extents: [Int]) -> [Int] {
      guard isSame else { return [0, 0, 0, 0] }
      var before: [Int] = []
      var after: [Int] = []
      for index in 0..<2 {
        let outputs = (extents[index] + strides[index] - 1) / strides[index]
        let reach = (outputs - 1) * strides[index] + (kernel[index] - 1) * dilations[index] + 1
        let total = max(reach - extents[index], 0)
        before.append(total / 2)
        after.append(total - total / 2)
      }
      return before + after
    }

    func entries(pads: [Int]) -> [Entry] {
      func numbers(_ values: [Int]) -> Attributes.Value { .integers(values.map { Int64($0) }) }
      return [
        ("kernel_shape", numbers(kernel)), ("strides", numbers(strides)),
        ("dilations", numbers(dilations)), ("pads", numbers(pads)),
      ]
    }
  }

  /// The parameters of a window; numbers outside 1…2¹⁶ are refused.
  private func sliding(_ call: Call, kernel: [Int], dilations: Int? = nil) throws(Misfit)
    -> Sliding
  {
    var numbers = [try option(call, 2), try option(call, 1)]
    if let dilations {
      numbers += [
        try option(call, dilations + 1, default: 1), try option(call, dilations, default: 1),
      ]
    } else {
      numbers += [1, 1]
    }
    guard (numbers + kernel).allSatisfy({ (1...65_536).contains($0) }) else {
      throw Misfit.because("its window has the extents \(kernel) and the numbers \(numbers)")
    }
    return Sliding(
      kernel: kernel,
      strides: Array(numbers[..<2]),
      dilations: Array(numbers[2...]),
      isSame: try option(call, 0, bytes: 1) == 0
    )
  }

  /// The image that the window slides over, and its height and width.
  private func image(_ call: Call, _ position: Int = 0) throws(Misfit) -> (Operand, [Int]) {
    let operand = try input(call, position)
    guard operand.type.shape.rank == 4 else {
      throw Misfit.because("input \(position) has \(operand.type.shape.rank) dimensions")
    }
    return (operand, Array(operand.type.shape.dimensions.suffix(2)))
  }

  /// The filters in the order of the file, whatever layout they were given.
  private func filters(_ call: Call) throws(Misfit) -> (Operand, [Int]) {
    let operand = try input(call, 1, as: .plain)
    guard operand.type.shape.rank == 4 else {
      throw Misfit.because("its filters have \(operand.type.shape.rank) dimensions")
    }
    guard operand.source == .constant else {
      throw Misfit.because("its filters are computed in each run")
    }
    return (operand, operand.type.shape.dimensions)
  }

  /// Filters are output, height, width, input.
  private mutating func convertConvolution(_ call: Call) throws(Misfit) {
    let (operand, extents) = try image(call)
    let (weight, shape) = try filters(call)
    let window = try sliding(call, kernel: [shape[1], shape[2]], dilations: 4)
    guard shape[3] > 0, operand.type.shape[1].isMultiple(of: shape[3]) else {
      throw Misfit.because("the filters expect \(shape[3]) channels of \(operand.type.shape[1])")
    }
    let groups: Entry = ("group", .integer(Int64(operand.type.shape[1] / shape[3])))
    try emit(
      call,
      .conv,
      window.entries(pads: window.pads(from: extents)) + [groups] + activation(call, field: 3),
      [operand, try reshaped(weight, [shape[0], shape[3], shape[1], shape[2]])]
        + (optional(call, 2).map { [$0] } ?? [])
    )
  }

  /// Filters are one, height, width, output; a channel of the input has all of its outputs.
  private mutating func convertDepthwise(_ call: Call) throws(Misfit) {
    let (operand, extents) = try image(call)
    let (weight, shape) = try filters(call)
    let window = try sliding(call, kernel: [shape[1], shape[2]], dilations: 5)
    let groups: Entry = ("group", .integer(Int64(operand.type.shape[1])))
    try emit(
      call,
      .conv,
      window.entries(pads: window.pads(from: extents)) + [groups] + activation(call, field: 4),
      [operand, try reshaped(weight, [shape[3], 1, shape[1], shape[2]])]
        + (optional(call, 2).map { [$0] } ?? [])
    )
  }

  /// The first input holds the output's extents; filters are output, height, width, input.
  private mutating func convertTransposed(_ call: Call) throws(Misfit) {
    let (operand, extents) = try image(call, 2)
    let (weight, shape) = try filters(call)
    let window = try sliding(call, kernel: [shape[1], shape[2]])
    let target = Array(try outputType(call).shape.dimensions.suffix(2))
    var pads = [0, 0, 0, 0]
    var extra = [0, 0]
    for index in 0..<min(2, target.count) {
      let spread = (extents[index] - 1) * window.strides[index] + window.kernel[index]
      let total = spread - target[index]
      if total >= 0 {
        pads[index] = total / 2
        pads[index + 2] = total - total / 2
      } else {
        extra[index] = -total
      }
    }
    let padding: Entry = ("output_padding", .integers(extra.map { Int64($0) }))
    try emit(
      call,
      .convTranspose,
      window.entries(pads: pads) + [padding] + activation(call, field: 3),
      [operand, try reshaped(weight, [shape[3], shape[0], shape[1], shape[2]])]
        + (optional(call, 3).map { [$0] } ?? [])
    )
  }

  private mutating func convertPool(_ call: Call, _ kind: OperatorKind) throws(Misfit) {
    let (operand, extents) = try image(call)
    let window = try sliding(call, kernel: [try option(call, 4), try option(call, 3)])
    let entries = window.entries(pads: window.pads(from: extents))
      .filter { kind == .maxPool || $0.name != "dilations" }
    try emit(call, kind, entries + activation(call, field: 5), [operand])
  }

  private mutating func convertResize(_ call: Call, mode: String, firstField: Int)
    throws(Misfit)
  {
    let (operand, _) = try image(call)
    let isAligned = try option(call, firstField, bytes: 1) != 0
    let isCentred = try option(call, firstField + 1, bytes: 1) != 0
    let coordinates: String
    switch (isAligned, isCentred) {
    case (true, _): coordinates = "align_corners"
    case (_, true): coordinates = mode == "nearest" ? "tf_half_pixel_for_nn" : "half_pixel"
    default: coordinates = "asymmetric"
    }
    let sizes = try outputType(call).shape.dimensions
    try emit(
      call,
      .resize,
      [
        ("mode", .text(mode)), ("coordinate_transformation_mode", .text(coordinates)),
        ("nearest_mode", .text(isAligned ? "round_prefer_ceil" : "floor")),
      ],
      [operand, nil, nil, try parameter(call, "sizes", sizes)]
    )
  }

  private mutating func convertBlocks(_ call: Call, _ kind: OperatorKind) throws(Misfit) {
    let (operand, _) = try image(call)
    let entries: [Entry] = [("blocksize", .integer(Int64(try option(call, 0))))]
    try emit(
      call,
      kind,
      entries + (kind == .depthToSpace ? [("mode", .text("DCR"))] : []),
      [operand]
    )
  }
}

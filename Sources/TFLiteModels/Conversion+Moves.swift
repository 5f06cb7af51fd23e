internal import Graphs

/// Operators that move elements without changing them.
extension ModelReading {
  /// Makes the graph's operators where the call is one of these.
  mutating func convertMove(_ call: Call) throws(Misfit) -> Bool {
    switch call.node.typeName {
    case "RESHAPE", "SQUEEZE", "EXPAND_DIMS":
      let operand = try input(call, 0)
      resolveOutput(of: call, elements: operand.type.shape.elementCount)
      try emit(call, .reshape, try reshape(call), [operand])
    case "TRANSPOSE": try convertTranspose(call)
    case "CONCATENATION": try convertConcatenation(call)
    case "PACK": try convertPack(call)
    case "SPLIT": try convertSplit(call, value: 1, axis: 0, sizes: nil)
    case "SPLIT_V": try convertSplit(call, value: 0, axis: 2, sizes: 1)
    case "SLICE": try convertSlice(call)
    case "STRIDED_SLICE": try convertStridedSlice(call)
    case "REVERSE_V2": try convertReversal(call)
    case "PAD", "PADV2", "MIRROR_PAD": try convertPad(call)
    case "TILE": try convertTile(call)
    case "BROADCAST_TO": try convertExpansion(call)
    case "GATHER", "EMBEDDING_LOOKUP": try convertGather(call)
    case "GATHER_ND": try emit(call, .gatherND, [], [try input(call, 0), try input(call, 1)])
    case "ONE_HOT": try convertOneHot(call)
    default: return false
    }
    return true
  }

  /// Shapes of tensors, which are constants because all shapes are fixed.
  mutating func convertShape(_ call: Call) throws(Misfit) -> Bool {
    guard call.node.typeName == "SHAPE" || call.node.typeName == "RANK" else { return false }
    let extents = try input(call, 0, as: .plain).type.shape.dimensions
    guard let output = call.node.outputs.first, call.node.outputs.count == 1 else {
      throw Misfit.because("it has \(call.node.outputs.count) outputs")
    }
    let values = call.node.typeName == "SHAPE" ? extents : [extents.count]
    known[output] = Known(source: .constant, integers: values.map { Int64($0) })
    return true
  }

  // MARK: Shapes

  /// The attributes of a reshape in which the order of elements is that of the file.
  func reshape(to target: [Int], _ source: Layout, _ result: Layout) -> [Entry] {
    let layouts: [Entry] =
      source == .plain && result == .plain
      ? []
      : [("channels_last", .integers([source == .image ? 1 : 0, result == .image ? 1 : 0]))]
    return [("shape", .integers(target.map { Int64($0) })), ("allowzero", .integer(1))] + layouts
  }

  private func reshape(_ call: Call) throws(Misfit) -> [Entry] {
    let target = try outputType(call).shape.dimensions
    return reshape(to: target, try layout(call, 0), try outputLayout(call))
  }

  private mutating func convertTranspose(_ call: Call) throws(Misfit) {
    let operand = try input(call, 0)
    let rank = operand.type.shape.rank
    let order = try constant(call, 1, "dimensions")
    guard order.sorted() == Array(0..<rank) else {
      throw Misfit.because("its order of dimensions is \(order.prefix(16))")
    }
    let (source, result) = (try layout(call, 0), try outputLayout(call))
    let own = (0..<rank).map { source.graph(order[result.stored($0)]) }
    try emit(call, .transpose, [("perm", .integers(own.map { Int64($0) }))], [operand])
  }

  private mutating func convertConcatenation(_ call: Call) throws(Misfit) {
    let layout = try outputLayout(call)
    var operands: [Operand?] = []
    for position in call.node.inputs.indices {
      let own = try input(call, position)
      operands.append(
        own.source == .constant && layout == .image && own.type.shape.rank == 4
          ? try input(call, position, as: .image) : own
      )
    }
    let rank = try outputType(call).shape.rank
    let axis = try dimension(try option(call, 0), rank: rank, layout)
    try emit(
      call,
      .concat,
      [("axis", .integer(Int64(axis)))] + activation(call, field: 1),
      operands
    )
  }

  /// Tensors side by side along a new dimension: each gets it, then they are joined.
  private mutating func convertPack(_ call: Call) throws(Misfit) {
    let target = try outputType(call).shape
    let layout = try outputLayout(call)
    let axis = try dimension(try option(call, 1), rank: target.rank, layout)
    var extents = target.dimensions
    extents[axis] = 1
    var pieces: [Operand?] = []
    for position in call.node.inputs.indices {
      let own = try self.layout(call, position)
      pieces.append(
        try step(
          call,
          "piece_\(position)",
          .reshape,
          reshape(to: extents, own, layout),
          [try input(call, position)]
        )
      )
    }
    try emit(call, .concat, [("axis", .integer(Int64(axis)))], pieces)
  }

  private mutating func convertSplit(_ call: Call, value: Int, axis: Int, sizes: Int?)
    throws(Misfit)
  {
    let operand = try input(call, value)
    guard let written = try constant(call, axis, "dimension").first else {
      throw Misfit.operator(.missingInput(position: axis))
    }
    let own = try dimension(written, rank: operand.type.shape.rank, try layout(call, value))
    let extents = call.node.outputs.compactMap { type(of: $0)?.shape }
    guard extents.count == call.node.outputs.count, extents.allSatisfy({ $0.rank > own }) else {
      throw Misfit.because("its outputs have other dimensions than its input")
    }
    let pieces = extents.map { Int64($0[own]) }
    try emit(
      call,
      .split,
      [("axis", .integer(Int64(own))), ("split", .integers(pieces))],
      [operand]
    )
  }

  // MARK: Slices

  /// A run along one dimension of the file.
  private struct Run {
    let dimension: Int
    let start: Int
    let end: Int
    let step: Int
  }

  private func slice(_ runs: [Run], _ layout: Layout) -> [Entry] {
    func numbers(_ value: (Run) -> Int) -> Attributes.Value {
      .integers(runs.map { Int64(value($0)) })
    }
    return [
      ("starts", numbers(\.start)), ("ends", numbers(\.end)), ("steps", numbers(\.step)),
      ("axes", numbers { layout.graph($0.dimension) }),
    ]
  }

  private mutating func convertSlice(_ call: Call) throws(Misfit) {
    let operand = try input(call, 0)
    let extents = try input(call, 0, as: .plain).type.shape.dimensions
    let starts = try constant(call, 1, "starts")
    let sizes = try constant(call, 2, "sizes")
    guard starts.count == extents.count, sizes.count == extents.count else {
      throw Misfit.because("it has \(starts.count) starts for \(extents.count) dimensions")
    }
    let layout = try layout(call, 0)
    let runs = extents.indices.map { index in
      let (end, overflow) = starts[index].addingReportingOverflow(sizes[index])
      return Run(
        dimension: index,
        start: starts[index],
        end: sizes[index] < 0 || overflow ? extents[index] : end,
        step: 1
      )
    }
    try emit(call, .slice, slice(runs, extents.count == 4 ? layout : .plain), [operand])
  }

  private mutating func convertStridedSlice(_ call: Call) throws(Misfit) {
    let operand = try input(call, 0)
    let extents = try input(call, 0, as: .plain).type.shape.dimensions
    let starts = try constant(call, 1, "starts")
    let ends = try constant(call, 2, "ends")
    let steps = try constant(call, 3, "steps")
    guard starts.count == ends.count, starts.count == steps.count, starts.count <= extents.count,
      try option(call, 2) == 0, try option(call, 3) == 0
    else { throw Misfit.because("it adds dimensions or leaves some out") }
    let (startMask, endMask) = (try option(call, 0), try option(call, 1))
    let shrinkMask = try option(call, 4)
    var runs: [Run] = []
    for index in starts.indices {
      let extent = extents[index]
      var (start, end, step) = (starts[index], ends[index], steps[index])
      if startMask >> index & 1 == 1 { start = step > 0 ? 0 : extent - 1 }
      if endMask >> index & 1 == 1 { end = step > 0 ? extent : -extent - 1 }
      if shrinkMask >> index & 1 == 1 {
        (end, step) = (start == -1 ? extent : start &+ 1, 1)
      }
      runs.append(Run(dimension: index, start: start, end: end, step: step))
    }
    let layout = extents.count == 4 ? try layout(call, 0) : .plain
    let target = try outputType(call).shape
    let result = try outputLayout(call)
    guard shrinkMask != 0 || layout != result else {
      try emit(call, .slice, slice(runs, layout), [operand])
      return
    }
    let kept = try step(call, "kept", .slice, slice(runs, layout), [operand])
    try emit(call, .reshape, reshape(to: target.dimensions, layout, result), [kept])
  }

  private mutating func convertReversal(_ call: Call) throws(Misfit) {
    let operand = try input(call, 0)
    let rank = operand.type.shape.rank
    let layout = try layout(call, 0)
    var runs: [Run] = []
    for axis in try constant(call, 1, "axes") {
      let own = try dimension(axis, rank: rank, layout)
      let extent = operand.type.shape[own]
      runs.append(
        Run(dimension: layout.stored(own), start: extent - 1, end: -extent - 1, step: -1)
      )
    }
    try emit(call, .slice, slice(runs, layout), [operand])
  }

  // MARK: Enlarging

  private mutating func convertPad(_ call: Call) throws(Misfit) {
    let operand = try input(call, 0)
    let rank = operand.type.shape.rank
    let numbers = try constant(call, 1, "pads")
    guard numbers.count == 2 * rank else {
      throw Misfit.because("it has \(numbers.count) pads for \(rank) dimensions")
    }
    var mode = "constant"
    if call.node.typeName == "MIRROR_PAD" {
      guard try option(call, 0, bytes: 1) == 0 else {
        throw Misfit.because("it mirrors the outermost elements, too")
      }
      mode = "reflect"
    }
    let layout = rank == 4 ? try layout(call, 0) : .plain
    let pads =
      (0..<rank).map { numbers[2 * layout.stored($0)] }
      + (0..<rank).map { numbers[2 * layout.stored($0) + 1] }
    try emit(
      call,
      .pad,
      [("mode", .text(mode)), ("pads", .integers(pads.map { Int64($0) }))],
      [operand]
    )
  }

  private mutating func convertTile(_ call: Call) throws(Misfit) {
    let operand = try input(call, 0)
    let counts = try constant(call, 1, "counts")
    guard counts.count == operand.type.shape.rank else {
      throw Misfit.because("it has \(counts.count) counts")
    }
    let layout = counts.count == 4 ? try layout(call, 0) : .plain
    try emit(call, .tile, [], [operand, try parameter(call, "repeats", layout.ordered(counts))])
  }

  private mutating func convertExpansion(_ call: Call) throws(Misfit) {
    let operand = try input(call, 0)
    guard try layout(call, 0) == .plain, try outputLayout(call) == .plain else {
      throw Misfit.because("it makes images of something else")
    }
    let target = try outputType(call).shape.dimensions
    try emit(call, .expand, [], [operand, try parameter(call, "shape", target)])
  }

  // MARK: Gathering

  private mutating func convertGather(_ call: Call) throws(Misfit) {
    let isLookup = call.node.typeName == "EMBEDDING_LOOKUP"
    let data = try input(call, isLookup ? 1 : 0)
    let batches = isLookup ? 0 : try option(call, 1)
    guard try outputLayout(call) == .plain, try layout(call, isLookup ? 1 : 0) == .plain,
      batches == 0
    else { throw Misfit.because("it gathers from images or by batches") }
    let axis = isLookup ? 0 : try option(call, 0)
    try emit(
      call,
      .gather,
      [("axis", .integer(Int64(axis)))],
      [data, try input(call, isLookup ? 0 : 1)]
    )
  }

  private mutating func convertOneHot(_ call: Call) throws(Misfit) {
    guard try outputLayout(call) == .plain, try layout(call, 0) == .plain else {
      throw Misfit.because("it makes images of something else")
    }
    try emit(
      call,
      .oneHot,
      [("axis", .integer(Int64(try option(call, 0))))],
      [try input(call, 0), try input(call, 1), try input(call, 2)]
    )
  }
}

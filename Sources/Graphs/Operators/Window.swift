/// The sliding window of a convolution or a pool over the spatial dimensions.
///
/// Extents, strides and dilations are inside 1…2²⁰ and pads inside ±2²⁰, so that products of two
/// of them plus an extent are far inside 64 bits.
struct Window {
  let kernel: [Int]
  let strides: [Int]
  let dilations: [Int]
  let padsBefore: [Int]
  /// The extents of the output.
  let outputs: [Int]

  /// The number of elements of a window.
  var elementCount: Int { kernel.reduce(1) { min($0 * $1, OperatorContext.bound) } }

  /// The window as the kernel of a convolution in so many groups.
  func kernel(groups: Int) -> WorkClass.Kernel {
    WorkClass.Kernel(extents: kernel, strides: strides, dilations: dilations, groups: groups)
  }

  /// The map from output rows to input rows along one spatial dimension.
  func map(_ spatial: Int, limit: Int) -> IntervalMap {
    IntervalMap(
      numerator: strides[spatial],
      lowerOffset: -padsBefore[spatial],
      upperOffset: -padsBefore[spatial] + (kernel[spatial] - 1) * dilations[spatial],
      limit: limit
    )
  }
}

extension OperatorContext {
  /// How the number of windows along a dimension is rounded.
  enum WindowRounding {
    case down
    case up
  }

  /// The numbers of an attribute, one for each of `count` spatial dimensions.
  func windowNumbers(_ name: String, count: Int, default value: Int, in range: ClosedRange<Int>)
    throws(OperatorError) -> [Int]
  {
    if let written = attributes.integers(name), written.count == count,
      written.allSatisfy({ $0 >= range.lowerBound && $0 <= range.upperBound })
    {
      return written.map { Int($0) }
    }
    guard let numbers = try integers(name), !numbers.isEmpty else {
      return [Int](repeating: value, count: count)
    }
    guard numbers.count == count else {
      throw OperatorError.mismatch(
        "attribute '\(name)' has \(numbers.count) numbers, expected \(count)"
      )
    }
    for number in numbers where !range.contains(number) {
      throw OperatorError.mismatch(
        "attribute '\(name)' holds \(number), expected \(range.lowerBound) to \(range.upperBound)"
      )
    }
    return numbers
  }

  /// The kernel's extents: the attribute, which must agree with the weight where there is one.
  func kernelExtents(count: Int, weight: [Int]?) throws(OperatorError) -> [Int] {
    let range = 1...(1 << 20)
    guard let weight else {
      guard attributes.integers("kernel_shape") != nil else {
        throw OperatorError.mismatch("attribute 'kernel_shape' is left out")
      }
      return try windowNumbers("kernel_shape", count: count, default: 1, in: range)
    }
    guard weight.count == count, weight.allSatisfy(range.contains) else {
      throw OperatorError.mismatch(
        "the weight's kernel has the extents \(weight), the input has \(count) spatial dimensions"
      )
    }
    if let written = attributes.integers("kernel_shape"),
      written.elementsEqual(weight, by: { $0 == Int64($1) })
    {
      return weight
    }
    if let written = try integers("kernel_shape"), !written.isEmpty {
      throw OperatorError.mismatch(
        "attribute 'kernel_shape' is \(written), the weight's kernel \(weight)"
      )
    }
    return weight
  }

  /// The window over an input with the given spatial extents.
  func window(over spatial: [Int], weight: [Int]?, rounding: WindowRounding = .down)
    throws(OperatorError) -> Window
  {
    let count = spatial.count
    let kernel = try kernelExtents(count: count, weight: weight)
    let strides = try windowNumbers("strides", count: count, default: 1, in: 1...(1 << 20))
    let dilations = try windowNumbers("dilations", count: count, default: 1, in: 1...(1 << 20))
    let pads = try windowNumbers(
      "pads",
      count: 2 * count,
      default: 0,
      in: -(1 << 20)...(1 << 20)
    )
    let mode = attributes.text("auto_pad") ?? "NOTSET"
    var before: [Int] = []
    var outputs: [Int] = []
    before.reserveCapacity(count)
    outputs.reserveCapacity(count)
    for index in spatial.indices {
      let reach = (kernel[index] - 1) * dilations[index] + 1
      let (start, extent) = try placement(
        of: spatial[index],
        reach: reach,
        stride: strides[index],
        pads: (pads[index], pads[count + index]),
        mode: mode,
        rounding: rounding
      )
      before.append(start)
      outputs.append(extent)
    }
    return Window(
      kernel: kernel,
      strides: strides,
      dilations: dilations,
      padsBefore: before,
      outputs: outputs
    )
  }

  /// The padding before an input, and the number of windows, along one dimension.
  private func placement(
    of extent: Int,
    reach: Int,
    stride: Int,
    pads: (Int, Int),
    mode: String,
    rounding: WindowRounding
  ) throws(OperatorError) -> (before: Int, windows: Int) {
    switch mode {
    case "NOTSET", "VALID":
      let (before, after) = mode == "VALID" ? (0, 0) : pads
      let free = extent + before + after - reach
      guard free >= 0 else {
        throw OperatorError.mismatch(
          "the kernel reaches over \(reach) elements, the padded input has "
            + "\(extent + before + after)"
        )
      }
      var windows = free / stride + 1
      if rounding == .up, free % stride != 0, windows * stride < extent + before { windows += 1 }
      return (before, windows)
    case "SAME_UPPER", "SAME_LOWER":
      let windows = (extent + stride - 1) / stride
      let total = max((windows - 1) * stride + reach - extent, 0)
      return (mode == "SAME_UPPER" ? total / 2 : total - total / 2, windows)
    default:
      throw OperatorError.mismatch("attribute 'auto_pad' is '\(mode)'")
    }
  }
}

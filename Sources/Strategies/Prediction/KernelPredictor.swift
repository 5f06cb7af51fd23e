import Devices
import Quantities

/// Predicts from how a kernel's loops are cut into blocks and handed out, as CoDL does.
///
/// A kernel takes a launch and ⌈blocks / cores⌉ rounds of units of work; the time of a unit is
/// linear in height, width, input and output channels, with one function for each implementation
/// of a kernel (CoDL, equation 3). The rounding makes it non-linear in the size, and the number
/// of cores and warps makes it aware of concurrency. Winograd's algorithm is several kernels, whose
/// shares of a unit of the products fall with the extents that they do not depend on: transforming
/// the input with the output channels, the output with the input channels, the filters with the
/// tiles. Block sizes and kernel choice: csu-eis/CoDL, `conv_pool_2d_util.cc`.
struct KernelPredictor: LatencyPredictor {
  private let kind: ProcessorKind
  private let launch: Double
  private let fits: [Implementation: UnitTime]

  /// The implementations that have a function of their own.
  private struct Implementation: Hashable {
    enum Loop: Hashable {
      case direct
      case matrix
      case winograd
    }

    let family: LoopNest.Family
    let loop: Loop
    let kernel: Int
    let stride: Int
  }

  /// The time of a unit of work, inside what was measured.
  private struct UnitTime: Sendable {
    let fit: LinearFit
    let range: ClosedRange<Double>
  }

  /// Fits the functions for a processor of a kind.
  init(_ measurements: Measurements, of kind: ProcessorKind) {
    self.kind = kind
    launch = measurements.launch
    var groups: [Implementation: [(row: [Double], target: Double)]] = [:]
    for sample in measurements.samples {
      let units = Double(Self.units(of: sample.nest, on: kind))
      let target = max(sample.time - measurements.launch, 0) / max(units, 1)
      groups[Self.implementation(of: sample.nest, on: kind), default: []]
        .append((Self.features(of: sample.nest, on: kind), target))
    }
    fits = groups.compactMapValues { rows in
      let targets = rows.map(\.target)
      guard let least = targets.min(), let greatest = targets.max() else { return nil }
      return UnitTime(
        fit: LinearFit(rows.map(\.row), to: targets, .relative),
        range: least...greatest
      )
    }
  }

  func duration(of nest: LoopNest) -> Nanoseconds? {
    guard let unit = fits[Self.implementation(of: nest, on: kind)] else { return nil }
    let value = unit.fit(Self.features(of: nest, on: kind))
    let time = min(max(value, unit.range.lowerBound), unit.range.upperBound)
    return Measurements.exact(launch + Double(Self.units(of: nest, on: kind)) * time)
  }

  private static func features(of nest: LoopNest, on kind: ProcessorKind) -> [Double] {
    let extents = [
      nest.outputHeight, nest.outputWidth, nest.inputChannels, nest.outputChannels,
    ]
    .map(Double.init)
    switch implementation(of: nest, on: kind).loop {
    case .direct, .matrix: return extents
    case .winograd:
      return [nest.inputChannels, nest.outputChannels, tiles(of: nest)]
        .map { 1 / Double(max($0, 1)) }
    }
  }

  private static func implementation(of nest: LoopNest, on kind: ProcessorKind) -> Implementation {
    let extent = max(nest.kernelHeight, nest.kernelWidth)
    let kernel = [1, 3, 5, 7].first { extent <= $0 } ?? 9
    let stride = min(nest.stride, 2)
    switch nest.family {
    case .convolution:
      guard kind == .cpu else {
        return Implementation(family: .convolution, loop: .direct, kernel: kernel, stride: stride)
      }
      let loop = hostLoop(of: nest)
      return Implementation(
        family: .convolution,
        loop: loop,
        kernel: loop == .winograd ? tile(of: nest) : kernel,
        stride: 0
      )
    case .depthwiseConvolution, .transposedConvolution, .matrixProduct, .pooling, .elementwise,
      .normalization:
      return Implementation(family: nest.family, loop: .direct, kernel: 0, stride: 0)
    }
  }

  /// A CPU multiplies matrices for 1×1, uses Winograd's algorithm for 3×3 of stride 1 over at least
  /// 8 channels, and loops directly else.
  private static func hostLoop(of nest: LoopNest) -> Implementation.Loop {
    if nest.window == 1 { return .matrix }
    let isThree = nest.kernelHeight == 3 && nest.kernelWidth == 3
    return isThree && nest.stride == 1 && nest.inputChannels >= 8 && nest.outputChannels >= 8
      ? .winograd : .direct
  }

  // MARK: Units of work

  /// Four threads on the big cores; a pool of threads hands out two tasks to each.
  private static let tasks = 2 * 4
  /// A warp of an Adreno, and the compute units that take warps in turn.
  private static let warp = 64
  private static let computeUnits = 2

  private static func units(of nest: LoopNest, on kind: ProcessorKind) -> Int {
    kind == .cpu ? hostUnits(of: nest) : acceleratorUnits(of: nest)
  }

  private static func hostUnits(of nest: LoopNest) -> Int {
    let (height, width) = (nest.outputHeight, nest.outputWidth)
    let (inputs, outputs) = (nest.inputChannels, nest.outputChannels)
    switch implementation(of: nest, on: .cpu).loop {
    case .matrix:
      return rounds(over(height * width, 8) * over(outputs, 8)) * over(inputs, 4)
    case .winograd:
      let points = (tile(of: nest) + 2) * (tile(of: nest) + 2)
      return rounds(over(tiles(of: nest), 8) * over(outputs, 8)) * over(inputs, 4) * points
    case .direct:
      let depth = nest.hasChannelLoop ? inputs : 1
      let isFlat = nest.family == .matrixProduct
      // Channels that fill no block are computed one by one.
      let blocks = outputs / 4 + outputs % 4
      return rounds(blocks * (isFlat ? 1 : height)) * (isFlat ? height : width) * depth
        * nest.window
    }
  }

  /// One item for four channels and four or five columns, an outer loop over blocks of four input
  /// channels.
  private static func acceleratorUnits(of nest: LoopNest) -> Int {
    let columns = nest.kernelWidth == 3 ? 5 : 4
    let items = over(nest.outputChannels, 4) * over(nest.outputWidth, columns) * nest.outputHeight
    let depth = nest.hasChannelLoop ? over(nest.inputChannels, 4) : 1
    return over(over(items, warp), computeUnits) * depth * nest.window
  }

  /// The rows and columns that Winograd's algorithm computes at once.
  private static func tile(of nest: LoopNest) -> Int {
    nest.outputHeight > 16 && nest.outputWidth > 16 ? 6 : 2
  }

  private static func tiles(of nest: LoopNest) -> Int {
    over(nest.outputHeight, tile(of: nest)) * over(nest.outputWidth, tile(of: nest))
  }

  private static func rounds(_ blocks: Int) -> Int { over(blocks, tasks) }

  private static func over(_ amount: Int, _ size: Int) -> Int { (amount + size - 1) / size }
}

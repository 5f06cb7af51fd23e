package import Devices
import Graphs
package import Quantities

/// What a processor's kernel computes for an operator or a part of it.
///
/// More than the operator's own products where the kernel's blocks, tiles and warps do not divide
/// the output, and less where Winograd's transform saves some; see `KernelRules` for the sources.
package struct KernelWork: Hashable, Sendable {
  /// The loop.
  package let kernel: KernelClass
  /// The products of the loop, or its elementary operations, blocks and tiles filled up.
  package private(set) var operations: Operations
  /// The partial sums that are added up in memory.
  package private(set) var accumulations = Operations.zero
  /// The elements that Winograd's transforms read and write.
  package private(set) var transformedElements: UInt64 = 0
  /// The elements of the transformed filters, which are streamed from memory before the products.
  package private(set) var transformedFilters: UInt64 = 0
  /// Whether the kernel is a convolution beyond 3×3.
  package private(set) var isWide = false
  /// The elements of the filters of one block of output channels.
  package private(set) var filterElements: UInt64 = 0
  /// Whether the kernel is a grouped convolution, depthwise ones excepted.
  package private(set) var isGrouped = false
  /// Whether it leaves little, or what it leaves takes the place of what it reads.
  package let isSmall: Bool
  /// Whether it works element by element on what the model is given, with few channels.
  package let isThin: Bool
  /// Whether it joins tensors.
  package let isJoin: Bool
  /// How often the processor starts something: a GPU copies what it joins or parts piece by piece.
  package let launches: UInt64
  /// The elements of the matrix that a single row is multiplied by, zero for other work.
  package private(set) var streamedElements: UInt64 = 0

  /// The elements of packed windows; zero for other work.
  package private(set) var packedElements: UInt64 = 0
  /// The results of products over channels; zero for depthwise convolutions.
  package private(set) var storedResults = Operations.zero
  /// Whether the packed windows lie apart by strides.
  package private(set) var isStrided = false
  /// The groups whose products are started one by one.
  package private(set) var groups: UInt64 = 0

  /// Works out what a kernel computes; nil where nothing is left to run.
  init?(of record: OperatorRecord, for part: Slice?, on processor: ProcessorCosts) {
    guard let kernel = KernelClass(of: record.workClass, record.context, on: processor) else {
      return nil
    }
    self.kernel = kernel
    operations = record.operations(for: part)
    let isInPlace = kernel == .elementwise && record.context.inputs.count == 1
    isSmall = record.written <= KernelRules.smallOutput || isInPlace
    if kernel == .elementwise, record.context.kind.isExponential {
      operations = Operations(product(operations.amount, exponential))
    }
    launches = processor.kind == .gpu ? record.context.pieces : 1
    isJoin = record.context.kind == .concat
    let wide = KernelRules.Storage.thinChannels
    let channels = record.context.outputs.first.map { $0.shape.rank == 4 ? $0.shape[1] : wide + 1 }
    isThin = kernel == .elementwise && record.readsInput && (1...wide).contains(channels ?? 0)
    if isThin, let channels, processor.kernels.storage.thinSpeed != 1_000 {
      // The channels that are missing are computed, too.
      operations = Operations(product(operations.amount, wide) / UInt64(channels))
    }
    switch record.workClass {
    case .matrixProduct(batches: _, rows: 1, depth: _, columns: _)?:
      streamedElements = operations.amount
    case .convolution(let window)?:
      isGrouped = window.groups > 1
      guard let sizes = ConvolutionSizes(record.context, window, part) else { return }
      if kernel == .winogradConvolution, let rule = processor.kernels.winograd {
        applyWinograd(rule, sizes, processor.kernels.channelBlock)
      } else {
        fillBlocks(processor, sizes)
        pack(processor, sizes, window)
        if kernel == .pointwiseConvolution { fillTiles(processor, sizes) }
      }
    case .depthwiseConvolution(let window)?:
      guard let sizes = ConvolutionSizes(record.context, window, part) else { return }
      pack(processor, sizes, window)
      fillTiles(processor, sizes)
    default: return
    }
  }

  /// Whether the loop has no products.
  package var isLight: Bool { !kernel.isConvolution && kernel != .matrixProduct }

  private mutating func pack(
    _ processor: ProcessorCosts,
    _ sizes: ConvolutionSizes,
    _ window: WorkClass.Kernel
  ) {
    guard processor.kernels.packing != nil else { return }
    packedElements = product(
      sizes.batch,
      sizes.height,
      sizes.width,
      sizes.inputs,
      sizes.area,
      sizes.groups
    )
    if sizes.inputs > 1 {
      storedResults = Operations(
        product(sizes.batch, sizes.height, sizes.width, sizes.outputs)
      )
    }
    isStrided = window.strides.contains { $0 > 1 }
    groups = window.groups > 1 ? product(sizes.batch, sizes.groups) : 0
  }

  /// Counts whole tiles of rows and columns.
  private mutating func fillTiles(_ processor: ProcessorCosts, _ sizes: ConvolutionSizes) {
    let tile = processor.kernels.storage.tile
    guard tile > 1, sizes.height > 1, sizes.width > 1 else { return }
    let elements = product(sizes.height, sizes.width)
    let filled = product(
      sizes.height.blocks(of: tile),
      sizes.width.blocks(of: tile),
      tile,
      tile
    )
    operations = Operations(product(operations.amount / elements, filled))
  }

  private mutating func applyWinograd(
    _ rule: KernelRules.Winograd,
    _ sizes: ConvolutionSizes,
    _ block: Int
  ) {
    let isLarge = sizes.height > rule.threshold && sizes.width > rule.threshold
    let tile = isLarge ? rule.largeTile : rule.smallTile
    let tiles = product(sizes.batch, sizes.height.blocks(of: tile), sizes.width.blocks(of: tile))
    let points = UInt64((tile + 2) * (tile + 2))
    let outputs = sizes.outputs.blocks(of: block) * block
    operations = Operations(product(tiles, points, sizes.inputs, outputs))
    transformedFilters = product(points, sizes.inputs, sizes.outputs)
    let perTile = sizes.inputs.addingReportingOverflow(sizes.outputs).partialValue
    transformedElements = product(tiles, points, 2 * max(perTile, 0))
  }

  private mutating func fillBlocks(_ processor: ProcessorCosts, _ sizes: ConvolutionSizes) {
    let block = processor.kernels.channelBlock
    let isLoop = kernel == .directConvolution && processor.kernels.workGroups == nil
    let whole = sizes.outputs / block * block
    let outputs =
      isLoop
      ? whole + (sizes.outputs - whole) * block : sizes.outputs.blocks(of: block) * block
    isWide = sizes.area > 9
    filterElements = product(sizes.inputs, sizes.area, block)
    if let groups = processor.kernels.workGroups {
      let columns = groups.widthBlock(forKernel: sizes.area == 1 ? 1 : sizes.area == 9 ? 3 : 0)
      let items = product(
        sizes.batch,
        sizes.outputs.blocks(of: block),
        sizes.width.blocks(of: columns),
        sizes.height
      )
      let atOnce = UInt64(groups.warp * groups.units)
      let filled = (items / atOnce + (items % atOnce == 0 ? 0 : 1)) * atOnce
      let inputs = sizes.inputs.blocks(of: block) * block
      operations = Operations(product(filled, columns * block, inputs, sizes.area))
    } else if block > 1 {
      operations = Operations(
        product(sizes.batch, sizes.height, sizes.width, outputs, sizes.inputs, sizes.area)
      )
    }
    guard kernel == .directConvolution, processor.kernels.accumulation != nil else { return }
    accumulations = Operations(
      product(sizes.batch, sizes.height, sizes.width, outputs, sizes.inputs)
    )
  }
}

extension OperatorContext {
  /// The tensors that an operator joins, or those into which it parts one.
  fileprivate var pieces: UInt64 {
    switch kind {
    case .concat: UInt64(max(inputs.count, 1))
    case .split: UInt64(max(outputs.count, 1))
    default: 1
    }
  }
}

/// The extents of a convolution's part.
private struct ConvolutionSizes {
  let batch: Int
  let height: Int
  let width: Int
  /// Output channels.
  let outputs: Int
  /// Input channels that each output channel reads.
  let inputs: Int
  /// The elements of the window.
  let area: Int
  /// The groups that the part's output channels are in.
  let groups: Int

  /// Reads the extents; nil for convolutions over other than two dimensions.
  init?(_ context: OperatorContext, _ window: WorkClass.Kernel, _ part: Slice?) {
    guard let input = context.inputs.first.flatMap({ $0 })?.shape, input.rank == 4,
      let output = context.outputs.first?.shape, output.rank == 4, window.groups > 0
    else { return nil }
    func extent(_ dimension: Int) -> Int {
      part?.dimension == dimension ? part?.range.count ?? 0 : output[dimension]
    }
    batch = extent(0)
    outputs = extent(1)
    height = extent(2)
    width = extent(3)
    inputs = input[1] / window.groups
    let wide = max(output[1] / window.groups, 1)
    groups = min(outputs.blocks(of: wide), window.groups)
    area = window.extents.reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue }
  }
}

extension Int {
  /// The blocks of a size that cover so many.
  fileprivate func blocks(of size: Int) -> Int {
    self / size + (self % size == 0 ? 0 : 1)
  }
}

/// What an exponential, logarithm or error function costs in products: a polynomial of the fourth
/// degree after a reduction of the range (Cephes).
private let exponential = 4

extension OperatorKind {
  /// Whether each element takes an exponential or a function like it.
  fileprivate var isExponential: Bool {
    switch self {
    case .sigmoid, .swish, .tanh, .exp, .log, .erf, .gelu, .fastGelu, .quickGelu, .mish,
      .softplus, .elu, .celu, .selu, .pow, .qlinearSigmoid:
      true
    default: false
    }
  }
}

/// A product that stays below 2⁵³.
private func product(_ first: UInt64, _ others: Int...) -> UInt64 {
  others.reduce(first) { $0.times(UInt64(Swift.max($1, 0))) }
}

private func product(_ first: UInt64, _ second: UInt64, _ others: Int...) -> UInt64 {
  others.reduce(first.times(second)) { $0.times(UInt64(Swift.max($1, 0))) }
}

private func product(_ factors: Int...) -> UInt64 {
  factors.reduce(1) { $0.times(UInt64(Swift.max($1, 0))) }
}

extension UInt64 {
  fileprivate func times(_ other: UInt64) -> UInt64 {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? 1 << 53 : Swift.min(product, 1 << 53)
  }
}

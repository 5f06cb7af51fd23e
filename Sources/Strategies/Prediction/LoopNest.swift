import Graphs
import Quantities

/// An operator, or a part of one, as latency predictors see it: the extents of its loops.
struct LoopNest: Hashable, Sendable {
  /// Operators whose loops look alike.
  enum Family: Hashable, Sendable, CaseIterable {
    case convolution
    case depthwiseConvolution
    case transposedConvolution
    case matrixProduct
    case pooling
    case elementwise
    case normalization
  }

  let family: Family
  /// The input channels that each output element is computed from.
  var inputChannels: Int
  var outputChannels: Int
  var outputHeight: Int
  var outputWidth: Int
  /// The extents of the window along height and width.
  let kernelHeight: Int
  let kernelWidth: Int
  let stride: Int

  /// The elements of the window.
  var window: Int { kernelHeight * kernelWidth }

  /// The input rows that the output rows need, padding included.
  var inputHeight: Int { (outputHeight - 1) * stride + kernelHeight }

  /// The input columns that the output columns need, padding included.
  var inputWidth: Int { (outputWidth - 1) * stride + kernelWidth }

  /// The output elements.
  var outputElements: Int { outputHeight * outputWidth * outputChannels }

  /// The operations, multiply-accumulates where there are any.
  var operations: Int {
    outputElements * window * (hasChannelLoop ? inputChannels : 1)
  }

  /// Whether each output channel is computed from several input channels.
  var hasChannelLoop: Bool {
    switch family {
    case .convolution, .transposedConvolution, .matrixProduct: true
    case .depthwiseConvolution, .pooling, .elementwise, .normalization: false
    }
  }

  /// The same loops over so many output rows.
  func rows(_ count: Int) -> LoopNest {
    var result = self
    result.outputHeight = count
    return result
  }

  /// The same loops over so many output channels.
  func channels(_ count: Int) -> LoopNest {
    var result = self
    result.outputChannels = count
    if !hasChannelLoop { result.inputChannels = count }
    return result
  }
}

extension LoopNest {
  /// The loops of an operator; nil where they are of no family that predictors know.
  init?(of node: Index<Operator>, in graph: Graph) {
    let context = graph.context(of: node)
    guard let output = context.outputs.first?.shape, output.elementCount > 0,
      let work = graph.workClass(of: node)
    else { return nil }
    switch work {
    case .convolution(let kernel):
      self.init(.convolution, context, output, kernel.extents, kernel.strides, kernel.groups)
    case .depthwiseConvolution(let kernel):
      self.init(.depthwiseConvolution, context, output, kernel.extents, kernel.strides, 1)
    case .transposedConvolution(let kernel):
      self.init(.transposedConvolution, context, output, kernel.extents, [1], kernel.groups)
    case .matrixProduct(let batches, let rows, let depth, let columns):
      self.init(
        family: .matrixProduct,
        inputChannels: depth,
        outputChannels: columns,
        outputHeight: max(batches * rows, 1),
        outputWidth: 1,
        kernelHeight: 1,
        kernelWidth: 1,
        stride: 1
      )
    case .pooling(let kernel):
      self.init(.pooling, context, output, kernel, Self.strides(context), 1)
    case .elementwise:
      self.init(.elementwise, context, output, [], [], 1)
    case .normalization:
      self.init(.normalization, context, output, [], [], 1)
    case .recurrence, .reduction, .rearrangement, .gathering, .resampling, .none:
      return nil
    }
  }

  private static func strides(_ context: OperatorContext) -> [Int] {
    (context.attributes.integers("strides") ?? []).map { Int(clamping: $0) }
  }

  private init?(
    _ family: Family,
    _ context: OperatorContext,
    _ output: Shape,
    _ kernel: [Int],
    _ strides: [Int],
    _ groups: Int
  ) {
    guard let input = context.inputs.first.flatMap({ $0 })?.shape else { return nil }
    let channel = Axis.channel.dimension(rank: output.rank)
    let height = Axis.height.dimension(rank: output.rank)
    let width = Axis.width.dimension(rank: output.rank)
    let channels = channel.map { output[$0] } ?? 1
    let rows = height.map { output[$0] } ?? 1
    let columns = width.map { output[$0] } ?? 1
    let named = max(channels * rows * columns, 1)
    let inputChannels = input.rank > 1 ? input[1] / max(groups, 1) : 1
    self.init(
      family: family,
      inputChannels: kernel.isEmpty ? channels : inputChannels,
      outputChannels: channels,
      outputHeight: rows * (output.elementCount / named),
      outputWidth: columns,
      kernelHeight: kernel.count > 1 ? kernel[kernel.count - 2] : 1,
      kernelWidth: kernel.last ?? 1,
      stride: max(strides.max() ?? 1, 1)
    )
  }
}

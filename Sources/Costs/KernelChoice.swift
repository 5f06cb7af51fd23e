import Devices
import Graphs

extension KernelClass {
  /// The loop that a processor runs for an operator; nil where nothing is left to run.
  ///
  /// A CPU runs a convolution of 3×3 and stride 1 over at least 8 channels as Winograd's and other
  /// ones directly; another processor runs every convolution directly (CoDL, MobiSys 2022, section
  /// 5, and its published code) unless its kernel rules tell tiles. A 1×1 convolution is a matrix
  /// product.
  init?(of work: WorkClass?, _ context: OperatorContext, on processor: ProcessorCosts) {
    switch work {
    case WorkClass.none?: return nil
    case nil: self = .elementwise
    case .convolution(let kernel): self = Self.convolution(kernel, context, on: processor)
    case .transposedConvolution: self = .directConvolution
    case .depthwiseConvolution: self = .depthwiseConvolution
    case .matrixProduct, .recurrence: self = .matrixProduct
    case .pooling: self = .pooling
    case .elementwise, .resampling: self = .elementwise
    case .normalization: self = .normalization
    case .reduction: self = .reduction
    case .rearrangement, .gathering: self = .rearrangement
    }
  }

  /// Whether the loop is a convolution: nothing else costs more than its operations.
  var isConvolution: Bool {
    switch self {
    case .directConvolution, .winogradConvolution, .pointwiseConvolution, .depthwiseConvolution:
      true
    case .matrixProduct, .pooling, .elementwise, .normalization, .reduction, .rearrangement: false
    }
  }

  private static func convolution(
    _ kernel: WorkClass.Kernel,
    _ context: OperatorContext,
    on processor: ProcessorCosts
  ) -> Self {
    if kernel.extents.allSatisfy({ $0 == 1 }) { return .pointwiseConvolution }
    guard processor.kind == .cpu || processor.kernels.winograd != nil,
      kernel.groups == 1,
      kernel.extents.allSatisfy({ $0 == 3 }), kernel.strides.allSatisfy({ $0 == 1 }),
      kernel.dilations.allSatisfy({ $0 == 1 }),
      let input = context.inputs.first.flatMap({ $0 })?.shape, input.rank >= 2,
      let output = context.outputs.first?.shape, output.rank >= 2
    else { return .directConvolution }
    return input[1] >= 8 && output[1] >= 8 ? .winogradConvolution : .directConvolution
  }
}

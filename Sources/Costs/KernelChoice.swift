package import Devices
package import Graphs

extension KernelClass {
  /// The loop that a processor runs for an operator.
  ///
  /// A CPU runs a convolution of 3×3 and stride 1 over at least 8 channels as Winograd's and other
  /// ones directly; a GPU runs every convolution directly (CoDL, MobiSys 2022, section 5, and its
  /// published code). A 1×1 convolution is a matrix product.
  package init(of context: OperatorContext, on kind: ProcessorKind) {
    switch context.kind.rawValue {
    case "Conv", "ConvInteger", "QLinearConv", "ConvTranspose":
      self = Self.convolution(context, on: kind)
    case "MatMul", "Gemm", "MatMulInteger", "QLinearMatMul", "Einsum", "LSTM", "GRU", "RNN":
      self = .matrixProduct
    case "MaxPool", "AveragePool", "LpPool": self = .pooling
    case let name where name.hasPrefix("Global") || name.hasPrefix("Reduce") || name == "ArgMax":
      self = .reduction
    case let name where name.hasSuffix("Normalization") || name.hasSuffix("Softmax")
      || name == "LRN" || name == "Hardmax":
      self = .normalization
    case "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Transpose", "Concat", "Split", "Slice",
      "Gather", "GatherElements", "GatherND", "Expand", "Tile", "Pad", "Resize", "Upsample",
      "DepthToSpace", "SpaceToDepth", "Identity":
      self = .rearrangement
    default: self = .elementwise
    }
  }

  private static func convolution(_ context: OperatorContext, on kind: ProcessorKind) -> Self {
    guard context.inputs.count > 1, let weight = context.inputs[1]?.shape, weight.rank >= 3 else {
      return .directConvolution
    }
    let groups = context.attributes.integer("group") ?? 1
    if groups > 1, weight[1] == 1 { return .depthwiseConvolution }
    let kernel = weight.dimensions[2...]
    if kernel.allSatisfy({ $0 == 1 }) { return .pointwiseConvolution }
    let strides = context.attributes.integers("strides") ?? []
    let isWinograd =
      kind == .cpu && groups == 1 && kernel.allSatisfy { $0 == 3 }
      && strides.allSatisfy { $0 == 1 } && weight[0] >= 8 && weight[1] >= 8
    return isWinograd ? .winogradConvolution : .directConvolution
  }
}

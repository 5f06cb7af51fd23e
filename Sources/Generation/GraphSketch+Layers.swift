import Graphs
import Quantities

/// The layers that the families are made of.
extension GraphSketch {
  /// A convolution that keeps the extents up to its stride.
  mutating func convolution(
    _ input: Index<Tensor>,
    channels: Int,
    kernel: Int,
    stride: Int = 1,
    groups: Int = 1
  ) -> Index<Tensor> {
    let filter = weight([channels, self.channels(of: input) / groups, kernel, kernel])
    let bias = weight([channels])
    return apply(
      .conv,
      to: [input, filter, bias],
      WindowAttributes.convolution(kernel: kernel, stride: stride, groups: groups)
    )
  }

  /// A convolution of each channel by itself.
  mutating func depthwise(_ input: Index<Tensor>, kernel: Int, stride: Int = 1) -> Index<Tensor> {
    let channels = channels(of: input)
    return convolution(
      input,
      channels: channels,
      kernel: kernel,
      stride: stride,
      groups: channels
    )
  }

  /// A maximum pool that keeps the extents up to its stride.
  mutating func pool(_ input: Index<Tensor>, stride: Int = 1) -> Index<Tensor> {
    apply(.maxPool, to: [input], WindowAttributes.pool(kernel: 3, stride: stride))
  }

  /// An average pool; with kernel three and stride one it keeps the extents.
  mutating func averagePool(_ input: Index<Tensor>, kernel: Int = 2, stride: Int = 2)
    -> Index<Tensor>
  {
    apply(.averagePool, to: [input], WindowAttributes.pool(kernel: kernel, stride: stride))
  }

  /// A transposed convolution that doubles the extents.
  mutating func transposedConvolution(_ input: Index<Tensor>, channels: Int) -> Index<Tensor> {
    let filter = weight([self.channels(of: input), channels, 2, 2])
    let bias = weight([channels])
    return apply(
      .convTranspose,
      to: [input, filter, bias],
      Attributes([("kernel_shape", .integers([2, 2])), ("strides", .integers([2, 2]))])
    )
  }

  /// Twice the extents, each element repeated.
  mutating func enlarged(_ input: Index<Tensor>) -> Index<Tensor> {
    let scales = realConstant([1, 1, 2, 2])
    return apply(
      .resize,
      to: [input, nil, scales],
      Attributes([
        ("coordinate_transformation_mode", .text("asymmetric")), ("mode", .text("nearest")),
        ("nearest_mode", .text("floor")), ("scales", .reals([1, 1, 2, 2])),
      ])
    )
  }

  /// A normalisation by given statistics.
  mutating func batchNormalization(_ input: Index<Tensor>) -> Index<Tensor> {
    let channels = channels(of: input)
    let statistics = (0..<4).map { _ in weight([channels]) }
    return apply(.batchNormalization, to: [input] + statistics)
  }

  /// The classifier that most image networks end with.
  mutating func classifier(_ input: Index<Tensor>, classes: Int) -> Index<Tensor> {
    let pooled = apply(.globalAveragePool, to: [input])
    let features = apply(.flatten, to: [pooled], Attributes([("axis", .integer(1))]))
    let matrix = weight([classes, channels(of: features)])
    let bias = weight([classes])
    return apply(
      .gemm,
      to: [features, matrix, bias],
      Attributes([("transB", .integer(1))])
    )
  }

  /// Tensors side by side along a dimension.
  mutating func concatenation(_ inputs: [Index<Tensor>], axis: Int = 1) -> Index<Tensor> {
    apply(.concat, to: inputs, Attributes([("axis", .integer(Int64(axis)))]))
  }

  /// A matrix product with a weight.
  mutating func projection(_ input: Index<Tensor>, width: Int) -> Index<Tensor> {
    let shape = shape(of: input)
    let matrix = weight([shape[shape.rank - 1], width])
    return apply(.matMul, to: [input, matrix])
  }

  /// A normalisation over the last dimension.
  mutating func layerNormalization(_ input: Index<Tensor>) -> Index<Tensor> {
    let shape = shape(of: input)
    let width = shape[shape.rank - 1]
    let (scale, bias) = (weight([width]), weight([width]))
    return apply(
      .layerNormalization,
      to: [input, scale, bias],
      Attributes([("axis", .integer(-1))])
    )
  }

  /// The same elements under other extents.
  mutating func reshape(_ input: Index<Tensor>, _ dimensions: [Int]) -> Index<Tensor> {
    let target = constant(dimensions)
    return apply(.reshape, to: [input, target])
  }

  /// The dimensions in another order.
  mutating func transpose(_ input: Index<Tensor>, _ order: [Int64]) -> Index<Tensor> {
    apply(.transpose, to: [input], Attributes([("perm", .integers(order))]))
  }
}

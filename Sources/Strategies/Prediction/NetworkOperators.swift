/// The operators of five networks that CoDL profiles whole for its re-implementation of μLayer.
///
/// Each size once; csu-eis/CoDL, `op_datasets` (`conv2d_large_cnn`, `pooling_large_cnn`,
/// `fully_connected_cnn`).
enum NetworkOperators {
  /// Height, width and channels of the input, channels of the output, kernel, stride.
  private static let convolutions = [
    // YOLOv2.
    (416, 416, 3, 32, 3, 1),
    (208, 208, 32, 64, 3, 1),
    (104, 104, 64, 128, 3, 1),
    (104, 104, 128, 64, 1, 1),
    (52, 52, 128, 256, 3, 1),
    (52, 52, 256, 128, 1, 1),
    (26, 26, 256, 512, 3, 1),
    (26, 26, 512, 256, 1, 1),
    (13, 13, 512, 1024, 3, 1),
    (13, 13, 1024, 512, 1, 1),
    (13, 13, 1024, 1024, 3, 1),
    (13, 13, 1536, 1024, 3, 1),
    (13, 13, 1024, 125, 1, 1),
    // PoseNet.
    (256, 256, 3, 64, 3, 1),
    (256, 256, 64, 64, 3, 1),
    (128, 128, 64, 128, 3, 1),
    (128, 128, 128, 128, 3, 1),
    (64, 64, 128, 256, 3, 1),
    (64, 64, 256, 256, 3, 1),
    (32, 32, 256, 512, 3, 1),
    (32, 32, 512, 512, 3, 1),
    (32, 32, 512, 256, 3, 1),
    (32, 32, 256, 256, 3, 1),
    (32, 32, 256, 128, 3, 1),
    (32, 32, 128, 512, 1, 1),
    (32, 32, 512, 21, 1, 1),
    (32, 32, 149, 128, 7, 1),
    (32, 32, 128, 128, 7, 1),
    (32, 32, 128, 128, 1, 1),
    (32, 32, 128, 21, 1, 1),
    // VGG-16.
    (224, 224, 3, 64, 3, 1),
    (224, 224, 64, 64, 3, 1),
    (112, 112, 64, 128, 3, 1),
    (112, 112, 128, 128, 3, 1),
    (56, 56, 128, 256, 3, 1),
    (56, 56, 256, 256, 3, 1),
    (28, 28, 256, 512, 3, 1),
    (28, 28, 512, 512, 3, 1),
    (14, 14, 512, 512, 3, 1),
    // Fast Style Transfer.
    (480, 640, 3, 32, 9, 1),
    (480, 640, 32, 64, 3, 2),
    (240, 320, 64, 128, 3, 2),
    (120, 160, 128, 128, 3, 1),
    (480, 640, 32, 3, 9, 1),
    // RetinaFace.
    (646, 646, 3, 64, 7, 2),
    (160, 160, 64, 256, 1, 1),
    (160, 160, 64, 64, 1, 1),
    (160, 160, 64, 64, 3, 1),
    (160, 160, 256, 64, 1, 1),
    (162, 162, 64, 64, 3, 2),
    (80, 80, 64, 256, 1, 1),
    (80, 80, 256, 512, 1, 1),
    (80, 80, 256, 128, 1, 1),
    (80, 80, 128, 128, 3, 1),
    (80, 80, 128, 512, 1, 1),
    (80, 80, 512, 128, 1, 1),
    (82, 82, 128, 128, 3, 2),
    (40, 40, 128, 512, 1, 1),
    (40, 40, 512, 1024, 1, 1),
    (40, 40, 512, 256, 1, 1),
    (40, 40, 256, 256, 3, 1),
    (40, 40, 256, 1024, 1, 1),
    (40, 40, 1024, 256, 1, 1),
    (42, 42, 256, 256, 3, 2),
    (20, 20, 256, 1024, 1, 1),
    (20, 20, 1024, 2048, 1, 1),
    (20, 20, 1024, 512, 1, 1),
    (20, 20, 512, 512, 3, 1),
    (20, 20, 512, 2048, 1, 1),
    (20, 20, 2048, 512, 1, 1),
    (20, 20, 2048, 256, 1, 1),
    (80, 80, 256, 256, 3, 1),
    (80, 80, 256, 256, 1, 1),
    (160, 160, 256, 256, 3, 1),
    (160, 160, 256, 256, 1, 1),
    (160, 160, 256, 128, 3, 1),
    (160, 160, 256, 64, 3, 1),
    (160, 160, 256, 12, 3, 1),
    (80, 80, 256, 128, 3, 1),
    (80, 80, 256, 64, 3, 1),
    (80, 80, 256, 12, 3, 1),
    (40, 40, 256, 128, 3, 1),
    (40, 40, 256, 64, 3, 1),
    (40, 40, 256, 12, 3, 1),
    (20, 20, 256, 128, 3, 1),
    (20, 20, 256, 64, 3, 1),
    (20, 20, 256, 256, 3, 1),
    (20, 20, 256, 12, 3, 1),
    (20, 20, 256, 256, 3, 2),
    (10, 10, 256, 128, 3, 1),
    (10, 10, 256, 64, 3, 1),
    (10, 10, 256, 256, 3, 1),
    (10, 10, 256, 12, 3, 1),
    (160, 160, 256, 6, 3, 1),
    (80, 80, 256, 6, 3, 1),
    (40, 40, 256, 6, 3, 1),
    (20, 20, 256, 6, 3, 1),
    (10, 10, 256, 6, 3, 1),
  ]

  /// Height, which is the width, and channels of inputs that a window of 2×2 halves.
  private static let pools = [
    (416, 32), (208, 64), (104, 128), (52, 256), (26, 512), (256, 64), (128, 128), (64, 256),
    (224, 64), (112, 128), (56, 256), (28, 512), (14, 512), (320, 64), (160, 256), (80, 512),
    (40, 1024),
  ]

  /// Elements of the input and of the output.
  private static let products = [
    (12_544, 4_096), (4_096, 4_096), (4_096, 1_000), (25_088, 4_096), (1_024, 1_000),
    (2_048, 1_001),
  ]

  /// The loops of all of them.
  static var nests: [LoopNest] {
    let convolved = convolutions.map { height, width, inputs, outputs, kernel, stride in
      LoopNest(
        family: .convolution,
        inputChannels: inputs,
        outputChannels: outputs,
        outputHeight: (height + stride - 1) / stride,
        outputWidth: (width + stride - 1) / stride,
        kernelHeight: kernel,
        kernelWidth: kernel,
        stride: stride
      )
    }
    let pooled = pools.map { extent, channels in
      LoopNest(
        family: .pooling,
        inputChannels: channels,
        outputChannels: channels,
        outputHeight: extent / 2,
        outputWidth: extent / 2,
        kernelHeight: 2,
        kernelWidth: 2,
        stride: 2
      )
    }
    let multiplied = products.map { inputs, outputs in
      LoopNest(
        family: .matrixProduct,
        inputChannels: inputs,
        outputChannels: outputs,
        outputHeight: 1,
        outputWidth: 1,
        kernelHeight: 1,
        kernelWidth: 1,
        stride: 1
      )
    }
    return convolved + pooled + multiplied
  }
}

import Graphs
import Properties
import Quantities
import Randomness

/// An encoder, a decoder, and shortcuts between their levels, as in U-Net.
///
/// Ronneberger, Fischer, Brox, "U-Net: Convolutional Networks for Biomedical Image Segmentation",
/// MICCAI 2015, doi:10.1007/978-3-319-24574-4_28.
enum Hourglass {
  /// The most levels; the extents of the input are a multiple of two to this power.
  static let levels = 4

  /// A level there and back has so many operators, or a few more.
  private static let leastOperators = 9

  /// An hourglass of up to four levels, whose output has the extents of its input; a level by
  /// itself where there are not operators enough missing for an hourglass.
  static func draw(
    _ input: Index<Tensor>,
    _ size: GraphSize,
    _ sketch: inout GraphSketch,
    _ test: inout TestCase
  ) throws -> Index<Tensor> {
    let missing = size.missing(after: sketch.operatorCount)
    let isTransposed = try test.boolean()
    var tensor = input
    var channels = try test.drawChannels()
    guard missing > leastOperators / 2 else {
      return try level(input, channels: channels, &sketch, &test)
    }
    var shortcuts: [Index<Tensor>] = []
    let most = min(max((missing - 3) / leastOperators, 1), levels)
    try test.repeated(1...most, odds: .even) { test in
      tensor = try level(tensor, channels: channels, &sketch, &test)
      shortcuts.append(tensor)
      tensor = sketch.pool(tensor, stride: 2)
      channels = min(2 * channels, 512)
    }
    tensor = try level(tensor, channels: channels, &sketch, &test)
    for shortcut in shortcuts.reversed() {
      let width = sketch.channels(of: shortcut)
      tensor =
        isTransposed
        ? sketch.transposedConvolution(tensor, channels: width)
        : sketch.convolution(sketch.enlarged(tensor), channels: width, kernel: 1)
      tensor = sketch.concatenation([shortcut, tensor])
      tensor = try level(tensor, channels: width, &sketch, &test)
    }
    return tensor
  }

  /// One or two convolutions.
  private static func level(
    _ input: Index<Tensor>,
    channels: Int,
    _ sketch: inout GraphSketch,
    _ test: inout TestCase
  ) throws -> Index<Tensor> {
    var tensor = input
    try test.repeated(1...2, odds: .even) { _ in
      let filtered = sketch.convolution(tensor, channels: channels, kernel: 3)
      tensor = sketch.apply(.relu, to: [filtered])
    }
    return tensor
  }
}

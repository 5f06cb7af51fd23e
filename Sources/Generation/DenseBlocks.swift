import Graphs
import Properties
import Quantities
import Randomness

/// Blocks whose layers each read all layers before them, as in DenseNet.
///
/// Huang, Liu, van der Maaten, Weinberger, "Densely Connected Convolutional Networks", CVPR 2017,
/// doi:10.1109/CVPR.2017.243.
enum DenseBlocks {
  /// A block of up to six layers and the transition after it.
  static func draw(
    _ input: Index<Tensor>,
    _ sketch: inout GraphSketch,
    _ test: inout TestCase
  ) throws -> Index<Tensor> {
    let growth = 8 * (try test.integer(in: 1...6, towards: 1))
    let isNarrowed = try test.boolean()
    var tensor = input
    try test.repeated(1...6) { test in
      var features = sketch.apply(.relu, to: [sketch.batchNormalization(tensor)])
      if isNarrowed {
        features = sketch.convolution(features, channels: 4 * growth, kernel: 1)
        features = sketch.apply(.relu, to: [features])
      }
      let new = sketch.convolution(features, channels: growth, kernel: 3)
      tensor = sketch.concatenation([tensor, new])
    }
    guard try test.boolean(Odds(2, in: 3)) else { return tensor }
    let channels = max(sketch.channels(of: tensor) / 2, 1)
    let narrow = sketch.convolution(tensor, channels: channels, kernel: 1)
    return sketch.shape(of: narrow)[2] >= 4 ? sketch.averagePool(narrow) : narrow
  }
}

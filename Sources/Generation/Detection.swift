import Graphs
import Properties
import Quantities
import Randomness

/// Detectors: a backbone, a pyramid of features, and heads for classes and boxes on each level.
///
/// Lin, Dollár, Girshick, He, Hariharan, Belongie, "Feature Pyramid Networks for Object Detection",
/// CVPR 2017, doi:10.1109/CVPR.2017.106; heads as in SSD and RetinaNet.
enum Detection {
  /// The most levels; the extents of the input are a multiple of two to this power.
  static let levels = 4

  /// A detector with an output of classes and one of boxes.
  static func draw(
    _ input: Index<Tensor>,
    _ size: GraphSize,
    _ sketch: inout GraphSketch,
    _ test: inout TestCase
  ) throws {
    var tensor = input
    var features: [Index<Tensor>] = []
    let anchors = try test.integer(in: 1...9, towards: 1)
    let classes = try test.integer(in: 1...90, towards: 1, spread: .magnitudes)
    let isPyramid = try test.boolean()
    let depth = try test.integer(in: 0...2, towards: 0)
    // A level's own operators, those of the pyramid, and those of both heads.
    let operatorsPerLevel = 3 + (isPyramid ? 3 : 0) + 2 * (2 * depth + 3)
    let most = (size.missing(after: sketch.operatorCount) - 9) / operatorsPerLevel
    var widths: [Int] = []
    try test.repeated(1...min(max(most, 1), levels), odds: .even) { test in
      widths.append(try test.drawChannels())
    }
    let reserved = widths.count * operatorsPerLevel + 3
    try test.blocks(1...8, size, reserved: reserved, &sketch) { sketch, test in
      tensor = try ImageBlocks.residual(tensor, keepingExtents: true, &sketch, &test)
    }
    for channels in widths {
      tensor = sketch.pool(tensor, stride: 2)
      tensor = sketch.apply(.relu, to: [sketch.convolution(tensor, channels: channels, kernel: 3)])
      features.append(tensor)
    }
    if isPyramid, features.count > 1 { features = pyramid(features, &sketch) }
    let scores = head(features, depth: depth, anchors: anchors, width: classes, &sketch)
    _ = sketch.apply(.sigmoid, to: [scores])
    _ = head(features, depth: depth, anchors: anchors, width: 4, &sketch)
  }

  /// Every level gets what the coarser ones know.
  private static func pyramid(_ features: [Index<Tensor>], _ sketch: inout GraphSketch)
    -> [Index<Tensor>]
  {
    let channels = sketch.channels(of: features[0])
    var result: [Index<Tensor>] = []
    for feature in features.reversed() {
      var lateral = sketch.convolution(feature, channels: channels, kernel: 1)
      if let coarser = result.last {
        lateral = sketch.apply(.add, to: [lateral, sketch.enlarged(coarser)])
      }
      result.append(lateral)
    }
    return result.reversed()
  }

  /// The predictions of all levels, one row for each anchor.
  private static func head(
    _ features: [Index<Tensor>],
    depth: Int,
    anchors: Int,
    width: Int,
    _ sketch: inout GraphSketch
  ) -> Index<Tensor> {
    var rows: [Index<Tensor>] = []
    for feature in features {
      var tensor = feature
      for _ in 0..<depth {
        let channels = sketch.channels(of: tensor)
        let filtered = sketch.convolution(tensor, channels: channels, kernel: 3)
        tensor = sketch.apply(.relu, to: [filtered])
      }
      tensor = sketch.convolution(tensor, channels: anchors * width, kernel: 3)
      tensor = sketch.transpose(tensor, [0, 2, 3, 1])
      let shape = sketch.shape(of: tensor)
      rows.append(sketch.reshape(tensor, [1, shape[1] * shape[2] * anchors, width]))
    }
    return rows.count == 1 ? rows[0] : sketch.concatenation(rows)
  }
}

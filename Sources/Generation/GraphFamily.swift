package import Graphs
package import Properties
import Quantities
import Randomness

/// A family of graphs that people deploy on phones.
package enum GraphFamily: String, Hashable, Sendable, CaseIterable {
  /// Layers one after the other, as in VGG.
  case chain
  /// Pairs of convolutions with a shortcut around them, as in ResNet.
  case residual
  /// Branches of different kernels side by side, as in GoogLeNet.
  case inception
  /// Mobile inverted bottlenecks with or without squeeze and excitation, as in EfficientNet.
  case mobile
  /// Attention and feed-forward blocks, as in ViT and BERT.
  case transformer
  /// Layers in random series and parallel compositions, as in NAS cells.
  case seriesParallel = "series-parallel"

  /// Blocks whose layers read all layers before them, as in DenseNet.
  case dense
  /// An encoder and a decoder with shortcuts between their levels, as in U-Net.
  case hourglass = "u-net"
  /// A backbone, a pyramid of features, and heads for classes and boxes, as in RetinaNet.
  case detection
  /// Cells whose nodes add two operations on two earlier states, as in NASNet.
  case cells = "nas-cells"
  /// Operators that read any tensors before them.
  case mesh = "dag"

  /// Draws a graph of the family.
  ///
  /// One graph in four computes in half precision, one image network in four ends with a
  /// classifier. `Specs/generators.md` describes the
  /// distributions.
  package func draw(from test: inout TestCase, size: GraphSize = .geometric) throws -> Graph {
    let isHalf = try test.boolean(Odds(1, in: 4))
    var sketch = GraphSketch(name: rawValue, elementType: isHalf ? .float16 : .float32)
    guard self != .transformer else {
      try Sequences.draw(size, into: &sketch, from: &test)
      return sketch.finish()
    }
    let channels = try test.drawChannels()
    let extent = try drawExtent(&test)
    let input = sketch.input([1, channels, extent, extent])
    switch self {
    case .detection: try Detection.draw(input, size, &sketch, &test)
    case .mesh: try Mesh.draw(after: input, size, &sketch, &test)
    default:
      let tensor = try drawBlocks(after: input, size, into: &sketch, from: &test)
      if try test.boolean(Odds(1, in: 4)), self != .hourglass {
        let classes = try test.integer(in: 2...1_000, towards: 2, spread: .magnitudes)
        _ = sketch.classifier(tensor, classes: classes)
      }
    }
    return sketch.finish()
  }

  /// A height or width; where levels halve it, a multiple of what the halving needs.
  private func drawExtent(_ test: inout TestCase) throws -> Int {
    switch self {
    case .hourglass: (1 << Hourglass.levels) * (try test.integer(in: 1...14, towards: 1))
    case .detection: (1 << Detection.levels) * (try test.integer(in: 1...14, towards: 1))
    default: try test.drawExtent()
    }
  }

  private func drawBlocks(
    after input: Index<Tensor>,
    _ size: GraphSize,
    into sketch: inout GraphSketch,
    from test: inout TestCase
  ) throws -> Index<Tensor> {
    var tensor = input
    var previous = input
    let most = self == .seriesParallel ? 1 : (self == .hourglass || self == .dense ? 3 : 12)
    try test.blocks(1...most, size, &sketch) { sketch, test in
      switch self {
      case .residual: tensor = try ImageBlocks.residual(tensor, &sketch, &test)
      case .inception: tensor = try ImageBlocks.inception(tensor, &sketch, &test)
      case .mobile: tensor = try ImageBlocks.mobile(tensor, &sketch, &test)
      case .dense: tensor = try DenseBlocks.draw(tensor, &sketch, &test)
      case .hourglass: tensor = try Hourglass.draw(tensor, size, &sketch, &test)
      case .cells:
        let missing = size.missing(after: sketch.operatorCount)
        let next = try Cells.draw(after: (previous, tensor), missing: missing, &sketch, &test)
        (previous, tensor) = (tensor, next)
      case .seriesParallel:
        let missing = size.missing(after: sketch.operatorCount)
        let depth = try SeriesParallel.drawDepth(missing: missing, from: &test)
        tensor = try SeriesParallel.draw(after: tensor, depth: depth, into: &sketch, from: &test)
      case .chain, .transformer, .detection, .mesh:
        tensor = try ImageBlocks.layer(tensor, &sketch, &test)
      }
    }
    return tensor
  }
}

extension TestCase {
  /// A number of channels: a multiple of eight up to 512, small ones common.
  mutating func drawChannels() throws(Discard) -> Int {
    8 * (try integer(in: 1...64, towards: 1, spread: .magnitudes))
  }

  /// A height and width up to 224, small ones common.
  mutating func drawExtent() throws(Discard) -> Int {
    try integer(in: 4...224, towards: 4, spread: .magnitudes)
  }

  /// Does something several times, a geometric number; each time is a group of its own, so that
  /// shrinking deletes it with the question about it.
  mutating func repeated(
    _ range: ClosedRange<Int>,
    odds: Odds = Odds(3, in: 4),
    _ body: (inout TestCase) throws -> Void
  ) throws {
    var count = 0
    while true {
      let another: Odds =
        count < range.lowerBound ? .always : count < range.upperBound ? odds : .never
      let isDone = try group(.element) { test in
        guard try test.boolean(another) else { return true }
        try body(&test)
        return false
      }
      if isDone { return }
      count += 1
    }
  }
}

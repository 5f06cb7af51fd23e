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

  /// Draws a graph of the family.
  ///
  /// The count of blocks is geometric, up to twelve. One graph in four computes in half precision,
  /// one image network in four ends with a classifier.
  package func draw(from test: inout TestCase) throws -> Graph {
    let isHalf = try test.boolean(Odds(1, in: 4))
    var sketch = GraphSketch(name: rawValue, elementType: isHalf ? .float16 : .float32)
    switch self {
    case .transformer:
      try Sequences.draw(into: &sketch, from: &test)
    case .chain, .residual, .inception, .mobile, .seriesParallel:
      let channels = try test.drawChannels()
      let extent = try test.drawExtent()
      var tensor = sketch.input([1, channels, extent, extent])
      tensor = try drawImageBlocks(after: tensor, into: &sketch, from: &test)
      if try test.boolean(Odds(1, in: 4)) {
        let classes = try test.integer(in: 2...1_000, towards: 2, spread: .magnitudes)
        _ = sketch.classifier(tensor, classes: classes)
      }
    }
    return sketch.finish()
  }

  private func drawImageBlocks(
    after tensor: Index<Tensor>,
    into sketch: inout GraphSketch,
    from test: inout TestCase
  ) throws -> Index<Tensor> {
    var tensor = tensor
    if self == .seriesParallel {
      let depth = try test.integer(in: 1...4, towards: 1)
      return try SeriesParallel.draw(after: tensor, depth: depth, into: &sketch, from: &test)
    }
    try test.repeated(1...12) { test in
      switch self {
      case .residual: tensor = try ImageBlocks.residual(tensor, &sketch, &test)
      case .inception: tensor = try ImageBlocks.inception(tensor, &sketch, &test)
      case .mobile: tensor = try ImageBlocks.mobile(tensor, &sketch, &test)
      case .chain, .transformer, .seriesParallel:
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

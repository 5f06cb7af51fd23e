import Graphs
import Properties
import Quantities
import Randomness

/// The blocks of image networks; each takes an image and gives one.
enum ImageBlocks {
  /// One layer of a chain.
  static func layer(
    _ input: Index<Tensor>,
    _ sketch: inout GraphSketch,
    _ test: inout TestCase
  ) throws -> Index<Tensor> {
    switch try test.index(weights: [4, 4, 2, 3, 1, 1]) {
    case 0:
      let channels = try test.drawChannels()
      return sketch.convolution(input, channels: channels, kernel: 1)
    case 1:
      let channels = try test.drawChannels()
      let stride = try drawStride(input, sketch, &test)
      return sketch.convolution(input, channels: channels, kernel: 3, stride: stride)
    case 2: return sketch.depthwise(input, kernel: 3)
    case 3: return sketch.apply(try drawActivation(&test), to: [input])
    case 4: return sketch.pool(input, stride: try drawStride(input, sketch, &test))
    default: return sketch.batchNormalization(input)
    }
  }

  /// Two convolutions and a shortcut, which has a convolution of its own where extents change.
  static func residual(
    _ input: Index<Tensor>,
    keepingExtents: Bool = false,
    _ sketch: inout GraphSketch,
    _ test: inout TestCase
  ) throws -> Index<Tensor> {
    let changes = try test.boolean(Odds(1, in: 3))
    let channels = changes ? try test.drawChannels() : sketch.channels(of: input)
    let stride = changes && !keepingExtents ? try drawStride(input, sketch, &test) : 1
    let first = sketch.convolution(input, channels: channels, kernel: 3, stride: stride)
    let active = sketch.apply(.relu, to: [first])
    let second = sketch.convolution(active, channels: channels, kernel: 3)
    let shortcut =
      changes
      ? sketch.convolution(input, channels: channels, kernel: 1, stride: stride) : input
    let sum = sketch.apply(.add, to: [second, shortcut])
    return sketch.apply(.relu, to: [sum])
  }

  /// Branches that are joined along the channels.
  static func inception(
    _ input: Index<Tensor>,
    _ sketch: inout GraphSketch,
    _ test: inout TestCase
  ) throws -> Index<Tensor> {
    var branches: [Index<Tensor>] = []
    try test.repeated(2...4, odds: .even) { test in
      let channels = try test.drawChannels()
      switch try test.index(below: 4) {
      case 0:
        branches.append(sketch.convolution(input, channels: channels, kernel: 1))
      case 1:
        let pooled = sketch.pool(input)
        branches.append(sketch.convolution(pooled, channels: channels, kernel: 1))
      case let kind:
        let reduced = sketch.convolution(input, channels: try test.drawChannels(), kernel: 1)
        let kernel = kind == 2 ? 3 : 5
        branches.append(sketch.convolution(reduced, channels: channels, kernel: kernel))
      }
    }
    return sketch.concatenation(branches)
  }

  /// Expand, filter each channel, weigh the channels, project, and add where extents allow it.
  static func mobile(
    _ input: Index<Tensor>,
    _ sketch: inout GraphSketch,
    _ test: inout TestCase
  ) throws -> Index<Tensor> {
    let factor = try test.integer(in: 1...6, towards: 1)
    let kernel = try test.boolean() ? 5 : 3
    let activation = try drawActivation(&test)
    let channels = sketch.channels(of: input)
    var wide = input
    if factor > 1 {
      wide = sketch.convolution(input, channels: channels * factor, kernel: 1)
      wide = sketch.apply(activation, to: [wide])
    }
    let changes = try test.boolean(Odds(1, in: 3))
    let stride = changes ? try drawStride(input, sketch, &test) : 1
    wide = sketch.depthwise(wide, kernel: kernel, stride: stride)
    wide = sketch.apply(activation, to: [wide])
    if try test.boolean() { wide = squeezeAndExcitation(wide, &sketch) }
    let target = changes ? try test.drawChannels() : channels
    let narrow = sketch.convolution(wide, channels: target, kernel: 1)
    return changes ? narrow : sketch.apply(.add, to: [narrow, input])
  }

  private static func squeezeAndExcitation(_ input: Index<Tensor>, _ sketch: inout GraphSketch)
    -> Index<Tensor>
  {
    let channels = sketch.channels(of: input)
    let pooled = sketch.apply(.globalAveragePool, to: [input])
    let squeezed = sketch.convolution(pooled, channels: max(channels / 4, 1), kernel: 1)
    let active = sketch.apply(.relu, to: [squeezed])
    let excited = sketch.convolution(active, channels: channels, kernel: 1)
    let gate = sketch.apply(.sigmoid, to: [excited])
    return sketch.apply(.mul, to: [input, gate])
  }

  /// Two where the image is large enough and it is wanted, else one.
  static func drawStride(
    _ input: Index<Tensor>,
    _ sketch: GraphSketch,
    _ test: inout TestCase
  ) throws(Discard) -> Int {
    let isWanted = try test.boolean(Odds(1, in: 3))
    return isWanted && sketch.shape(of: input)[2] >= 4 ? 2 : 1
  }

  /// An activation; backends differ in which they accept.
  static func drawActivation(_ test: inout TestCase) throws(Discard) -> OperatorKind {
    let kinds: [OperatorKind] = [.relu, .sigmoid, .hardSwish, .tanh, .leakyRelu, .gelu]
    return kinds[try test.index(weights: [8, 2, 2, 1, 1, 1])]
  }
}

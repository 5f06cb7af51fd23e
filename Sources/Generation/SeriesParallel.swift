import Graphs
import Properties
import Quantities
import Randomness

/// Random compositions of layers that keep the extents.
enum SeriesParallel {
  /// Draws how deep a composition is, such that it has some of the operators that are missing; one
  /// of depth one to four has 3, 8, 20 or 44 on average.
  static func drawDepth(missing: Int, from test: inout TestCase) throws(Discard) -> Int {
    let deepest = missing > 60 ? 4 : missing > 28 ? 3 : missing > 12 ? 2 : missing > 5 ? 1 : 0
    return try test.integer(in: min(1, deepest)...deepest, towards: 1)
  }

  /// Draws a layer, two compositions in series, or several in parallel that are joined.
  static func draw(
    after input: Index<Tensor>,
    depth: Int,
    into sketch: inout GraphSketch,
    from test: inout TestCase
  ) throws -> Index<Tensor> {
    try test.group(.value) { test in
      let weights: [UInt32] = depth == 0 ? [1, 0, 0] : [1, 3, 4]
      switch try test.index(weights: weights) {
      case 0: return try layer(input, &sketch, &test)
      case 1:
        let middle = try draw(after: input, depth: depth - 1, into: &sketch, from: &test)
        return try draw(after: middle, depth: depth - 1, into: &sketch, from: &test)
      default:
        var branches: [Index<Tensor>] = []
        try test.repeated(2...4, odds: .even) { test in
          branches.append(
            try draw(after: input, depth: depth - 1, into: &sketch, from: &test)
          )
        }
        return try join(branches, &sketch, &test)
      }
    }
  }

  private static func join(
    _ branches: [Index<Tensor>],
    _ sketch: inout GraphSketch,
    _ test: inout TestCase
  ) throws -> Index<Tensor> {
    guard let first = branches.first else {
      preconditionFailure("there are at least two branches")
    }
    if try test.boolean(Odds(1, in: 3)) {
      let channels = sketch.channels(of: first)
      return sketch.convolution(sketch.concatenation(branches), channels: channels, kernel: 1)
    }
    return branches.dropFirst()
      .reduce(first) { sum, branch in
        sketch.apply(.add, to: [sum, branch])
      }
  }

  private static func layer(
    _ input: Index<Tensor>,
    _ sketch: inout GraphSketch,
    _ test: inout TestCase
  ) throws -> Index<Tensor> {
    let channels = sketch.channels(of: input)
    switch try test.index(weights: [3, 3, 2, 1]) {
    case 0: return sketch.convolution(input, channels: channels, kernel: 1)
    case 1: return sketch.convolution(input, channels: channels, kernel: 3)
    case 2: return sketch.depthwise(input, kernel: 3)
    default: return sketch.apply(try ImageBlocks.drawActivation(&test), to: [input])
    }
  }
}

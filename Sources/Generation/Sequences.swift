import Graphs
import Properties
import Quantities
import Randomness

/// Transformer encoders.
enum Sequences {
  /// Draws up to six blocks of attention and feed-forward layers.
  static func draw(
    _ size: GraphSize,
    into sketch: inout GraphSketch,
    from test: inout TestCase
  ) throws {
    let heads = try test.integer(in: 1...12, towards: 1, spread: .magnitudes)
    let width = heads * 8 * (try test.integer(in: 1...8, towards: 1, spread: .magnitudes))
    let length = try test.integer(in: 4...256, towards: 4, spread: .magnitudes)
    var tensor = sketch.input([1, length, width])
    try test.blocks(1...6, size, odds: .even, &sketch) { sketch, test in
      if try test.boolean(Odds(3, in: 4)) {
        tensor = attention(tensor, heads: heads, &sketch)
      }
      let factor = try test.integer(in: 1...4, towards: 1)
      tensor = feedForward(tensor, width: width * factor, &sketch)
    }
  }

  private static func attention(
    _ input: Index<Tensor>,
    heads: Int,
    _ sketch: inout GraphSketch
  ) -> Index<Tensor> {
    let shape = sketch.shape(of: input)
    let (length, width) = (shape[1], shape[2])
    let normal = sketch.layerNormalization(input)
    let parts = [[0, 2, 1, 3], [0, 2, 3, 1], [0, 2, 1, 3]]
      .map { (order: [Int64]) in
        let projected = sketch.projection(normal, width: width)
        let divided = sketch.reshape(projected, [1, length, heads, width / heads])
        return sketch.transpose(divided, order)
      }
    let scores = sketch.apply(.matMul, to: [parts[0], parts[1]])
    let shares = sketch.apply(.softmax, to: [scores], Attributes([("axis", .integer(-1))]))
    let mixed = sketch.apply(.matMul, to: [shares, parts[2]])
    let joined = sketch.reshape(sketch.transpose(mixed, [0, 2, 1, 3]), [1, length, width])
    let projected = sketch.projection(joined, width: width)
    return sketch.apply(.add, to: [projected, input])
  }

  private static func feedForward(
    _ input: Index<Tensor>,
    width: Int,
    _ sketch: inout GraphSketch
  ) -> Index<Tensor> {
    let shape = sketch.shape(of: input)
    let normal = sketch.layerNormalization(input)
    let wide = sketch.apply(.gelu, to: [sketch.projection(normal, width: width)])
    let narrow = sketch.projection(wide, width: shape[2])
    return sketch.apply(.add, to: [narrow, input])
  }
}

import Graphs
import Properties
import Quantities
import Randomness

/// General directed acyclic graphs: each operator reads any one or two tensors before it.
enum Mesh {
  /// A graph over images of one shape; what nothing reads is an output, or all is joined to one.
  static func draw(
    after input: Index<Tensor>,
    _ size: GraphSize,
    _ sketch: inout GraphSketch,
    _ test: inout TestCase
  ) throws {
    let channels = sketch.channels(of: input)
    // Far readers are rarer than near ones, as in real models.
    let isLocal = try test.boolean()
    var tensors = [input]
    var isRead = [true]
    try test.blocks(2...48, size, odds: Odds(11, in: 12), &sketch) { sketch, test in
      func source(_ test: inout TestCase) throws -> Index<Tensor> {
        let distance = try test.integer(
          in: 0...(tensors.count - 1),
          towards: 0,
          spread: isLocal ? .magnitudes : .uniform
        )
        let position = tensors.count - 1 - distance
        isRead[position] = true
        return tensors[position]
      }
      let first = try source(&test)
      let next: Index<Tensor>
      switch try test.index(weights: [3, 2, 2, 2, 4, 1, 1]) {
      case 0: next = sketch.convolution(first, channels: channels, kernel: 1)
      case 1: next = sketch.convolution(first, channels: channels, kernel: 3)
      case 2: next = sketch.depthwise(first, kernel: 3)
      case 3: next = sketch.apply(try ImageBlocks.drawActivation(&test), to: [first])
      case 4: next = sketch.apply(.add, to: [first, try source(&test)])
      case 5: next = sketch.apply(.mul, to: [first, try source(&test)])
      default:
        let joined = sketch.concatenation([first, try source(&test)])
        next = sketch.convolution(joined, channels: channels, kernel: 1)
      }
      tensors.append(next)
      isRead.append(false)
    }
    let loose = tensors.indices.filter { !isRead[$0] }.map { tensors[$0] }
    if loose.count > 1, try test.boolean() { _ = sketch.concatenation(loose) }
  }
}

import Graphs
import Properties
import Quantities
import Randomness

/// Cells of architecture search: each node adds two operations on two earlier states.
///
/// The space of NASNet and DARTS: Zoph, Vasudevan, Shlens, Le, "Learning Transferable Architectures
/// for Scalable Image Recognition", CVPR 2018, doi:10.1109/CVPR.2018.00907.
enum Cells {
  /// A cell that reads the outputs of the two cells before it and keeps their extents.
  ///
  /// It has one to five nodes of some six operators each, no more than are `missing` if it can.
  static func draw(
    after states: (Index<Tensor>, Index<Tensor>),
    missing: Int,
    _ sketch: inout GraphSketch,
    _ test: inout TestCase
  ) throws -> Index<Tensor> {
    let channels = sketch.channels(of: states.1)
    var nodes = [states.0, states.1]
    var isUsed = [false, false]
    try test.repeated(1...min(max(missing / 6, 1), 5)) { test in
      var branches: [Index<Tensor>] = []
      for _ in 0..<2 {
        let position = try test.index(below: nodes.count)
        isUsed[position] = true
        branches.append(try operation(nodes[position], &sketch, &test))
      }
      nodes.append(sketch.apply(.add, to: [branches[0], branches[1]]))
      isUsed.append(false)
    }
    let loose = nodes.indices.filter { !isUsed[$0] && $0 >= 2 }.map { nodes[$0] }
    guard loose.count > 1 else { return loose[0] }
    return sketch.convolution(sketch.concatenation(loose), channels: channels, kernel: 1)
  }

  private static func operation(
    _ input: Index<Tensor>,
    _ sketch: inout GraphSketch,
    _ test: inout TestCase
  ) throws -> Index<Tensor> {
    let channels = sketch.channels(of: input)
    switch try test.index(weights: [2, 3, 2, 1, 1]) {
    case 0: return input
    case 1, 2:
      let kernel = try test.boolean() ? 5 : 3
      let active = sketch.apply(.relu, to: [input])
      let filtered = sketch.depthwise(active, kernel: kernel)
      return sketch.convolution(filtered, channels: channels, kernel: 1)
    case 3: return sketch.pool(input)
    default: return sketch.averagePool(input, kernel: 3, stride: 1)
    }
  }
}

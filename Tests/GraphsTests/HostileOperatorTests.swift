import Graphs
import Testing

/// Attributes and shapes that nobody means: each is refused with a sentence, none traps.
@Suite struct HostileOperatorTests {
  static let numbers: [Int64] = [
    .min, -(1 << 40), -(1 << 20), -2, -1, 0, 1, 2, 7, 1 << 20, 1 << 40, .max,
  ]
  static let names = [
    "allowzero", "axes", "axis", "batch_axis", "batch_dims", "bits", "block_size", "blocksize",
    "ceil_mode", "K", "N", "num_heads", "qkv_hidden_sizes",
    "dilations", "dtype", "end", "ends", "group", "keepdims", "k", "kernel_shape", "kv_num_heads",
    "layout", "num_groups", "num_outputs", "output_height", "output_padding", "output_shape",
    "pads",
    "perm", "pooled_shape", "q_num_heads", "sample_size", "shape", "size", "split", "start",
    "starts", "strides", "time_axis", "to", "transA", "transB", "value_dims",
  ]

  static let shapes: [[Int]] = [
    [], [0], [1], [4], [0, 3], [2, 3], [2, 3, 4], [1, 4, 6, 6], [4, 4, 3, 3], [1 << 40],
    [1 << 20, 1 << 20], [1, 1, 1 << 20, 1 << 20],
  ]

  @Test(arguments: OperatorKind.allCases.filter { $0 != .opaque })
  func noAttributeTraps(kind: OperatorKind) throws {
    for (index, shape) in Self.shapes.enumerated() {
      let inputs = Self.inputs(shape, index)
      for (turn, number) in Self.numbers.enumerated() {
        let count = [0, 1, 2, 4][(index + turn) % 4]
        let values = [Int64](repeating: number, count: count)
        let attributes: [(name: String, value: Attributes.Value)] = Self.names.map {
          ($0, count == 0 ? .integer(number) : .integers(values))
        }
        let sparse = [attributes[(index + turn) % attributes.count]] + Self.kernel
        for chosen in [attributes, sparse] {
          let node = try Example(
            kind,
            inputs,
            constants: [1: values, 2: values, 3: values, 4: values],
            outputs: 1,
            chosen
          )
          _ = node.folded()
          guard node.refusal() == nil else { continue }
          try Self.askEverything(of: node)
        }
      }
    }
  }

  /// An operator that is accepted, before an attribute is replaced.
  struct Seed: Sendable {
    let kind: OperatorKind
    let inputs: [[Int]?]
    var constants: [Int: [Int64]] = [:]
    var attributes: [(name: String, value: Attributes.Value)] = []
  }

  static let seeds: [Seed] = [
    Seed(kind: .qlinearConv, inputs: [[1, 4, 6, 6], [], [], [8, 4, 3, 3], [8], [8], [], []]),
    Seed(kind: .deformConv, inputs: [[1, 4, 6, 6], [8, 4, 3, 3], [1, 18, 4, 4], [8]]),
    Seed(
      kind: .maxRoiPool,
      inputs: [[1, 4, 6, 6], [3, 5]],
      attributes: [("pooled_shape", .integers([2, 2]))]
    ),
    Seed(kind: .roiAlign, inputs: [[1, 4, 6, 6], [3, 4], [3]]),
    Seed(kind: .qlinearMatMul, inputs: [[4, 5], [], [], [5, 6], [], [], [], []]),
    Seed(kind: .gemm, inputs: [[4, 5], [5, 6], [6]]),
    Seed(
      kind: .einsum,
      inputs: [[4, 5], [5, 6]],
      attributes: [("equation", .text("ij,jk->ik"))]
    ),
    Seed(kind: .batchNormalization, inputs: [[1, 4, 6, 6], [4], [4], [4], [4]]),
    Seed(
      kind: .groupNormalization,
      inputs: [[1, 4, 6, 6], [4], [4]],
      attributes: [("num_groups", .integer(2))]
    ),
    Seed(kind: .instanceNormalization, inputs: [[1, 4, 6, 6], [4], [4]]),
    Seed(kind: .depthToSpace, inputs: [[1, 4, 6, 6]], attributes: [("blocksize", .integer(2))]),
    Seed(kind: .spaceToDepth, inputs: [[1, 4, 6, 6]], attributes: [("blocksize", .integer(2))]),
    Seed(kind: .scatterND, inputs: [[4, 5], [3, 1], [3, 5]]),
    Seed(kind: .affineGrid, inputs: [[2, 2, 3], [4]], constants: [1: [2, 3, 5, 6]]),
    Seed(kind: .gridSample, inputs: [[1, 4, 6, 6], [1, 3, 3, 2]]),
    Seed(kind: .attention, inputs: [[1, 2, 5, 8], [1, 2, 7, 8], [1, 2, 7, 4], [5, 7]]),
    Seed(
      kind: .multiHeadAttention,
      inputs: [[1, 3, 8], [1, 5, 8], [1, 5, 8], nil, nil, nil, [1, 2, 4, 4], [1, 2, 4, 4]],
      attributes: [("num_heads", .integer(2))]
    ),
    Seed(
      kind: .groupQueryAttention,
      inputs: [[1, 3, 16], [1, 3, 8], [1, 3, 8], [1, 2, 4, 4], [1, 2, 4, 4], [1], []],
      constants: [6: [7]],
      attributes: [("num_heads", .integer(4)), ("kv_num_heads", .integer(2))]
    ),
    Seed(
      kind: .microsoftAttention,
      inputs: [[1, 3, 6], [6, 24], [24], nil, [2, 1, 2, 4, 4]],
      attributes: [("num_heads", .integer(2))]
    ),
    Seed(
      kind: .matMulNBits,
      inputs: [[2, 3, 40], [6, 3, 8], [18]],
      attributes: [("K", .integer(40)), ("N", .integer(6)), ("block_size", .integer(16))]
    ),
    Seed(kind: .embedLayerNormalization, inputs: [[2, 3], nil, [9, 4], [5, 4], nil, [4], [4]]),
    Seed(kind: .gru, inputs: [[5, 2, 3], [1, 12, 3], [1, 12, 4]]),
    Seed(kind: .rnn, inputs: [[5, 2, 3], [1, 4, 3], [1, 4, 4]]),
    Seed(kind: .lstm, inputs: [[5, 2, 3], [1, 16, 3], [1, 16, 4], nil, [2], [1, 2, 4]]),
    Seed(kind: .hannWindow, inputs: [[]], constants: [0: [8]]),
    Seed(kind: .constantOfShape, inputs: [[2]], constants: [0: [3, 4]]),
    Seed(kind: .range, inputs: [[], [], []], constants: [0: [0], 1: [9], 2: [2]]),
    Seed(kind: .convTranspose, inputs: [[1, 4, 6, 6], [4, 2, 3, 3], [4]]),
    Seed(
      kind: .conv,
      inputs: [[1, 4, 6, 6], [8, 2, 3, 3]],
      attributes: [("group", .integer(2))]
    ),
    Seed(
      kind: .resize,
      inputs: [[1, 4, 6, 6], nil, [4]],
      attributes: [("scales", .reals([1, 1, 2, 0.5]))]
    ),
    Seed(kind: .pad, inputs: [[4, 5], [4]], constants: [1: [1, 1, 1, 1]]),
    Seed(kind: .split, inputs: [[4, 5]]),
    Seed(kind: .gatherND, inputs: [[4, 5, 6], [4, 1]]),
    Seed(kind: .lrn, inputs: [[1, 4, 6, 6]], attributes: [("size", .integer(3))]),
  ]

  @Test(arguments: seeds.indices)
  func noReplacedAttributeTraps(index: Int) throws {
    let seed = Self.seeds[index]
    let good = try Example(
      seed.kind,
      seed.inputs,
      constants: seed.constants,
      seed.attributes
    )
    #expect(good.refusal() == nil)
    try Self.askEverything(of: good)
    for name in Self.names {
      for number in Self.numbers {
        for value in [
          Attributes.Value.integer(number), .integers([number, number]),
          .integers([number, 1, number, 1]),
        ] {
          let node = try Example(
            seed.kind,
            seed.inputs,
            constants: seed.constants,
            [(name, value)] + seed.attributes
          )
          _ = node.folded()
          if node.refusal() == nil { try Self.askEverything(of: node) }
        }
      }
    }
  }

  @Test(arguments: seeds.indices)
  func noReplacedInputTraps(index: Int) throws {
    let seed = Self.seeds[index]
    for position in seed.inputs.indices {
      for shape in Self.shapes.map(Optional.some) + [nil] {
        var inputs = seed.inputs
        inputs[position] = shape
        let node = try Example(seed.kind, inputs, constants: seed.constants, seed.attributes)
        _ = node.folded()
        if node.refusal() == nil { try Self.askEverything(of: node) }
        inputs = Array(seed.inputs.prefix(position))
        let shorter = try Example(seed.kind, inputs, constants: seed.constants, seed.attributes)
        if shorter.refusal() == nil { try Self.askEverything(of: shorter) }
      }
    }
  }

  @Test func realScalesAreChecked() throws {
    for scale in [Float.nan, .infinity, -.infinity, -1, 0, .leastNonzeroMagnitude, 1e30] {
      let node = try Example(
        .resize,
        [[1, 4, 6, 6], nil, [4]],
        [("scales", .reals([1, 1, scale, 1]))]
      )
      guard node.refusal() == nil else { continue }
      try Self.askEverything(of: node)
    }
  }

  static let kernel: [(name: String, value: Attributes.Value)] = [
    ("kernel_shape", .integers([3, 3])), ("mode", .text("edge")),
  ]

  private static func inputs(_ shape: [Int], _ index: Int) -> [[Int]?] {
    switch index % 3 {
    case 0: [shape, shape, shape, shape, shape]
    case 1: [shape, [4, 4, 3, 3], [4], nil, [4]]
    default: [shape, [1], nil]
    }
  }

  private static func askEverything(of example: Example) throws {
    let node = try example.known()
    _ = OperatorCatalogue.workClass(of: node)
    _ = OperatorCatalogue.operations(of: node)
    guard let output = node.outputs.first?.shape else { return }
    for (dimension, extent) in output.dimensions.enumerated() {
      let part = 0..<max(extent / 2, min(extent, 1))
      _ = OperatorCatalogue.operations(
        of: node,
        for: Slice(dimension: dimension, range: part)
      )
      guard !part.isEmpty, let rule = OperatorCatalogue.splitRule(of: node, along: dimension)
      else { continue }
      for (need, input) in zip(rule.needs, node.inputs) {
        guard let slice = need.slice(for: part), let input else { continue }
        #expect(slice.range.upperBound <= input.shape[slice.dimension])
        _ = need.slice(for: max(extent - 1, 0)..<extent)
      }
    }
  }

  @Test func refusalsNameTheNumbers() throws {
    #expect(
      try Example(.conv, [[1, 64, 8, 8], [16, 32, 3, 3]]).refusal()
        == "input 0 has 64 channels, the weight expects 32"
    )
    #expect(
      try Example(.conv, [[1, 64, 2, 2], [16, 64, 3, 3]]).refusal()
        == "the kernel reaches over 3 elements, the padded input has 2"
    )
    #expect(
      try Example(.conv, [[1, 1, 9], [1, 1, 3]], [("strides", .integers([0]))]).refusal()
        == "attribute 'strides' holds 0, expected 1 to 1048576"
    )
    #expect(
      try Example(.matMul, [[2, 3], [4, 5]]).refusal()
        == "input 0 has the shape 2×3, input 1 4×5: 3 columns meet 4 rows"
    )
    #expect(
      try Example(.concat, [[2, 3], [3, 3]], [("axis", .integer(1))]).refusal()
        == "input 1 has the shape 3×3, the first 2×3; they may differ along dimension 1 only"
    )
    #expect(try Example(.add, [[2]]).refusal() == "input 1 is left out")
    #expect(
      try Example(.matMul, [[1 << 20, 1 << 19], [1 << 19, 1 << 20]]).refusal()
        == "the operator has more than 2^50 operations"
    )
    #expect(
      try Example(.gather, [[4], [2]], [("axis", .integer(.max))]).refusal()
        == "attribute 'axis' is 9223372036854775807, outside ±2^40"
    )
  }
}

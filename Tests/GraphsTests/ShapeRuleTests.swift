import Graphs
import Quantities
import Testing

@Suite struct ShapeRuleTests {
  @Test func poolsRound() throws {
    func extent(ceil: Int64, kernel: Int64, stride: Int64, pad: Int64) throws -> Int {
      try Example(
        .maxPool,
        [[1, 4, 8]],
        [
          ("ceil_mode", .integer(ceil)), ("kernel_shape", .integers([kernel])),
          ("strides", .integers([stride])), ("pads", .integers([pad, pad])),
        ]
      )
      .shape()[2]
    }
    #expect(try extent(ceil: 0, kernel: 3, stride: 2, pad: 0) == 3)
    #expect(try extent(ceil: 1, kernel: 3, stride: 2, pad: 0) == 4)
    #expect(try extent(ceil: 1, kernel: 1, stride: 3, pad: 0) == 3)
    // A window that would begin in the padding after the input does not count.
    #expect(try extent(ceil: 1, kernel: 2, stride: 3, pad: 1) == 3)
    #expect(try extent(ceil: 1, kernel: 2, stride: 4, pad: 2) == 3)
  }

  @Test(arguments: [("SAME_UPPER", 5), ("SAME_LOWER", 5), ("VALID", 4)])
  func padsAreChosen(mode: String, extent: Int) throws {
    let conv = try Example(
      .conv,
      [[1, 1, 9], [1, 1, 3]],
      [("auto_pad", .text(mode)), ("strides", .integers([2]))]
    )
    #expect(try conv.shape() == [1, 1, extent])
  }

  @Test func transposedConvolutionsArePadded() throws {
    func shape(_ attributes: [(name: String, value: Attributes.Value)]) throws -> [Int] {
      try Example(.convTranspose, [[1, 8, 7, 7], [8, 2, 3, 3]], attributes).shape()
    }
    let strides = ("strides", Attributes.Value.integers([2, 2]))
    #expect(try shape([strides]) == [1, 2, 15, 15])
    #expect(try shape([strides, ("pads", .integers([1, 1, 1, 1]))]) == [1, 2, 13, 13])
    #expect(
      try shape([
        strides, ("pads", .integers([1, 1, 1, 1])), ("output_padding", .integers([1, 1])),
      ]) == [1, 2, 14, 14]
    )
    #expect(try shape([strides, ("output_shape", .integers([14, 16]))]) == [1, 2, 14, 16])
    #expect(try shape([strides, ("auto_pad", .text("SAME_UPPER"))]) == [1, 2, 14, 14])
    #expect(try shape([strides, ("group", .integer(4))]) == [1, 8, 15, 15])
  }

  @Test func reshapesKeepAndInfer() throws {
    func shape(_ target: [Int64], allowZero: Int64 = 0, from: [Int] = [2, 3, 4]) throws -> [Int] {
      try Example(
        .reshape,
        [from, [target.count]],
        constants: [1: target],
        [("allowzero", .integer(allowZero))]
      )
      .shape()
    }
    #expect(try shape([0, -1]) == [2, 12])
    #expect(try shape([-1]) == [24])
    #expect(try shape([4, 0, -1]) == [4, 3, 2])
    #expect(try shape([], from: [1, 1]) == [])
    #expect(try shape([0, 5], allowZero: 1, from: [0, 7]) == [0, 5])
    #expect(
      try Example(.reshape, [[2, 3, 4], [2]], constants: [1: [5, -1]]).refusal()
        == "input 0 has 24 elements, not a multiple of 5"
    )
    #expect(
      try Example(.reshape, [[2, 3, 4], [2]], constants: [1: [-1, -1]]).refusal()
        == "the target has two extents −1"
    )
  }

  @Test func negativeDimensionsCountFromTheInnermost() throws {
    #expect(
      try Example(.concat, [[2, 3], [2, 5]], [("axis", .integer(-1))]).shape() == [2, 8]
    )
    #expect(
      try Example(.reduceMean, [[2, 3, 4], [2]], constants: [1: [-1, 0]]).shape() == [1, 3, 1]
    )
    #expect(
      try Example(.squeeze, [[1, 3, 1], [1]], constants: [1: [-1]]).shape() == [1, 3]
    )
    #expect(
      try Example(.unsqueeze, [[3, 4], [2]], constants: [1: [-1, 0]]).shape() == [1, 3, 4, 1]
    )
    #expect(try Example(.flatten, [[2, 3, 4]], [("axis", .integer(-1))]).shape() == [6, 4])
    #expect(
      try Example(.gather, [[5, 6, 7], [2, 2]], [("axis", .integer(-2))]).shape() == [5, 2, 2, 7]
    )
    #expect(
      try Example(.softmax, [[5, 6]], [("axis", .integer(2))]).refusal()
        == "attribute 'axis' is 2, the tensor has 2 dimensions"
    )
  }

  @Test func shapesBroadcast() throws {
    #expect(try Example(.add, [[8, 1, 6, 1], [7, 1, 5]]).shape() == [8, 7, 6, 5])
    #expect(try Example(.add, [[], [2, 0]]).shape() == [2, 0])
    #expect(try Example(.where, [[3, 1], [1, 4], [4]]).shape() == [3, 4])
    #expect(try Example(.matMul, [[5, 1, 2, 3], [4, 3, 6]]).shape() == [5, 4, 2, 6])
    #expect(try Example(.matMul, [[3], [4, 3, 6]]).shape() == [4, 6])
    #expect(try Example(.matMul, [[3], [3]]).shape() == [])
    // As ONNX Runtime 1.31.1 computes them.
    for (set, left, right, product) in [
      (["transBatchA"], [5, 3, 4], [3, 4, 6], [3, 5, 6]),
      (["transA", "transBatchA"], [4, 3, 5], [3, 4, 6], [3, 5, 6]),
      (["transB", "transBatchB"], [3, 5, 4], [6, 3, 4], [3, 5, 6]),
      (["transBatchA", "transBatchB"], [5, 2, 3, 4], [4, 2, 3, 6], [2, 3, 5, 6]),
    ] {
      let fused = try Example(.fusedMatMul, [left, right], set.map { ($0, .integer(1)) })
      #expect(try fused.shape() == product)
      let whole = try fused.known()
      #expect(
        (0..<product.count).allSatisfy { OperatorCatalogue.splitRule(of: whole, along: $0) == nil }
      )
      #expect(OperatorCatalogue.operations(of: whole) == Operations(UInt64(product.reduce(4, *))))
    }
    #expect(
      try Example(.mul, [[2, 3], [2]]).refusal()
        == "input 1 has 2 elements along dimension 1, another has 3"
    )
  }

  @Test func slicesClampAndReverse() throws {
    func shape(_ start: Int64, _ end: Int64, _ step: Int64) throws -> [Int] {
      try Example(
        .slice,
        [[10], [1], [1], [1], [1]],
        constants: [1: [start], 2: [end], 3: [0], 4: [step]]
      )
      .shape()
    }
    #expect(try shape(2, .max, 3) == [3])
    #expect(try shape(-1, .min, -1) == [10])
    #expect(try shape(-3, 100, 1) == [3])
    #expect(try shape(8, 2, 1) == [0])
    #expect(try shape(8, 2, -4) == [2])
  }

  @Test func resizesRoundDown() throws {
    let scaled = try Example(
      .resize,
      [[1, 2, 5, 7], nil, [4]],
      [("scales", .reals([1, 1, 1.5, 0.5]))]
    )
    #expect(try scaled.shape() == [1, 2, 7, 3])
    let sized = try Example(
      .resize,
      [[1, 2, 5, 7], nil, nil, [4]],
      constants: [3: [1, 2, 10, 3]]
    )
    #expect(try sized.shape() == [1, 2, 10, 3])
    let partly = try Example(
      .resize,
      [[1, 2, 5, 7], nil, nil, [2]],
      constants: [3: [9, 9]],
      [("axes", .integers([2, 3])), ("keep_aspect_ratio_policy", .text("not_larger"))]
    )
    #expect(try partly.shape() == [1, 2, 6, 9])
    let integral = try Example(
      .resize,
      [[1, 2, 5, 7], nil, [4]],
      constants: [2: [1, 1, 2, 3]]
    )
    #expect(try integral.shape() == [1, 2, 10, 21])
    #expect(
      try Example(.resize, [[1, 2, 5, 7], nil, [4]]).refusal() == "the scales are not a constant"
    )
  }

  @Test func severalOutputsHaveTheirOwnShapes() throws {
    #expect(
      try Example(.split, [[7, 2]], outputs: 3).shapes() == [[3, 2], [3, 2], [1, 2]]
    )
    #expect(
      try Example(.split, [[7, 2], [2]], constants: [1: [5, 2]]).shapes() == [[5, 2], [2, 2]]
    )
    #expect(
      try Example(.topK, [[3, 10], [1]], constants: [1: [4]]).shapes() == [[3, 4], [3, 4]]
    )
  }

  @Test func contractionsFollowTheirEquation() throws {
    func shape(_ equation: String, _ inputs: [[Int]]) throws -> [Int] {
      try Example(.einsum, inputs, [("equation", .text(equation))]).shape()
    }
    #expect(try shape("bhid, bhjd -> bhij", [[2, 8, 5, 64], [2, 8, 7, 64]]) == [2, 8, 5, 7])
    #expect(try shape("ij,jk", [[2, 3], [3, 4]]) == [2, 4])
    #expect(try shape("ii->i", [[3, 3]]) == [3])
  }
}

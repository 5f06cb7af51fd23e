import Graphs
import Quantities
import Testing

@Suite struct CatalogueTests {
  @Test(arguments: OperatorKind.allCases)
  func everyKindButOpaqueIsDefined(kind: OperatorKind) {
    #expect((OperatorCatalogue.definition(of: kind) == nil) == (kind == .opaque))
  }

  @Test func noKindIsDefinedTwice() {
    let kinds = OperatorCatalogue.families.flatMap { $0.kinds }
    #expect(kinds.count == OperatorKind.allCases.count - 1)
    #expect(Set(kinds).count == kinds.count)
  }

  @Test func workIsCountedAsMultiplyAccumulates() throws {
    let conv = try Example(
      .conv,
      [[1, 32, 56, 56], [64, 32, 3, 3]],
      [("pads", .integers([1, 1, 1, 1]))]
    )
    .known()
    #expect(OperatorCatalogue.operations(of: conv) == Operations(64 * 56 * 56 * 32 * 9))
    let rows = Slice(dimension: 2, range: 0..<14)
    #expect(OperatorCatalogue.operations(of: conv, for: rows) == Operations(64 * 14 * 56 * 32 * 9))

    let depthwise = try Example(
      .conv,
      [[1, 32, 56, 56], [32, 1, 3, 3]],
      [("group", .integer(32))]
    )
    .known()
    #expect(OperatorCatalogue.operations(of: depthwise) == Operations(32 * 54 * 54 * 9))
    guard case .depthwiseConvolution? = OperatorCatalogue.workClass(of: depthwise) else {
      Issue.record("a convolution of single channels is depthwise")
      return
    }

    let spread = try Example(
      .convTranspose,
      [[1, 8, 5, 5], [8, 4, 2, 2]],
      [("strides", .integers([2, 2]))]
    )
    .known()
    #expect(OperatorCatalogue.operations(of: spread) == Operations(8 * 25 * 4 * 4))

    let product = try Example(.matMul, [[12, 128, 64], [12, 64, 32]]).known()
    #expect(OperatorCatalogue.operations(of: product) == Operations(12 * 128 * 64 * 32))
    #expect(OperatorCatalogue.workClass(of: product)?.countsMultiplyAccumulates == true)

    let gemm = try Example(
      .gemm,
      [[1, 512], [1_000, 512], [1_000]],
      [("transB", .integer(1))]
    )
    .known()
    #expect(OperatorCatalogue.operations(of: gemm) == Operations(512_000))

    let quantised = try Example(
      .qGemm,
      [[1, 512], [], [], [1_000, 512], [], [], [1_000], [], []],
      [("transB", .integer(1))],
      type: .uint8
    )
    .known()
    #expect(OperatorCatalogue.operations(of: quantised) == Operations(512_000))
    #expect(quantised.outputs.map(\.elementType) == [.uint8])
    // Without a zero point for the result it is real.
    let real = try Example(
      .qGemm,
      [[1, 512], [], [], [512, 1_000], [], []],
      type: .uint8
    )
    .known()
    #expect(real.outputs.map(\.elementType) == [.float32])

    let relu = try Example(.relu, [[1, 8, 4, 4]]).known()
    #expect(OperatorCatalogue.operations(of: relu) == Operations(128))
    #expect(OperatorCatalogue.workClass(of: relu)?.countsMultiplyAccumulates == false)
  }

  /// A buffer for nine keys, four of them written: five are met, and nine are kept
  /// (docs/ContribOperators.md of ONNX Runtime).
  @Test func attentionOverASharedBufferMeetsWhatWasWritten() throws {
    let apart = try Example(
      .multiHeadAttention,
      [[2, 1, 8], [2, 1, 8], [2, 1, 8], nil, nil, nil, [2, 2, 9, 4], [2, 2, 9, 4], []],
      constants: [8: [4]],
      outputs: 3,
      [("num_heads", .integer(2))]
    )
    .known()
    #expect(apart.outputs.map(\.shape.dimensions) == [[2, 1, 8], [2, 2, 9, 4], [2, 2, 9, 4]])
    #expect(OperatorCatalogue.operations(of: apart) == Operations(2 * 2 * 5 * (4 + 4)))
    let projecting = try Example(
      .microsoftAttention,
      [[2, 1, 6], [6, 24], [24], nil, [2, 2, 2, 9, 4], nil, []],
      constants: [6: [4]],
      outputs: 2,
      [("num_heads", .integer(2)), ("past_present_share_buffer", .integer(1))]
    )
    .known()
    #expect(projecting.outputs.map(\.shape.dimensions) == [[2, 1, 8], [2, 2, 2, 9, 4]])
    let products = 2 * 2 * 5 * (4 + 4) + 2 * 6 * 24
    #expect(OperatorCatalogue.operations(of: projecting) == Operations(UInt64(products)))
  }

  @Test func maximaWithIndicesAreNotMadeInParts() throws {
    let kernel: [(name: String, value: Attributes.Value)] = [("kernel_shape", .integers([2, 2]))]
    let plain = try Example(.maxPool, [[1, 8, 6, 6]], kernel).known()
    let indexed = try Example(.maxPool, [[1, 8, 6, 6]], outputs: 2, kernel).known()
    #expect(OperatorCatalogue.splitRule(of: plain, along: 1) != nil)
    #expect(OperatorCatalogue.splitRule(of: indexed, along: 1) == nil)
    #expect(OperatorCatalogue.splitRule(of: plain, along: 4) == nil)
    #expect(OperatorCatalogue.splitRule(of: plain, along: -1) == nil)
  }

  @Test func groupedChannelsAreSplitAtGroups() throws {
    let grouped = try Example(
      .conv,
      [[1, 8, 6, 6], [12, 2, 3, 3]],
      [("group", .integer(4))]
    )
    .known()
    let rule = try #require(OperatorCatalogue.splitRule(of: grouped, along: 1))
    #expect(rule.granularity == 3)
    #expect(rule.allows(3..<12, of: 12) && !rule.allows(2..<12, of: 12))
    #expect(rule.needs[0].slice(for: 3..<9) == Slice(dimension: 1, range: 2..<6))
    #expect(rule.needs[0].slice(for: 2..<4) == Slice(dimension: 1, range: 0..<4))
    #expect(rule.needs[1].slice(for: 3..<9) == Slice(dimension: 0, range: 3..<9))
  }

  @Test func aPartInsideThePaddingNeedsNothing() throws {
    let padded = try Example(
      .conv,
      [[1, 1, 4, 4], [1, 1, 1, 1]],
      [("pads", .integers([3, 0, 3, 0]))]
    )
    .known()
    let rule = try #require(OperatorCatalogue.splitRule(of: padded, along: 2))
    #expect(rule.needs[0].slice(for: 0..<3)?.range.isEmpty == true)
    #expect(rule.needs[0].slice(for: 7..<10)?.range.isEmpty == true)
    #expect(rule.needs[0].slice(for: 2..<5) == Slice(dimension: 2, range: 0..<2))
  }

  @Test func parametersAlongChannelsAreCutWithThem() throws {
    let normalised = try Example(.batchNormalization, [[2, 6, 4, 4], [6], [6], [6], [6]]).known()
    let channels = try #require(OperatorCatalogue.splitRule(of: normalised, along: 1))
    #expect(
      channels.needs.dropFirst()
        .allSatisfy {
          $0.slice(for: 2..<5) == Slice(dimension: 0, range: 2..<5)
        }
    )
    let rows = try #require(OperatorCatalogue.splitRule(of: normalised, along: 2))
    #expect(rows.needs.dropFirst().allSatisfy { $0 == .whole })
  }

  @Test func recurrentNetworksAreSplitAlongTheBatch() throws {
    let node = try Example(.lstm, [[10, 4, 16], [1, 128, 16], [1, 128, 32]]).known()
    #expect(node.outputs.map(\.shape.dimensions) == [[10, 1, 4, 32]])
    #expect(OperatorCatalogue.operations(of: node) == Operations(10 * 4 * 32 * 4 * 48))
    #expect(OperatorCatalogue.splitRule(of: node, along: 0) == nil)
    let rule = try #require(OperatorCatalogue.splitRule(of: node, along: 2))
    #expect(rule.needs[0].slice(for: 1..<3) == Slice(dimension: 1, range: 1..<3))
    #expect(rule.needs[1] == .whole)
  }
}

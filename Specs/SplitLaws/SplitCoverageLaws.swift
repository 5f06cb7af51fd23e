import Graphs
import Testing

/// Every kind of the catalogue, along every axis that its output can have, was executed in parts.
@Suite struct SplitCoverageLaws {
  private let oracle: SplitOracle

  init() throws {
    oracle = try SplitOracle.load()
  }

  /// Every kind has executed cases, or cannot be split whatever its inputs are.
  @Test func everyKindIsExecuted() {
    let executed = Set(oracle.cases.map(\.op))
    for kind in OperatorKind.allCases where OperatorCatalogue.definition(of: kind) != nil {
      #expect(
        executed.contains(kind.rawValue) != Self.neverSplit.keys.contains(kind),
        "\(kind.rawValue) needs a case in Tests/Oracles, or an example that has no rule"
      )
    }
    let known = OperatorKind.allCases.filter { OperatorCatalogue.definition(of: $0) != nil }
    #expect(known.count == OperatorKind.allCases.count - 1, "all but the opaque operators")
  }

  /// Along every axis of every kind, some case was asked for parts: with a rule, some part of it
  /// was computed from what the rule declares; without one, the refusal was asked for.
  @Test func everyAxisIsExecuted() throws {
    var covered: [OperatorKind: Set<Axis>] = [:]
    var missing: [String] = []
    for example in oracle.cases {
      let kind = try #require(OperatorKind(rawValue: example.op))
      let context = try example.knownContext()
      let extents = example.outputs[0]
      for dimension in extents.indices {
        guard let axis = Axis.naming(dimension: dimension, rank: extents.count) else { continue }
        let parts = example.rows.filter {
          $0.output == 0 && $0.dim == dimension && $0.end - $0.start < extents[dimension]
        }
        guard !parts.isEmpty else { continue }
        if let rule = OperatorCatalogue.splitRule(of: context, along: dimension) {
          let ran = parts.contains {
            $0.splittable && rule.allows($0.start..<$0.end, of: extents[dimension])
          }
          if !ran { missing.append("\(example.id) \(dimension)") }
        }
        covered[kind, default: []].insert(axis)
      }
    }
    #expect(missing == [])
    for (kind, axes) in covered.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      let expected = Set(Self.axes[kind] ?? Axis.allCases)
      #expect(axes.isSuperset(of: expected), "\(kind.rawValue): \(expected.subtracting(axes))")
      #expect(axes == expected, "\(kind.rawValue) was asked along more axes than are listed")
    }
  }

  /// The axes of kinds whose output has not all four: matrices, vectors, and what pools leave.
  private static let axes: [OperatorKind: [Axis]] = [
    .blackmanWindow: [.channel], .hammingWindow: [.channel], .hannWindow: [.channel],
    .range: [.channel], .eyeLike: [.batch, .channel], .gemm: [.batch, .channel],
    .fusedGemm: [.batch, .channel], .flatten: [.batch, .channel],
    .globalAveragePool: [.batch, .channel, .height],
    .globalMaxPool: [.batch, .channel, .height], .globalLpPool: [.batch, .channel, .height],
    .qlinearGlobalAveragePool: [.batch, .channel],
    .skipLayerNormalization: [.batch, .height, .channel],
    .skipSimplifiedLayerNormalization: [.batch, .height, .channel],
  ]

  @Test(arguments: neverSplit.keys.sorted { $0.rawValue < $1.rawValue })
  func aKindThatIsNotExecutedHasNoRule(_ kind: OperatorKind) throws {
    let example = try #require(Self.neverSplit[kind])
    let node = example.node(kind)
    guard let types = try? OperatorCatalogue.outputTypes(of: node) else {
      #expect(example.isDataDependent, "the example of \(kind.rawValue) does not fit")
      let guess = try TensorType(.float32, Shape([4, 4]))
      let known = node.with(outputs: [guess])
      #expect((0..<2).allSatisfy { OperatorCatalogue.splitRule(of: known, along: $0) == nil })
      return
    }
    #expect(!example.isDataDependent)
    let known = node.with(outputs: Array(types.prefix(1)))
    for dimension in 0..<types[0].shape.rank {
      #expect(OperatorCatalogue.splitRule(of: known, along: dimension) == nil)
    }
  }

  /// An operator of a kind that is never split.
  struct Example: Sendable {
    var attributes: [(name: String, value: Attributes.Value)] = []
    var inputs: [[Int]] = []
    var isDataDependent = false

    func node(_ kind: OperatorKind) -> OperatorContext {
      let types = inputs.map { extents in
        (try? Shape(extents)).map { TensorType(.float32, $0) }
      }
      return OperatorContext(
        kind: kind,
        attributes: Attributes(attributes),
        inputs: types,
        constants: types.map { _ in nil }
      )
    }
  }

  /// Values that follow from the shape alone are folded; random ones depend on all before them;
  /// and how much a selection keeps is known at run time only. Quantised products and what ONNX
  /// Runtime fuses for transformers have no rule because none was tried.
  static let neverSplit: [OperatorKind: Example] = [
    .constant: Example(attributes: [("value_ints", .integers([1, 2, 3, 4]))]),
    .shape: Example(inputs: [[2, 3, 4]]),
    .size: Example(inputs: [[2, 3, 4]]),
    .bernoulli: Example(inputs: [[2, 3, 4, 5]]),
    .multinomial: Example(attributes: [("sample_size", .integer(4))], inputs: [[2, 3]]),
    .randomNormal: Example(attributes: [("shape", .integers([2, 3, 4, 5]))]),
    .randomUniform: Example(attributes: [("shape", .integers([2, 3, 4, 5]))]),
    .randomNormalLike: Example(inputs: [[2, 3, 4, 5]]),
    .randomUniformLike: Example(inputs: [[2, 3, 4, 5]]),
    .qGemm: Example(inputs: [[2, 3], [], [], [3, 4], [], []]),
    .dynamicQuantizeMatMul: Example(inputs: [[2, 3], [3, 4], []]),
    .matMulIntegerToFloat: Example(inputs: [[2, 3], [3, 4], [], []]),
    .embedLayerNormalization: Example(inputs: [
      [2, 3], [2, 3], [9, 4], [5, 4], [2, 4], [4], [4],
    ]),
    .qEmbedLayerNormalization: Example(
      inputs: [[2, 3], [2, 3], [9, 4], [5, 4], [2, 4], [4], [4], [2, 3], []]
    ),
    .multiHeadAttention: Example(
      attributes: [("num_heads", .integer(2))],
      inputs: [[2, 3, 8], [2, 5, 8], [2, 5, 8]]
    ),
    .groupQueryAttention: Example(
      attributes: [("num_heads", .integer(4)), ("kv_num_heads", .integer(2))],
      inputs: [[2, 3, 16], [2, 3, 8], [2, 3, 8]]
    ),
    .microsoftAttention: Example(
      attributes: [("num_heads", .integer(2))],
      inputs: [[2, 3, 6], [6, 24], [24]]
    ),
    .qAttention: Example(
      attributes: [("num_heads", .integer(2))],
      inputs: [[2, 3, 6], [6, 24], [24], [], []]
    ),
    .gatherBlockQuantized: Example(inputs: [[9, 8], [2, 3], [9, 1]]),
    .microsoftRotaryEmbedding: Example(inputs: [[2, 3, 8], [1], [9, 4], [9, 4]]),
    .nonMaxSuppression: Example(inputs: [[1, 6, 4], [1, 2, 6]], isDataDependent: true),
    .nonZero: Example(inputs: [[4, 4]], isDataDependent: true),
    .unique: Example(inputs: [[4, 4]], isDataDependent: true),
  ]
}

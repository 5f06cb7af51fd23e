internal import Graphs

/// The operators of the sets that the catalogue describes.
enum OperatorNames {
  /// The kinds whose meaning changed at version 13 of ONNX's own set.
  static let changedAtVersion13: Set<OperatorKind> = [.softmax, .logSoftmax, .hardmax]

  /// The kinds of `com.microsoft` that the catalogue describes.
  private static let microsoft: Set<OperatorKind> = [
    .biasGelu, .fastGelu, .fusedConv, .fusedGemm, .fusedMatMul, .qGemm, .qlinearAdd, .qlinearConcat,
    .qlinearGlobalAveragePool, .qlinearAveragePool, .qlinearLeakyRelu, .qlinearMul,
    .qlinearSigmoid, .quickGelu, .simplifiedLayerNormalization, .skipLayerNormalization, .gelu,
    .quantizeLinear, .dequantizeLinear, .dynamicQuantizeMatMul, .embedLayerNormalization,
    .groupQueryAttention, .matMulIntegerToFloat, .matMulNBits, .multiHeadAttention, .qAttention,
    .qEmbedLayerNormalization, .skipSimplifiedLayerNormalization, .microsoftAttention,
    .microsoftRotaryEmbedding, .gatherBlockQuantized,
  ]

  /// What the names of kinds begin with whose type ONNX's own set has, too.
  private static let microsoftPrefix = "com.microsoft."

  /// The operator type as a model file writes it.
  static func type(of node: Operator) -> String {
    guard node.kind != .opaque, node.typeName.hasPrefix(microsoftPrefix) else {
      return node.typeName
    }
    return String(node.typeName.dropFirst(microsoftPrefix.count))
  }

  /// The operator set that a kind is written in; of two sets ONNX's own.
  static func domain(of node: Operator) -> String {
    guard let kind = OperatorKind(rawValue: node.typeName) else { return "opaque" }
    switch kind {
    case .gelu, .quantizeLinear, .dequantizeLinear, .simplifiedLayerNormalization: return ""
    default: return microsoft.contains(kind) ? "com.microsoft" : ""
    }
  }

  /// The name of the dimension that stands for the number of elements that a node keeps; nil for
  /// operators of whose outputs the shapes follow from the inputs'.
  static func keptDimension(of node: Onnx_NodeProto) -> String? {
    guard isStandard(node), let output = node.output.first else { return nil }
    switch OperatorKind(rawValue: node.opType) {
    case .nonZero: return "\(output)[1]"
    case .nonMaxSuppression, .compress, .unique: return "\(output)[0]"
    default: return nil
    }
  }

  /// Whether a node is of ONNX's own set.
  static func isStandard(_ node: Onnx_NodeProto) -> Bool {
    node.domain.isEmpty || node.domain == "ai.onnx"
  }

  /// The kind of an operator type; opaque where the catalogue does not know it.
  static func kind(of type: String, domain: String) -> OperatorKind {
    guard !type.hasPrefix(microsoftPrefix) else { return .opaque }
    let kind = OperatorKind(rawValue: type) ?? .opaque
    switch domain {
    case "", "ai.onnx": return kind
    case "com.microsoft":
      if let own = OperatorKind(rawValue: microsoftPrefix + type) { return own }
      return microsoft.contains(kind) ? kind : .opaque
    default: return .opaque
    }
  }
}

/// Names that were given, so that no two are the same.
struct DistinctNames {
  private var given: Set<String> = []
  private var counts: [String: Int] = [:]

  /// The first of two names that is free, else the first with a number.
  mutating func name(_ wanted: String, or second: String) -> String {
    if given.insert(wanted).inserted { return wanted }
    if given.insert(second).inserted { return second }
    while true {
      let count = counts[wanted, default: 1] + 1
      counts[wanted] = count
      let numbered = "\(wanted)#\(count)"
      if given.insert(numbered).inserted { return numbered }
    }
  }
}

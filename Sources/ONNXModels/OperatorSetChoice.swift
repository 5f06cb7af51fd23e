internal import Graphs
internal import Quantities

/// Finds the version of ONNX's operator set in which every operator of a graph means what it says.
///
/// A graph does not keep the version of the file that it came from. But the form of an operator
/// tells it: axes given as an attribute belong to earlier versions, as an input to later ones. The
/// numbers are those of the change log of the ONNX operator specification
/// (https://github.com/onnx/onnx/blob/main/docs/Changelog.md).
enum OperatorSetChoice {
  /// The version that is written where nothing asks for another.
  static let usual: Int64 = 17

  /// The highest version that is allowed, the usual one where possible.
  static func version(for graph: Graph) throws(ONNXWritingError) -> Int64 {
    var newest: (name: String, since: Int64) = ("", 7)
    var oldest: (name: String, until: Int64) = ("", .max)
    for node in graph.operators.values where OperatorNames.domain(of: node).isEmpty {
      let range = versions(of: node, in: graph)
      if range.lowerBound > newest.since { newest = (node.name, range.lowerBound) }
      if range.upperBound < oldest.until { oldest = (node.name, range.upperBound) }
    }
    guard newest.since <= oldest.until else {
      throw ONNXWritingError.versions(
        newer: newest.name,
        since: newest.since,
        older: oldest.name,
        until: oldest.until
      )
    }
    return max(newest.since, min(usual, oldest.until))
  }

  private static func versions(of node: Operator, in graph: Graph) -> ClosedRange<Int64> {
    let kind = OperatorKind(rawValue: node.typeName) ?? node.kind
    let form = byForm(node, kind, in: graph)
    let touched = (node.inputs + node.outputs).compactMap { $0 }
    let types = touched.map { versions[graph.tensors[$0].type.elementType]?.set ?? 1 }.max() ?? 1
    let since = max(form.lowerBound, introduced[kind] ?? 1, types)
    return since...max(since, form.upperBound)
  }

  /// The operator set in which Cast, Transpose and ConstantOfShape have an element type, as far as
  /// they have it, and the file version of that set.
  private static let versions: [ElementType: (set: Int64, file: Int64)] = [
    .float8E4M3FN: (21, 10), .float8E4M3FNUZ: (21, 10), .float8E5M2: (21, 10),
    .float8E5M2FNUZ: (21, 10), .int4: (21, 10), .uint4: (21, 10), .float4E2M1: (23, 11),
    .float8E8M0: (24, 12), .int2: (25, 13), .uint2: (25, 13), .float6E2M3: (28, 14),
    .float6E3M2: (28, 14),
  ]

  /// The version of the file format that has all of a graph's element types.
  static func fileVersion(for graph: Graph) -> Int64 {
    graph.tensors.values.reduce(8) { max($0, versions[$1.type.elementType]?.file ?? 8) }
  }

  /// The version in which a kind appeared, where that is after the seventh.
  private static let introduced: [OperatorKind: Int64] = [
    .acosh: 9, .asinh: 9, .atanh: 9, .cosh: 9, .sinh: 9, .constantOfShape: 9, .erf: 9, .eyeLike: 9,
    .isNaN: 9, .maxUnpool: 9, .nonZero: 9, .oneHot: 9, .shrink: 9, .sign: 9, .where: 9, .expand: 8,
    .compress: 9, .upsample: 7, .convInteger: 10, .dequantizeLinear: 10, .isInf: 10,
    .matMulInteger: 10, .mod: 10, .nonMaxSuppression: 10, .qlinearConv: 10, .qlinearMatMul: 10,
    .quantizeLinear: 10, .resize: 10, .reverseSequence: 10, .roiAlign: 10, .thresholdedRelu: 10,
    .bitShift: 11, .cumSum: 11, .det: 11, .dynamicQuantizeLinear: 11, .gatherElements: 11,
    .gatherND: 11, .range: 11, .round: 11, .scatterElements: 11, .scatterND: 11, .unique: 11,
    .celu: 12, .einsum: 12, .greaterOrEqual: 12, .lessOrEqual: 12, .hardSwish: 14, .trilu: 14,
    .bernoulli: 15, .castLike: 15, .gridSample: 16, .blackmanWindow: 17, .hammingWindow: 17,
    .hannWindow: 17, .layerNormalization: 17, .bitwiseAnd: 18, .bitwiseNot: 18, .bitwiseOr: 18,
    .bitwiseXor: 18, .centerCropPad: 18, .groupNormalization: 18, .mish: 18, .deformConv: 19,
    .affineGrid: 20, .gelu: 20, .attention: 23, .rmsNormalization: 23, .rotaryEmbedding: 23,
    .swish: 24,
  ]

  /// The versions that have an operator's attributes and inputs in this form.
  private static func byForm(_ node: Operator, _ kind: OperatorKind, in graph: Graph)
    -> ClosedRange<Int64>
  {
    let all: ClosedRange<Int64> = 1...Int64.max
    func has(_ name: String) -> Bool { node.attributes[name] != nil }
    func moved(_ name: String, to position: Int, at version: Int64) -> ClosedRange<Int64> {
      if has(name) { return 1...(version - 1) }
      return node.inputs.count > position ? version...Int64.max : all
    }
    switch kind {
    case .upsample: return has("scales") && node.inputs.count == 1 ? 7...8 : 9...9
    case .scatter: return 9...10
    case .softmax, .logSoftmax, .hardmax:
      let version = node.attributes.integer("opset") ?? 13
      return version < 13 ? version...version : 13...Int64.max
    case .squeeze, .unsqueeze, .reduceSum: return moved("axes", to: 1, at: 13)
    case .reduceL1, .reduceL2, .reduceLogSum, .reduceLogSumExp, .reduceMax, .reduceMean, .reduceMin,
      .reduceProd, .reduceSumSquare:
      return moved("axes", to: 1, at: 18)
    case .split where has("num_outputs"): return 18...Int64.max
    // Without sizes, version 18 asks for the number of outputs.
    case .split: return has("split") ? 1...12 : node.inputs.count > 1 ? 13...Int64.max : 1...17
    case .pad: return node.inputs.count > 3 ? 18...Int64.max : moved("pads", to: 1, at: 11)
    case .slice: return moved("starts", to: 1, at: 10)
    case .topK: return moved("k", to: 1, at: 10)
    case .clip: return has("min") || has("max") ? 1...10 : moved("", to: 1, at: 11)
    case .dropout: return moved("ratio", to: 1, at: 12)
    case .resize: return resize(node)
    case .gemm: return node.inputs.count == 2 ? 11...Int64.max : all
    case .averagePool where has("dilations"): return 19...Int64.max
    case .maxPool where has("dilations") || has("ceil_mode"): return 10...Int64.max
    case .averagePool where has("ceil_mode"): return 10...Int64.max
    case .dequantizeLinear, .quantizeLinear: return quantization(node)
    case .groupNormalization: return groupNormalization(node, in: graph)
    case .gridSample:
      let mode = node.attributes.text("mode") ?? "linear"
      return ["linear", "cubic"].contains(mode) ? 20...Int64.max : 1...19
    default: return all
    }
  }

  private static func resize(_ node: Operator) -> ClosedRange<Int64> {
    guard node.inputs.count > 2 else { return 10...10 }
    let isRecent = ["antialias", "axes", "keep_aspect_ratio_policy"]
      .contains { node.attributes[$0] != nil }
    let isEarly = node.attributes.text("coordinate_transformation_mode") == "tf_half_pixel_for_nn"
    return isRecent ? 18...Int64.max : (isEarly ? 11...12 : 11...Int64.max)
  }

  private static func quantization(_ node: Operator) -> ClosedRange<Int64> {
    if ["block_size", "output_dtype"].contains(where: { node.attributes[$0] != nil }) {
      return 21...Int64.max
    }
    return node.attributes["axis"] != nil ? 13...Int64.max : 10...Int64.max
  }

  /// Scale and bias have one element a group before version 21, and one a channel from then on.
  private static func groupNormalization(_ node: Operator, in graph: Graph) -> ClosedRange<Int64> {
    guard case let scale?? = node.inputs.dropFirst().first,
      let groups = node.attributes.integer("num_groups"), case let input?? = node.inputs.first
    else { return 18...Int64.max }
    let count = Int64(graph.tensors[scale].shape.elementCount)
    let channels = graph.tensors[input].shape.dimensions.dropFirst().first.map(Int64.init)
    if count == groups, count == channels { return 18...Int64.max }
    return count == groups ? 18...20 : 21...Int64.max
  }
}

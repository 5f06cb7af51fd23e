/// Finds the inputs that stand for weights in a file from which the weights were taken out.
///
/// Such an input is read only where operators have their weights: the kernel of a convolution, the
/// second factor and the addend of a Gemm, scale and bias of a normalisation. Where there is one
/// of these, vectors that are only added or multiplied, matrices that are only second factors, and
/// tables that are only gathered from are weights, too.
enum WeightInputs {
  private static let weightPositions: [String: Set<Int>] = [
    "Conv": [1, 2], "ConvTranspose": [1, 2], "ConvInteger": [1, 2, 3], "Gemm": [1, 2],
    "BatchNormalization": [1, 2, 3, 4], "InstanceNormalization": [1, 2],
    "LayerNormalization": [1, 2], "GroupNormalization": [1, 2], "PRelu": [1],
    "LSTM": [1, 2, 3, 7], "GRU": [1, 2, 3], "RNN": [1, 2, 3],
    "QLinearConv": [1, 2, 3, 4, 5, 6, 7, 8], "QLinearMatMul": [1, 2, 3, 4, 5, 6, 7],
    "QuantizeLinear": [1, 2], "DequantizeLinear": [1, 2], "QGemm": [1, 2, 3, 4, 5, 6, 7, 8],
  ]

  private enum Use {
    case weight
    case likely
    case data
  }

  /// The names of those inputs.
  static func names(in graph: Onnx_GraphProto) -> Set<String> {
    var ranks: [String: Int] = [:]
    for input in graph.input { ranks[input.name] = input.type.tensorType.shape.dim.count }
    var roots: [String: String] = [:]
    var uses: [String: [Use]] = [:]
    for node in graph.node {
      let isRenaming = node.opType == "Identity" && node.input.count == 1
      for (position, name) in node.input.enumerated() {
        let root = roots[name] ?? name
        guard let rank = ranks[root] else { continue }
        if isRenaming, let output = node.output.first {
          roots[output] = root
        } else {
          uses[root, default: []].append(use(at: position, of: node.opType, rank: rank))
        }
      }
    }
    for output in graph.output {
      uses[roots[output.name] ?? output.name, default: []].append(.data)
    }
    let fixed = uses.filter { $0.value.allSatisfy { $0 == .weight } }
    guard !fixed.isEmpty else { return [] }
    let likely = uses.filter { !$0.value.contains(.data) }
    return Set(likely.keys)
  }

  private static func use(at position: Int, of type: String, rank: Int) -> Use {
    if weightPositions[type]?.contains(position) == true { return .weight }
    switch type {
    case "Add", "Mul", "Sub", "Div": return rank <= 1 ? .likely : .data
    case "MatMul": return position == 1 && rank == 2 ? .likely : .data
    case "Gather": return position == 0 && rank == 2 ? .likely : .data
    default: return .data
    }
  }
}

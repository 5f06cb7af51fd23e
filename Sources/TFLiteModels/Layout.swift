internal import Graphs

/// The order in which the graph has the dimensions of a tensor of the file.
///
/// The file's images are batch, height, width, channel; the catalogue's are batch, channel, height,
/// width. A tensor of rank 4 that windows slide over, or that is combined with one element by
/// element, is an image; all others keep the order of the file.
enum Layout: Hashable {
  case plain
  case image

  private static let channelsFirst = [0, 3, 1, 2]
  private static let channelsLast = [0, 2, 3, 1]

  /// The file's dimension that a dimension of the graph is.
  func stored(_ dimension: Int) -> Int {
    self == .plain ? dimension : Self.channelsFirst[dimension]
  }

  /// The graph's dimension that a dimension of the file is.
  func graph(_ dimension: Int) -> Int {
    self == .plain ? dimension : Self.channelsLast[dimension]
  }

  /// What the file has for each dimension, in the order of the graph.
  func ordered<Value>(_ values: [Value]) -> [Value] {
    self == .plain ? values : Self.channelsFirst.map { values[$0] }
  }
}

/// Which tensors of a subgraph are images: everything connected to a window, element by element.
struct LayoutInference {
  /// Operators whose input and output are images.
  private static let windows: Set<String> = [
    "CONV_2D", "DEPTHWISE_CONV_2D", "TRANSPOSE_CONV", "AVERAGE_POOL_2D", "MAX_POOL_2D",
    "L2_POOL_2D", "RESIZE_BILINEAR", "RESIZE_NEAREST_NEIGHBOR", "DEPTH_TO_SPACE",
    "SPACE_TO_DEPTH", "SPACE_TO_BATCH_ND", "BATCH_TO_SPACE_ND", "LOCAL_RESPONSE_NORMALIZATION",
    "Convolution2DTransposeBias", "MaxPoolingWithArgmax2D", "MaxUnpooling2D",
  ]
  /// Operators behind which dimensions mean something else.
  private static let breaks: Set<String> = [
    "RESHAPE", "SQUEEZE", "EXPAND_DIMS", "TRANSPOSE", "FULLY_CONNECTED", "PACK", "UNPACK",
    "GATHER", "GATHER_ND", "ONE_HOT", "SHAPE", "BROADCAST_TO", "EMBEDDING_LOOKUP",
  ]

  private var parents: [Int]
  private var isImage: [Bool]
  private let isCandidate: [Bool]

  /// Looks at all operators of a subgraph.
  init(_ subgraph: TFLiteFile.Subgraph) {
    parents = Array(subgraph.tensors.indices)
    isImage = [Bool](repeating: false, count: parents.count)
    isCandidate = subgraph.tensors.map { $0.extents.count == 4 && !$0.isConstant }
    for node in subgraph.operators {
      let touched = (node.inputs.compactMap(\.self) + node.outputs).filter { isCandidate[$0] }
      guard let first = touched.first, !Self.breaks.contains(node.typeName) else { continue }
      for other in touched.dropFirst() { join(first, other) }
      if Self.windows.contains(node.typeName) { isImage[root(first)] = true }
    }
  }

  /// The layout of a tensor; a constant's depends on who reads it.
  mutating func layout(of tensor: Int) -> Layout {
    isCandidate[tensor] && isImage[root(tensor)] ? .image : .plain
  }

  private mutating func root(_ tensor: Int) -> Int {
    var node = tensor
    while parents[node] != node {
      parents[node] = parents[parents[node]]
      node = parents[node]
    }
    return node
  }

  private mutating func join(_ left: Int, _ right: Int) {
    let (left, right) = (root(left), root(right))
    guard left != right else { return }
    parents[right] = left
    isImage[left] = isImage[left] || isImage[right]
  }
}

public import Foundation
public import Graphs
public import Quantities

/// A model read from a TensorFlow Lite file: the graph of what is computed at run time.
///
/// Of weights the shapes are read, not the numbers. Operators that compute the same in every run,
/// such as `DENSIFY` and `DEQUANTIZE` of weights, are folded. Tensors of rank 4 that windows slide
/// over are batch, channel, height, width in the graph, whatever the file's order is; see `Layout`.
/// What the loops and conditions run whose course follows from constants is written out.
public struct TFLiteModel: Hashable, Sendable {
  /// An operator that the catalogue cannot describe as the file writes it, and why.
  public struct Note: Hashable, Sendable {
    /// Where it stands.
    public let place: OperatorPlace
    /// The reason, in a clause.
    public let reason: String
  }

  /// The graph of compute operators of the chosen subgraph.
  public let graph: Graph
  /// The file, for what else it holds.
  public let file: TFLiteFile
  /// The operators as the file lists them, with what became of each.
  public let nodes: [ModelNode]
  /// The operators that became opaque although the format defines them.
  public let notes: [Note]
  /// The multiply-accumulates of the graph.
  public let multiplyAccumulates: Operations
  /// The numbers in weights, quantised ones included.
  public let parameters: Int

  /// Reads the bytes of a file, which may be memory-mapped.
  ///
  /// The graph gets the given name. Without `subgraph` the first one is read.
  ///
  /// - Throws: `TFLiteError`, where the bytes are not such a model, or with every problem found.
  public static func read(bytes: Data, name: String, subgraph: Int = 0) throws(TFLiteError)
    -> TFLiteModel
  {
    let file = try TFLiteFile.read(bytes: bytes)
    guard file.subgraphs.indices.contains(subgraph) else {
      throw TFLiteError.problems([
        .reference("the request", index: subgraph, count: file.subgraphs.count)
      ])
    }
    var flow = ControlFlow(file.subgraphs[subgraph], of: file)
    while true {
      var reading = ModelReading(file, flow, name: name)
      switch try reading.read() {
      case .model(let model): return model
      case .condition(let position, let value): flow.goOn(at: position, condition: value)
      }
    }
  }

  /// The inputs with dimensions that are only known at run time.
  public var dynamicInputs: [String] {
    let main = file.subgraphs[0]
    return main.inputs.map { main.tensors[$0] }.filter { !$0.dynamicDimensions.isEmpty }
      .map(\.name)
  }
}

extension TFLiteFile.StoredTensor {
  /// The element type, or nil for those that the graph does not know.
  var elementType: ElementType? {
    switch typeCode {
    case 0: .float32
    case 1: .float16
    case 2: .int32
    case 3: .uint8
    case 4: .int64
    case 5: .string
    case 6: .bool
    case 7: .int16
    case 9: .int8
    case 10: .float64
    case 12: .uint64
    case 13: .int32
    case 15: .uint32
    case 16: .uint16
    case 17: .int4
    case 18: .bfloat16
    case 19: .int2
    case 20: .uint4
    case 21: .float8E4M3FN
    case 22: .float8E5M2
    default: nil
    }
  }
}

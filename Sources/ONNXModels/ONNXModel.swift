public import Foundation
public import Graphs
internal import SwiftProtobuf

/// A model read from an ONNX file: the graph of what is computed at run time, and a census.
///
/// Of weights the shapes are read, not the numbers. What follows from constants and shapes alone
/// is folded, and nodes that only rename a tensor are left out.
public struct ONNXModel: Hashable, Sendable {
  /// The graph of compute operators.
  public let graph: Graph
  /// What the file holds.
  public let census: Census
  /// The nodes as the file lists them, model functions written out, with what became of each.
  public let nodes: [ModelNode]
  /// The inputs with dimensions that have no number in the file.
  public let dynamicInputs: [String]

  /// Reads the bytes of a file, which may be memory-mapped; no other file is ever opened.
  ///
  /// The graph gets the given name. `dimensions` holds values for the model's symbolic dimensions;
  /// one without a name is called `tensor[position]`.
  ///
  /// - Throws: `ONNXError`, where the bytes are not ONNX, or with every problem found in the model.
  public static func read(bytes: Data, name: String, dimensions: [String: Int] = [:])
    throws(ONNXError) -> ONNXModel
  {
    try DecodedModel(bytes: bytes).model(named: name, dimensions: dimensions)
  }
}

/// A model file that has been decoded; what it computes depends on its symbolic dimensions.
package struct DecodedModel: Sendable {
  private let file: Onnx_ModelProto
  private let flat: FlatModel
  private let names: ModelNames
  private let annotations: [String: String]

  /// Decodes the bytes of a file, which may be memory-mapped.
  ///
  /// - Throws: `ONNXError`, where the bytes are not ONNX.
  package init(bytes: Data) throws(ONNXError) {
    if let format = ForeignFormat.recognised(in: bytes) { throw ONNXError.foreign(format) }
    let bytes = bytes.startIndex == 0 ? bytes : Data(bytes)
    file = try Self.decoded(try Condensation.model(from: bytes))
    flat = try FunctionExpansion.expanded(file)
    names = ModelNames(flat)
    annotations = try NodeAnnotations(bytes).texts
  }

  /// The model for values of its symbolic dimensions.
  ///
  /// - Throws: `ONNXError` with every problem found in the model.
  package func model(named name: String, dimensions: [String: Int]) throws(ONNXError) -> ONNXModel {
    var reading = ModelReading(flat, names, name: name, dimensions: dimensions)
    reading.annotations = annotations
    return try reading.read(census: file)
  }

  /// The graph alone, for values of its symbolic dimensions.
  ///
  /// - Throws: `ONNXError` with every problem found in the model.
  package func graph(named name: String, dimensions: [String: Int]) throws(ONNXError) -> Graph {
    var reading = ModelReading(flat, names, name: name, dimensions: dimensions)
    return try reading.read()
  }

  /// The names of the dimensions that have no number in the file.
  package var symbolicDimensions: Set<String> {
    var dimensions = SymbolicDimensions([:])
    for declared in file.graph.input + file.graph.valueInfo + file.graph.output {
      dimensions.note(declared)
    }
    for name in flat.nodes.compactMap(OperatorNames.keptDimension) { dimensions.note(name) }
    return dimensions.known
  }

  private static func decoded(_ bytes: Data) throws(ONNXError) -> Onnx_ModelProto {
    var options = BinaryDecodingOptions()
    options.discardUnknownFields = true
    options.messageDepthLimit = 16 + 3 * WireGrammar.graphDepth
    do {
      return try Onnx_ModelProto(serializedBytes: bytes, options: options)
    } catch {
      throw ONNXError.malformed(offset: 0, .undecodable)
    }
  }
}

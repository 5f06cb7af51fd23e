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
    if let format = ForeignFormat.recognised(in: bytes) { throw ONNXError.foreign(format) }
    let file = bytes.startIndex == 0 ? bytes : Data(bytes)
    let model = try decoded(try Condensation.model(from: file))
    let flat = try FunctionExpansion.expanded(model)
    var reading = ModelReading(flat, name: name, dimensions: dimensions)
    reading.annotations = try NodeAnnotations(file).texts
    return try reading.read(census: model)
  }

  /// The names of the dimensions that have no number in the file; none where it cannot be read.
  public static func symbolicDimensions(bytes: Data) -> Set<String> {
    let file = bytes.startIndex == 0 ? bytes : Data(bytes)
    guard let condensed = try? Condensation.model(from: file), let model = try? decoded(condensed)
    else { return [] }
    var dimensions = SymbolicDimensions([:])
    for declared in model.graph.input + model.graph.valueInfo + model.graph.output {
      dimensions.note(declared)
    }
    return dimensions.known
  }

  private static func decoded(_ bytes: Data) throws(ONNXError) -> Onnx_ModelProto {
    var options = BinaryDecodingOptions()
    options.discardUnknownFields = true
    options.messageDepthLimit = 16
    do {
      return try Onnx_ModelProto(serializedBytes: bytes, options: options)
    } catch {
      throw ONNXError.malformed(offset: 0, .undecodable)
    }
  }
}

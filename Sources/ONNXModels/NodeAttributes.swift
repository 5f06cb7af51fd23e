internal import Foundation
internal import Graphs

/// The attributes of a node as the catalogue reads them.
enum NodeAttributes {
  /// Reads a node's attributes; a tensor becomes its values, element type and extents.
  ///
  /// - Throws: `ONNXProblem` for a tensor that cannot be.
  static func read(_ node: Onnx_NodeProto) throws(ONNXProblem) -> [(
    name: String, value: Attributes.Value
  )] {
    var entries: [(name: String, value: Attributes.Value)] = []
    for attribute in node.attribute {
      if case .tensor = form(of: attribute) {
        entries += try tensorEntries(attribute)
      } else if let value = value(of: attribute) {
        entries.append((attribute.name, value))
      }
    }
    return entries
  }

  /// The types of attributes, by their number in the format.
  enum Form: Int32 {
    case real = 1
    case integer, text, tensor, graph, reals, integers, texts, tensors, graphs, sparseTensor
  }

  /// The type of an attribute; early files do not say it.
  static func form(of attribute: Onnx_AttributeProto) -> Form? {
    if attribute.type != 0 { return Form(rawValue: attribute.type) }
    if attribute.hasG { return .graph }
    if attribute.hasT { return .tensor }
    if !attribute.ints.isEmpty { return .integers }
    if !attribute.floats.isEmpty { return .reals }
    if !attribute.strings.isEmpty { return .texts }
    if !attribute.s.isEmpty { return .text }
    return attribute.f != 0 ? .real : .integer
  }

  /// Whether a node holds a graph of its own.
  static func holdsSubgraph(_ node: Onnx_NodeProto) -> Bool {
    node.attribute.contains { $0.hasG || !$0.graphs.isEmpty }
  }

  private static func value(of attribute: Onnx_AttributeProto) -> Attributes.Value? {
    switch form(of: attribute) {
    case .real: .real(attribute.f)
    case .integer: .integer(attribute.i)
    case .text: text(attribute.s).map { .text($0) }
    case .reals: .reals(attribute.floats)
    case .integers: .integers(attribute.ints)
    case .texts: .texts(attribute.strings.map { text($0) ?? "" })
    case .tensor, .graph, .tensors, .graphs, .sparseTensor, nil: nil
    }
  }

  private static func text(_ bytes: Data) -> String? {
    String(validating: bytes, as: UTF8.self)
  }

  private static func tensorEntries(_ attribute: Onnx_AttributeProto) throws(ONNXProblem) -> [(
    name: String, value: Attributes.Value
  )] {
    let name = attribute.name
    let tensor = try StoredTensor(attribute.t, name: attribute.t.name)
    var entries: [(name: String, value: Attributes.Value)] = [
      (name + "_type", .text(tensor.type.elementType.rawValue)),
      (name + "_dims", .integers(tensor.type.shape.dimensions.map { Int64($0) })),
    ]
    if let integers = tensor.integers {
      entries.append((name, .integers(integers)))
    } else if let reals = tensor.reals {
      entries.append((name, .reals(reals)))
    }
    return entries
  }
}

package import Foundation
package import Graphs
internal import Quantities
internal import SwiftProtobuf

/// Writes a graph as an ONNX model that ONNX Runtime runs and Netron draws.
///
/// A graph knows the shapes of weights, not their numbers. A weight whose numbers are known (a
/// target shape, axes, indices) is an initializer; any other is filled with one number: up to 1,024
/// elements as an initializer, larger ones by a `ConstantOfShape`, so that a file has a few
/// kilobytes whatever the model's size, and runs with the model's own inputs alone. That number is
/// 1/64, or 1 where the elements are integers or have 8 bits or fewer. Packed elements are filled
/// in single precision and cast, as no runtime fills them.
///
/// Reading the bytes gives the graph again, but for the order of its tensors; what the reader
/// leaves out of every model (operators that only rename, and those of constants alone); integer
/// and scalar weights of unknown value, which read as the number they were filled with; and known
/// values of half precision, which are not read.
package enum ONNXWriter {
  /// The largest weight of unknown numbers that is written as an initializer, in elements.
  private static let initializerLimit = 1_024

  /// The bytes of a model; the same graph gives the same bytes.
  ///
  /// - Throws: `ONNXWritingError` where no operator set has all the operators as they are, or for
  ///   a weight of strings.
  package static func bytes(of graph: Graph) throws(ONNXWritingError) -> Data {
    let model = try model(of: graph)
    do {
      return try model.serializedData()
    } catch {
      preconditionFailure("a message without required fields is always serialized: \(error)")
    }
  }

  private static func model(of graph: Graph) throws(ONNXWritingError) -> Onnx_ModelProto {
    var model = Onnx_ModelProto()
    model.irVersion = OperatorSetChoice.fileVersion(for: graph)
    model.producerName = "pitfall"
    let version = try OperatorSetChoice.version(for: graph)
    let domains = Set(graph.operators.values.map(OperatorNames.domain)).subtracting([""])
    for domain in [""] + domains.sorted() {
      var set = Onnx_OperatorSetIdProto()
      set.domain = domain
      set.version = domain.isEmpty ? version : 1
      model.opsetImport.append(set)
    }
    model.graph = try contents(of: graph)
    return model
  }

  private static func contents(of graph: Graph) throws(ONNXWritingError) -> Onnx_GraphProto {
    var result = Onnx_GraphProto()
    result.name = graph.name
    let scales = scales(in: graph)
    var names = Set(graph.tensors.values.map(\.name))
    for (index, tensor) in graph.tensors.enumerated {
      switch tensor.role {
      case .input: result.input.append(declaration(of: tensor))
      case .activation:
        if !graph.outputs.contains(index) { result.valueInfo.append(declaration(of: tensor)) }
      case .weight:
        guard !graph.consumers[index].isEmpty || graph.outputs.contains(index) else { continue }
        try write(tensor, scales: scales[index], into: &result, avoiding: &names)
      }
    }
    for node in graph.operators.values { result.node.append(written(node, in: graph)) }
    result.output = graph.outputs.map { declaration(of: graph.tensors[$0]) }
    return result
  }

  // MARK: Tensors

  private static func declaration(of tensor: Tensor) -> Onnx_ValueInfoProto {
    var result = Onnx_ValueInfoProto()
    result.name = tensor.name
    result.type.tensorType.elemType = Int32(tensor.type.elementType.onnxCode)
    result.type.tensorType.shape = Onnx_TensorShapeProto()
    for extent in tensor.shape.dimensions {
      var dimension = Onnx_TensorShapeProto.Dimension()
      dimension.dimValue = Int64(extent)
      result.type.tensorType.shape.dim.append(dimension)
    }
    return result
  }

  /// The real scales that a reader moved from an input of a resize to its attributes.
  private static func scales(in graph: Graph) -> [Index<Tensor>: [Float]] {
    var result: [Index<Tensor>: [Float]] = [:]
    for node in graph.operators.values {
      guard let position = scalesPosition(of: node), case let input?? = node.inputs[safe: position],
        case .reals(let values)? = node.attributes["scales"]
      else { continue }
      result[input] = values
    }
    return result
  }

  /// The position of the scales among the inputs of a resize.
  private static func scalesPosition(of node: Operator) -> Int? {
    switch node.kind {
    case .resize: node.inputs.count == 2 ? 1 : 2
    case .upsample: 1
    default: nil
    }
  }

  private static func write(
    _ tensor: Tensor,
    scales: [Float]?,
    into graph: inout Onnx_GraphProto,
    avoiding names: inout Set<String>
  ) throws(ONNXWritingError) {
    let elements = tensor.type.elementType
    guard elements != .string else { throw ONNXWritingError.strings(tensor: tensor.name) }
    var stored = Onnx_TensorProto()
    stored.name = tensor.name
    stored.dataType = Int32(elements.onnxCode)
    stored.dims = tensor.shape.dimensions.map(Int64.init)
    if let scales, elements == .float32, scales.count == tensor.shape.elementCount {
      stored.floatData = scales
    } else if let values = tensor.constant {
      stored.setValues(values, of: elements)
    } else if tensor.shape.elementCount <= initializerLimit {
      stored.fill(elements, count: tensor.shape.elementCount)
    } else {
      fill(tensor, in: &graph, avoiding: &names)
      return
    }
    graph.initializer.append(stored)
  }

  /// A node that fills the tensor, and the shape that it reads.
  private static func fill(
    _ tensor: Tensor,
    in graph: inout Onnx_GraphProto,
    avoiding names: inout Set<String>
  ) {
    func unused(_ wanted: String) -> String {
      var name = wanted
      while !names.insert(name).inserted { name += "'" }
      return name
    }
    let name = unused(tensor.name + "/shape")
    var shape = Onnx_TensorProto()
    shape.name = name
    shape.dataType = Int32(ElementType.int64.onnxCode)
    shape.dims = [Int64(tensor.shape.rank)]
    shape.int64Data = tensor.shape.dimensions.map(Int64.init)
    graph.initializer.append(shape)
    let elements = tensor.type.elementType
    let isPacked = elements.bitWidth < 8
    let filled: ElementType = isPacked ? .float32 : elements
    var value = Onnx_AttributeProto()
    value.name = "value"
    value.type = NodeAttributes.Form.tensor.rawValue
    value.t.dataType = Int32(filled.onnxCode)
    value.t.dims = [1]
    if isPacked { value.t.setValues([1], of: filled) } else { value.t.fill(filled, count: 1) }
    var node = Onnx_NodeProto()
    node.name = tensor.name + "/fill"
    node.opType = OperatorKind.constantOfShape.rawValue
    node.input = [name]
    node.output = [isPacked ? unused(tensor.name + "/filled") : tensor.name]
    node.attribute = [value]
    graph.node.append(node)
    if isPacked { graph.node.append(cast(node.output, to: tensor)) }
  }

  /// A node that casts what is named to a tensor and its type.
  private static func cast(_ name: [String], to tensor: Tensor) -> Onnx_NodeProto {
    var type = Onnx_AttributeProto()
    type.name = "to"
    type.type = NodeAttributes.Form.integer.rawValue
    type.i = tensor.type.elementType.onnxCode
    var node = Onnx_NodeProto()
    node.name = tensor.name + "/pack"
    node.opType = OperatorKind.cast.rawValue
    node.input = name
    node.output = [tensor.name]
    node.attribute = [type]
    return node
  }

  // MARK: Operators

  private static func written(_ node: Operator, in graph: Graph) -> Onnx_NodeProto {
    var result = Onnx_NodeProto()
    result.name = node.name
    result.opType = OperatorNames.type(of: node)
    result.domain = OperatorNames.domain(of: node)
    result.input = node.inputs.map { $0.map { graph.tensors[$0].name } ?? "" }
    result.output = node.outputs.map { $0.map { graph.tensors[$0].name } ?? "" }
    result.attribute = NodeAttributes.written(node, scalesAreInput: scalesAreInput(node))
    return result
  }

  private static func scalesAreInput(_ node: Operator) -> Bool {
    guard let position = scalesPosition(of: node) else { return false }
    if case _?? = node.inputs[safe: position] { return true }
    return false
  }
}

/// A graph that no ONNX model holds.
package enum ONNXWritingError: Error, Hashable, Sendable {
  /// Two operators of which no operator set has both as they are.
  case versions(newer: String, since: Int64, older: String, until: Int64)
  /// A weight that holds texts, which a graph does not know.
  case strings(tensor: String)
}

extension ONNXWritingError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .versions(let newer, let since, let older, let until):
      "operator '\(newer)' needs operator set \(since) or later, '\(older)' \(until) or earlier; "
        + "no ONNX model holds both"
    case .strings(let tensor): "weight '\(tensor)' holds texts, which are not written"
    }
  }
}

extension Array {
  fileprivate subscript(safe position: Int) -> Element? {
    indices.contains(position) ? self[position] : nil
  }
}

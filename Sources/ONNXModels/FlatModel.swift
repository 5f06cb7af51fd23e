/// A model whose calls of its own functions are written out.
struct FlatModel {
  /// The graph; its nodes are those of the file.
  let graph: Onnx_GraphProto
  /// The nodes, with functions written out.
  let nodes: [Onnx_NodeProto]
  /// The version of ONNX's own operator set.
  let version: Int64
}

/// Writes out calls of the functions that a model defines.
struct FunctionExpansion {
  private static let depthLimit = 16
  private static let nodeLimit = 400_000

  private struct Key: Hashable {
    let domain: String
    let name: String
    let overload: String
  }

  private var functions: [Key: Onnx_FunctionProto] = [:]
  private var nodes: [Onnx_NodeProto] = []
  /// The nodes looked at, calls included.
  private var visits = 0

  /// The model with functions written out.
  ///
  /// - Throws: `ONNXError.problems` for a call that cannot be.
  static func expanded(_ model: Onnx_ModelProto) throws(ONNXError) -> FlatModel {
    let version = model.opsetImport.first { $0.domain.isEmpty || $0.domain == "ai.onnx" }?.version
    var expansion = FunctionExpansion()
    if model.functions.isEmpty {
      expansion.nodes = model.graph.node
    } else {
      try expansion.expand(model)
    }
    return FlatModel(graph: model.graph, nodes: expansion.nodes, version: version ?? 1)
  }

  private mutating func expand(_ model: Onnx_ModelProto) throws(ONNXError) {
    for function in model.functions {
      let key = Key(domain: function.domain, name: function.name, overload: function.overload)
      functions[key] = functions[key] ?? function
    }
    for (position, node) in model.graph.node.enumerated() {
      do throws(FunctionFault) {
        try add(node, depth: 0)
      } catch {
        throw ONNXError.problems([.function(NodePlace(node, at: position), error)])
      }
    }
  }

  private mutating func add(_ node: Onnx_NodeProto, depth: Int) throws(FunctionFault) {
    visits += 1
    guard visits <= Self.nodeLimit else { throw FunctionFault.size }
    let key = Key(domain: node.domain, name: node.opType, overload: node.overload)
    guard let function = functions[key] else {
      nodes.append(node)
      return
    }
    guard depth < Self.depthLimit else { throw FunctionFault.nesting }
    guard node.input.count <= function.input.count, node.output.count <= function.output.count
    else { throw FunctionFault.arguments }
    let body = FunctionBody(function, calledBy: node, number: visits)
    for inner in function.node { try add(body.node(inner), depth: depth + 1) }
    for rename in body.handedOn { try add(rename, depth: depth + 1) }
  }
}

/// The nodes of a function with the names and attributes of one call.
private struct FunctionBody {
  private var names: [String: String] = [:]
  private let prefix: String
  private var attributes: [String: Onnx_AttributeProto] = [:]
  /// Nodes that rename inputs which the function hands on as outputs.
  private(set) var handedOn: [Onnx_NodeProto] = []

  /// Names in the body are prefixed with the call's first output, where that is not too long.
  init(_ function: Onnx_FunctionProto, calledBy node: Onnx_NodeProto, number: Int) {
    let caller = node.output.first { !$0.isEmpty } ?? node.name
    prefix = (caller.utf8.count <= 200 ? caller : "call#\(number)") + "/"
    for (position, name) in function.input.enumerated() {
      names[name] = position < node.input.count ? node.input[position] : ""
    }
    for (name, actual) in zip(function.output, node.output) where !actual.isEmpty {
      if let given = names[name] {
        var rename = Onnx_NodeProto()
        rename.opType = "Identity"
        rename.input = [given]
        rename.output = [actual]
        handedOn.append(rename)
      } else {
        names[name] = actual
      }
    }
    for attribute in function.attributeProto { attributes[attribute.name] = attribute }
    for attribute in node.attribute { attributes[attribute.name] = attribute }
  }

  /// A node of the function as this call runs it.
  func node(_ inner: Onnx_NodeProto) -> Onnx_NodeProto {
    var result = inner
    result.name = inner.name.isEmpty ? "" : prefix + inner.name
    result.input = inner.input.map(actual)
    result.output = inner.output.map(actual)
    result.attribute = inner.attribute.compactMap { attribute in
      if NodeAttributes.holdsSubgraph(inner) { return outside(attribute) }
      guard !attribute.refAttrName.isEmpty else { return attribute }
      guard var given = attributes[attribute.refAttrName] else { return nil }
      given.name = attribute.name
      return given
    }
    return result
  }

  /// An attribute of a node that holds graphs, which may take names from the function's body.
  private func outside(_ attribute: Onnx_AttributeProto) -> Onnx_AttributeProto {
    var result = attribute
    if result.hasG { result.g = outside(result.g) }
    result.graphs = result.graphs.map { outside($0) }
    return result
  }

  private func outside(_ graph: Onnx_GraphProto) -> Onnx_GraphProto {
    let taken = graph.captured.map { ($0, actual($0)) }
    let given = Dictionary(taken) { first, _ in first }
    return SubgraphNames(of: graph, prefix: prefix, given: given).outside(graph)
  }

  private func actual(_ name: String) -> String {
    name.isEmpty ? "" : names[name] ?? prefix + name
  }
}

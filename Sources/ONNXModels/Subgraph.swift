/// Graphs that nodes hold: the branches of an If, the bodies of Loop and Scan.
extension Onnx_NodeProto {
  /// The graphs that the node holds.
  var subgraphs: [Onnx_GraphProto] {
    attribute.flatMap { attribute in (attribute.hasG ? [attribute.g] : []) + attribute.graphs }
  }

  /// The graph of an attribute.
  func subgraph(_ name: String) -> Onnx_GraphProto? {
    attribute.first { $0.name == name && $0.hasG }?.g
  }

  /// What the node reads: its inputs, and what its graphs take from around them.
  var reads: [String] {
    guard NodeAttributes.holdsSubgraph(self) else { return input }
    var seen = Set(input)
    return input + subgraphs.flatMap(\.captured).filter { seen.insert($0).inserted }
  }
}

extension Onnx_GraphProto {
  /// The names that the graph reads or hands on and does not define, in the order of their use.
  var captured: [String] {
    var defined = Set(input.map(\.name))
    defined.formUnion(initializer.map(\.name))
    defined.formUnion(sparseInitializer.map(\.values.name))
    defined.formUnion(node.flatMap(\.output))
    var result: [String] = []
    for name in node.flatMap(\.reads) + output.map(\.name) where !name.isEmpty {
      if defined.insert(name).inserted { result.append(name) }
    }
    return result
  }
}

/// The names of a graph that is written out in another one.
///
/// What the graph defines itself gets a prefix; what it takes from around it keeps its name.
struct SubgraphNames {
  private var names: [String: String] = [:]
  private let prefix: String

  /// Takes the names that the graph's inputs and outputs have outside of it.
  init(of graph: Onnx_GraphProto, prefix: String, given: [String: String]) {
    self.prefix = prefix
    names = given
    let own =
      graph.input.map(\.name) + graph.initializer.map(\.name)
      + graph.sparseInitializer.map(\.values.name) + graph.node.flatMap(\.output)
    for name in own where !name.isEmpty && names[name] == nil { names[name] = prefix + name }
  }

  /// The name outside of the graph.
  func outside(_ name: String) -> String { names[name] ?? name }

  /// A node as it stands outside of the graph, with the graphs that it holds itself.
  func outside(_ node: Onnx_NodeProto) -> Onnx_NodeProto {
    var result = node
    result.input = node.input.map(outside)
    result.output = node.output.map(outside)
    guard NodeAttributes.holdsSubgraph(node) else { return result }
    for position in result.attribute.indices {
      if result.attribute[position].hasG {
        result.attribute[position].g = nested(result.attribute[position].g)
      }
      result.attribute[position].graphs = result.attribute[position].graphs.map { nested($0) }
    }
    return result
  }

  /// A graph that a node of this one holds, with what it takes from around it.
  private func nested(_ graph: Onnx_GraphProto) -> Onnx_GraphProto {
    let own = Set(
      graph.input.map(\.name) + graph.initializer.map(\.name) + graph.node.flatMap(\.output)
    )
    let around = names.filter { !own.contains($0.key) }
    return SubgraphNames(of: graph, prefix: prefix, given: around).outside(graph)
  }

  /// The graph that the names are of, as it stands outside.
  func outside(_ graph: Onnx_GraphProto) -> Onnx_GraphProto {
    var result = graph
    for position in result.input.indices {
      result.input[position].name = outside(graph.input[position].name)
    }
    for position in result.output.indices {
      result.output[position].name = outside(graph.output[position].name)
    }
    for position in result.initializer.indices {
      result.initializer[position].name = outside(graph.initializer[position].name)
    }
    for position in result.sparseInitializer.indices {
      let name = graph.sparseInitializer[position].values.name
      result.sparseInitializer[position].values.name = outside(name)
    }
    for position in result.valueInfo.indices {
      result.valueInfo[position].name = outside(graph.valueInfo[position].name)
    }
    result.node = graph.node.map { outside($0) }
    return result
  }
}

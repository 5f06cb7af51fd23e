internal import Graphs
internal import Quantities

/// Reading nodes that hold graphs: what is run in every execution is written out in their place.
///
/// An If whose condition follows from constants and shapes is its branch; a Loop whose number of
/// turns does is its body as often as it turns. Exporters leave many of both behind.
extension ModelReading {
  /// The most nodes that are written out of branches and bodies.
  private static let writtenLimit = 100_000

  /// Writes out what a node runs.
  ///
  /// - Returns: whether it could be; if not, nothing was changed.
  mutating func writeOut(_ node: Onnx_NodeProto, _ place: NodePlace) throws(ONNXProblem) -> Bool {
    var trial = self
    let isDone =
      switch OperatorNames.isStandard(node) ? node.opType : "" {
      case "If": try trial.writeBranch(of: node, place)
      case "Loop": try trial.writeTurns(of: node, place)
      default: false
      }
    if isDone { self = trial }
    return isDone
  }

  // MARK: If

  private mutating func writeBranch(of node: Onnx_NodeProto, _ place: NodePlace)
    throws(ONNXProblem) -> Bool
  {
    guard let condition = constant(node.input.first),
      let branch = node.subgraph(condition == 0 ? "else_branch" : "then_branch"),
      branch.input.isEmpty, branch.output.count >= node.output.count
    else { return false }
    let outputs = zip(branch.output.map(\.name), node.output).map { ($0, $1) }
    try write(branch, of: place, prefix: prefix(of: node), given: [:], outputs: outputs)
    return true
  }

  /// What both branches of an If declare for an output, where they say the same.
  func branchDeclaration(of node: Onnx_NodeProto, at position: Int) -> Onnx_ValueInfoProto? {
    guard OperatorNames.isStandard(node), node.opType == "If" else { return nil }
    let declared = node.subgraphs.map { graph in
      position < graph.output.count ? graph.output[position] : Onnx_ValueInfoProto()
    }
    guard declared.count == 2, declared[0].type == declared[1].type else { return nil }
    return declared[0]
  }

  // MARK: Loop

  /// The turns of a loop: as many as its first input says, if its condition never fails.
  private mutating func writeTurns(of node: Onnx_NodeProto, _ place: NodePlace)
    throws(ONNXProblem) -> Bool
  {
    guard let count = constant(node.input.first), count >= 0, let body = node.subgraph("body"),
      node.input.count < 2 || node.input[1].isEmpty || constant(node.input[1]) == 1,
      body.input.count >= 2, node.input.count == body.input.count,
      body.output.count == node.output.count + 1,
      Int64(body.node.count) * count <= Int64(Self.writtenLimit)
    else { return false }
    let carried = body.input.count - 2
    guard carried < body.output.count, count > 0 || carried == node.output.count else {
      return false
    }
    var values = Array(node.input.dropFirst(2))
    var collected = [[String]](repeating: [], count: body.output.count - 1 - carried)
    for turn in 0..<count {
      let prefix = prefix(of: node) + "\(turn)/"
      var given = [body.input[0].name: prefix + "turn", body.input[1].name: prefix + "condition"]
      defineScalar(prefix + "turn", .int64, turn)
      defineScalar(prefix + "condition", .bool, 1)
      for (input, value) in zip(body.input.dropFirst(2), values) { given[input.name] = value }
      let last = turn == count - 1 ? [""] + node.output.prefix(carried) : []
      let ends = body.output.enumerated()
        .map { position, output in
          let name = position < last.count ? last[position] : ""
          return (output.name, name.isEmpty ? prefix + "end/" + output.name : name)
        }
      try write(body, of: place, prefix: prefix, given: given, outputs: ends)
      guard constant(ends[0].1) == 1 || turn == count - 1 else { return false }
      values = ends[1..<(1 + carried)].map(\.1)
      for (position, end) in ends[(1 + carried)...].enumerated() {
        collected[position].append(end.1)
      }
    }
    for (value, output) in zip(values, node.output) where !output.isEmpty && count == 0 {
      try read(Self.node("Identity", [value], output), place)
    }
    for (pieces, output) in zip(collected, node.output.dropFirst(carried)) where !output.isEmpty {
      try stack(pieces, as: output, place)
    }
    return true
  }

  /// What the turns leave behind one after the other, along a new first dimension.
  private mutating func stack(_ pieces: [String], as output: String, _ place: NodePlace)
    throws(ONNXProblem)
  {
    var axis = Onnx_AttributeProto()
    axis.name = "axes"
    axis.type = 7
    axis.ints = [0]
    var rows: [String] = []
    for piece in pieces {
      var row = Self.node("Unsqueeze", [piece], piece + "/row")
      row.attribute = [axis]
      try read(row, place)
      rows.append(piece + "/row")
    }
    axis.name = "axis"
    axis.type = 2
    axis.i = 0
    axis.ints = []
    var concatenation = Self.node("Concat", rows, output)
    concatenation.attribute = [axis]
    try read(concatenation, place)
  }

  // MARK: Writing a graph out

  /// Writes out a graph; its outputs get the names given for them.
  private mutating func write(
    _ graph: Onnx_GraphProto,
    of place: NodePlace,
    prefix: String,
    given: [String: String],
    outputs: [(inner: String, outer: String)]
  ) throws(ONNXProblem) {
    written += graph.node.count + 1
    guard written <= Self.writtenLimit else { throw ONNXProblem.subgraph(place, .size) }
    var given = given
    let computed = Set(graph.node.flatMap(\.output))
    var aliases: [(inner: String, outer: String)] = []
    for output in outputs where !output.outer.isEmpty {
      if computed.contains(output.inner), given[output.inner] == nil {
        given[output.inner] = output.outer
      } else {
        aliases.append(output)
      }
    }
    let names = SubgraphNames(of: graph, prefix: prefix, given: given)
    for declaration in graph.valueInfo + graph.output {
      innerDeclarations[names.outside(declaration.name)] = declaration
    }
    for stored in graph.initializer {
      let name = names.outside(stored.name)
      define(name) { () throws(ONNXProblem) in try StoredTensor(stored, name: name) }
    }
    for stored in graph.sparseInitializer {
      let name = names.outside(stored.values.name)
      define(name) { () throws(ONNXProblem) in try StoredTensor(stored, name: name) }
    }
    for inner in graph.node { try read(names.outside(inner), place) }
    for alias in aliases {
      try read(Self.node("Identity", [names.outside(alias.inner)], alias.outer), place)
    }
  }

  /// Reads a node that stands in another one's place.
  private mutating func read(_ node: Onnx_NodeProto, _ place: NodePlace) throws(ONNXProblem) {
    let name = node.name.isEmpty ? node.output.first { !$0.isEmpty } ?? "" : node.name
    let place = NodePlace(name: name, typeName: node.opType, position: place.position)
    for input in node.reads where !input.isEmpty {
      guard tensors[input] != nil else { throw ONNXProblem.undefinedTensor(input, place) }
    }
    try read(node, place, node.output.filter { !$0.isEmpty })
  }

  private func constant(_ name: String?) -> Int64? {
    guard let name, let values = tensors[name]?.integers, values.count == 1 else { return nil }
    return values.first
  }

  private func prefix(of node: Onnx_NodeProto) -> String {
    let caller = node.output.first { !$0.isEmpty } ?? node.name
    return (caller.utf8.count <= 200 ? caller : "node#\(written)") + "/"
  }

  private mutating func defineScalar(_ name: String, _ type: ElementType, _ value: Int64) {
    tensors[name] = KnownTensor(
      name: name,
      type: TensorType(type, .scalar),
      source: .constant,
      integers: [value]
    )
  }

  private static func node(_ type: String, _ inputs: [String], _ output: String) -> Onnx_NodeProto {
    var node = Onnx_NodeProto()
    node.opType = type
    node.input = inputs
    node.output = [output]
    return node
  }
}

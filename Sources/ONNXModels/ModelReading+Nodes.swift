internal import Graphs
internal import Quantities

/// Reading nodes: what they compute is inferred, folded, or becomes an operator of the graph.
extension ModelReading {
  /// A node with what is known of its inputs.
  private struct Call {
    let node: Onnx_NodeProto
    let place: NodePlace
    let kind: OperatorKind
    let attributes: Attributes
    let inputs: [KnownTensor?]

    /// What the catalogue is asked about.
    var context: OperatorContext {
      OperatorContext(
        kind: kind,
        attributes: attributes,
        inputs: inputs.map { $0?.type },
        constants: inputs.map { $0?.integers },
        outputCount: max(node.output.count, 1)
      )
    }

    /// Whether the outputs are the same in every run.
    var isFixed: Bool {
      kind != .opaque && !FoldingBudget.neverFolded.contains(kind)
        && inputs.allSatisfy { $0?.source ?? .constant == .constant }
    }
  }

  /// Reads the node at a position; the nodes that it reads from have been read.
  mutating func readNode(at position: Int) {
    let node = model.nodes[position]
    let outputs = node.output.filter { !$0.isEmpty }
    if node.reads.contains(where: failed.contains) {
      failed.formUnion(outputs)
      return
    }
    do throws(ONNXProblem) {
      try read(node, NodePlace(node, at: position), outputs)
    } catch {
      problems.append(error)
      failed.formUnion(outputs)
    }
  }

  mutating func read(_ node: Onnx_NodeProto, _ place: NodePlace, _ outputs: [String])
    throws(ONNXProblem)
  {
    guard !outputs.isEmpty else { throw ONNXProblem.nothingComputed(place) }
    guard outputs.allSatisfy({ tensors[$0] == nil }) else { return }
    if NodeAttributes.holdsSubgraph(node), try writeOut(node, place) { return }
    if let stored = try storedConstant(node) {
      define(
        outputs[0],
        as: KnownTensor(
          name: outputs[0],
          type: stored.type,
          source: .constant,
          integers: stored.integers,
          reals: stored.reals
        )
      )
      return
    }
    let call = try call(node, place)
    if let source = renamed(call) {
      rename(source, call)
    } else {
      try infer(call)
    }
  }

  private func call(_ node: Onnx_NodeProto, _ place: NodePlace) throws(ONNXProblem) -> Call {
    let kind = OperatorNames.kind(of: node.opType, domain: node.domain)
    let inputs = node.reads.map { $0.isEmpty ? nil : tensors[$0] }
    var entries = try NodeAttributes.read(node)
    if OperatorNames.changedAtVersion13.contains(kind), model.version < 13 {
      entries.append(("opset", .integer(model.version)))
    }
    if kind == .resize || kind == .upsample {
      let position = kind == .upsample || inputs.count == 2 ? 1 : 2
      if position < inputs.count, let scales = inputs[position]?.reals, !scales.isEmpty {
        entries.append(("scales", .reals(scales)))
      }
    }
    return Call(
      node: node,
      place: place,
      kind: kind,
      attributes: Attributes(entries),
      inputs: inputs
    )
  }

  // MARK: Constants and other names

  private func storedConstant(_ node: Onnx_NodeProto) throws(ONNXProblem) -> StoredTensor? {
    guard OperatorNames.kind(of: node.opType, domain: node.domain) == .constant else { return nil }
    for attribute in node.attribute {
      if attribute.name == "value", attribute.hasT {
        return try StoredTensor(attribute.t, name: node.output.first ?? "")
      }
      if attribute.name == "sparse_value", attribute.hasSparseTensor {
        return try StoredTensor(attribute.sparseTensor, name: node.output.first ?? "")
      }
    }
    return nil
  }

  /// The input that a node hands on unchanged under another name, where it does.
  private func renamed(_ call: Call) -> KnownTensor? {
    guard case let source?? = call.inputs.first else { return nil }
    if Self.isDictionary(call.node) { return source }
    switch call.kind {
    case .identity: return source
    case .cast:
      let code = call.attributes.integer("to") ?? 0
      return ElementType(onnxCode: code) == source.type.elementType ? source : nil
    case .dropout:
      let isTraining = call.inputs.count > 2 && call.inputs[2] != nil
      guard !isTraining || call.inputs[2]?.integers == [0] else { return nil }
      return call.node.output.dropFirst().contains(where: names.read.contains) ? nil : source
    default: return nil
    }
  }

  private mutating func rename(_ source: KnownTensor, _ call: Call) {
    for (position, output) in call.node.output.enumerated() where !output.isEmpty {
      if position == 0 { tensors[output] = source }
      counts?.addShape(source.type.shape, of: output)
    }
  }

  private mutating func define(_ name: String, as tensor: KnownTensor) {
    tensors[name] = tensor
    counts?.addShape(tensor.type.shape, of: name)
  }

  // MARK: Inference

  private mutating func infer(_ call: Call) throws(ONNXProblem) {
    let types: [TensorType]
    var isOpaque = call.kind == .opaque
    do throws(OperatorError) {
      types = try OperatorCatalogue.outputTypes(of: call.context)
    } catch {
      guard case .dataDependent = error else { throw ONNXProblem.misfit(call.place, error) }
      guard let declared = try declaredTypes(of: call) else {
        if let kept = try keptTypes(of: call) {
          try addOperator(call, typedOutputs(of: call, kept), kind: .opaque)
          return
        }
        guard call.kind == .opaque else { throw dataDependence(of: call, error) }
        if NodeAttributes.holdsSubgraph(call.node) { throw ONNXProblem.subgraph(call.place, .run) }
        let missing = call.node.output.first { !$0.isEmpty && names.declared[$0] == nil }
        throw ONNXProblem.unknownOperator(call.place, output: missing ?? call.place.name)
      }
      types = declared
      isOpaque = true
    }
    let outputs = try typedOutputs(of: call, types)
    guard !isOpaque else {
      addOperator(call, outputs, kind: .opaque)
      return
    }
    let context = call.context.with(outputs: Array(types.prefix(call.node.output.count)))
    counts?.addWork(of: context)
    let values = foldingBudget.values(of: context)
    let isKnown = outputs.indices.allSatisfy { outputs[$0] == nil || values[$0] != nil }
    if call.isFixed || isKnown, !FoldingBudget.neverFolded.contains(call.kind) {
      defineConstants(call, outputs, values)
    } else {
      addOperator(call, outputs, kind: call.kind)
    }
  }

  /// The types of the outputs of an operator that keeps some elements, as many as the value of the
  /// dimension says that stands for their number; nil for other operators.
  private mutating func keptTypes(of call: Call) throws(ONNXProblem) -> [TensorType]? {
    guard let dimension = OperatorNames.keptDimension(of: call.node) else { return nil }
    let count = try dimensions.value(of: dimension, in: call.node.output.first ?? "")
    guard count > 0 else { return nil }
    do throws(OperatorError) {
      return try OperatorCatalogue.outputTypes(of: call.context, keeping: count)
    } catch {
      throw ONNXProblem.misfit(call.place, error)
    }
  }

  /// Why the shapes of an operator's outputs are not known: a constant in another file, if it
  /// reads one, else what the catalogue says.
  private func dataDependence(of call: Call, _ error: OperatorError) -> ONNXProblem {
    let name = call.node.input.first { name in
      externalPaths[name] != nil && tensors[name]?.integers == nil
        && tensors[name]?.type.elementType.isFloatingPoint == false
    }
    guard let name, let path = externalPaths[name] else { return .misfit(call.place, error) }
    return .externalConstant(call.place, tensor: name, path: path)
  }

  /// The types of the outputs that the file declares or attributes say, or nil where it leaves one
  /// out.
  private mutating func declaredTypes(of call: Call) throws(ONNXProblem) -> [TensorType]? {
    let learnt = Self.learningTypes(of: call.node, call.context.inputs, call.attributes)
    if let learnt { return learnt }
    var types: [TensorType] = []
    for (position, output) in call.node.output.enumerated() {
      guard !output.isEmpty else {
        types.append(TensorType(.float32, .scalar))
        continue
      }
      let declarations = [
        names.declared[output], innerDeclarations[output],
        branchDeclaration(of: call.node, at: position),
      ]
      guard let declaration = declarations.first(where: { $0?.type.tensorType.hasShape == true }),
        let declaration, let type = try dimensions.type(of: declaration)
      else { return nil }
      types.append(type)
    }
    return types
  }

  /// The outputs with their types; nil for those that are left out.
  private func typedOutputs(of call: Call, _ types: [TensorType]) throws(ONNXProblem)
    -> [(name: String, type: TensorType)?]
  {
    var result: [(name: String, type: TensorType)?] = []
    for (position, name) in call.node.output.enumerated() {
      if name.isEmpty {
        result.append(nil)
      } else if position < types.count {
        result.append((name, types[position]))
      } else if names.read.contains(name) {
        throw ONNXProblem.surplusOutput(call.place, output: name)
      }
    }
    return result
  }

  private mutating func defineConstants(
    _ call: Call,
    _ outputs: [(name: String, type: TensorType)?],
    _ values: [[Int64]?]
  ) {
    for (position, output) in outputs.enumerated() {
      guard let output else { continue }
      define(
        output.name,
        as: KnownTensor(
          name: output.name,
          type: output.type,
          source: .constant,
          integers: values[position]
        )
      )
    }
    // Files without weights may generate them from stored shapes.
    if call.kind == .constantOfShape, let input = call.node.input.first,
      initializers.contains(input), let output = outputs.first, let output
    {
      counts?.addParameters(of: output.type)
    }
  }

  private mutating func addOperator(
    _ call: Call,
    _ outputs: [(name: String, type: TensorType)?],
    kind: OperatorKind
  ) {
    var written: [Index<Tensor>?] = []
    for output in outputs {
      guard let output else {
        written.append(nil)
        continue
      }
      let tensor = KnownTensor(name: output.name, type: output.type, source: .computed)
      define(output.name, as: tensor)
      written.append(index(of: tensor))
    }
    var inputs: [Index<Tensor>?] = []
    for input in call.inputs { inputs.append(input.flatMap { index(of: $0) }) }
    let firstOutput = call.node.output.first { !$0.isEmpty } ?? ""
    let node = Operator(
      name: operatorNames.name(call.place.name, or: firstOutput),
      kind: kind,
      typeName: kind == .opaque ? call.node.opType : nil,
      attributes: call.attributes,
      inputs: inputs,
      outputs: written
    )
    do throws(GraphError) {
      try builder.add(node)
      made[call.place.position, default: []].append(node.name)
    } catch {
      problems.append(.graph(error))
    }
  }
}

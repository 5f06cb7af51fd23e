internal import Graphs
internal import Quantities

/// One reading of a subgraph: what is known of its tensors, and the operators made so far.
struct ModelReading {
  /// Where a tensor's value comes from.
  enum Source: Hashable {
    case input
    /// The same in every run.
    case constant
    /// Kept from run to run.
    case state
    case computed
  }

  /// A tensor as operators of the graph see it.
  struct Operand {
    let name: String
    let type: TensorType
    let source: Source
    var integers: [Int64]?
  }

  /// An operator that is made once all of its call is understood.
  struct Pending {
    let node: (name: String, kind: OperatorKind, typeName: String?)
    let attributes: Attributes
    let inputs: [Operand?]
    let outputs: [Operand]
  }

  /// What is known of a tensor of the file.
  struct Known {
    let source: Source
    var integers: [Int64]?
  }

  /// The operators whose result may differ from run to run although they read constants only.
  private static let neverFolded: Set<String> = [
    "RANDOM_UNIFORM", "RANDOM_STANDARD_NORMAL", "MULTINOMIAL", "BERNOULLI", "VAR_HANDLE",
    "READ_VARIABLE", "HASHTABLE", "HASHTABLE_FIND",
  ]
  /// The elements of a constant whose values are followed.
  static let followedElements = 65_536

  var file: TFLiteFile
  private(set) var subgraph: TFLiteFile.Subgraph
  let flow: ControlFlow
  var layouts: [Layout] = []
  var builder: GraphBuilder
  var known: [Known?]
  var names: [String] = []
  var pending: [Pending] = []
  var problems: [TFLiteProblem] = []
  var notes: [TFLiteModel.Note] = []
  private var parameters = 0
  /// The names of the graph's operators that each operator of the file became.
  private var made: [[String]] = []

  /// How a reading ends.
  enum Outcome {
    /// Everything was read.
    case model(TFLiteModel)
    /// What an operator runs is to be written out first: where it stands, and the value of its
    /// condition, if that is known.
    case condition(at: Int, Int64?)
  }

  init(_ file: TFLiteFile, _ flow: ControlFlow, name: String) {
    self.file = file
    self.flow = flow
    subgraph = flow.subgraph
    builder = GraphBuilder(name: name)
    known = [Known?](repeating: nil, count: subgraph.tensors.count)
    var inference = LayoutInference(subgraph)
    layouts = subgraph.tensors.indices.map { inference.layout(of: $0) }
    var distinct = DistinctNames()
    names = subgraph.tensors.map { distinct.name($0.name) }
  }

  /// Reads the subgraph, up to the first operator about whose condition there is a question.
  ///
  /// - Throws: `TFLiteError.problems` with everything that was found.
  mutating func read() throws(TFLiteError) -> Outcome {
    checkTypes()
    guard problems.isEmpty else { throw TFLiteError.problems(problems) }
    try readConstants()
    for tensor in subgraph.inputs where known[tensor] == nil {
      known[tensor] = Known(source: .input)
      if let operand = operand(of: tensor) { _ = index(of: operand) }
    }
    for position in subgraph.operators.indices {
      switch flow.question(at: position) {
      case .condition(let tensor)?: return .condition(at: position, scalar(tensor))
      case .nothing?: return .condition(at: position, nil)
      case nil: try readOperator(at: position)
      }
    }
    var outputs: [Index<Tensor>] = []
    for tensor in subgraph.outputs {
      guard let operand = operand(of: tensor) else {
        problems.append(.graph("output \(quoted(names[tensor])) is computed by no operator"))
        continue
      }
      if let index = index(of: operand), !outputs.contains(index) { outputs.append(index) }
    }
    if subgraph.outputs.isEmpty { problems.append(.noOutputs) }
    guard problems.isEmpty else { throw TFLiteError.problems(problems) }
    return .model(try finish(outputs: outputs))
  }

  private func scalar(_ tensor: Int) -> Int64? {
    guard let values = known[tensor]?.integers, values.count == 1 else { return nil }
    return values[0]
  }

  private func finish(outputs: [Index<Tensor>]) throws(TFLiteError) -> TFLiteModel {
    let graph: Graph
    do throws(GraphError) {
      graph = try builder.finish(outputs: outputs)
    } catch {
      throw TFLiteError.problems([.graph(error.description)])
    }
    guard !graph.operators.isEmpty else { throw TFLiteError.problems([.emptyGraph]) }
    var positions: [String: Index<Operator>] = [:]
    for (index, node) in graph.operators.enumerated { positions[node.name] = index }
    var became = [[Index<Operator>]](repeating: [], count: flow.main.operators.count)
    for (position, made) in made.enumerated() {
      became[flow.origin(of: position)] += made.compactMap { positions[$0] }
    }
    return TFLiteModel(
      graph: graph,
      file: file,
      nodes: flow.main.operators.enumerated()
        .map { position, node in
          ModelNode(
            name: node.outputs.first.map { names[$0] } ?? "operator_\(position)",
            typeName: node.typeName,
            inputs: node.inputs.compactMap { $0.map { names[$0] } },
            outputs: node.outputs.map { names[$0] },
            operators: became[position]
          )
        },
      notes: notes,
      multiplyAccumulates: graph.operators.indices.map { graph.multiplyAccumulates(of: $0) }
        .total(),
      parameters: parameters
    )
  }

  // MARK: Tensors

  private mutating func checkTypes() {
    for (position, tensor) in subgraph.tensors.enumerated() where problems.count < 100 {
      if type(of: position) == nil {
        problems.append(
          tensor.elementType == nil
            ? .elementType(tensor: names[position], code: tensor.typeCode)
            : .extents(tensor: names[position], tensor.extents)
        )
      }
    }
  }

  private mutating func readConstants() throws(TFLiteError) {
    for (position, tensor) in subgraph.tensors.enumerated() {
      let isEmpty = tensor.extents.contains(0)
      if tensor.isVariable {
        known[position] = Known(source: .state)
      } else if tensor.isConstant || isEmpty {
        known[position] = Known(source: .constant, integers: try integers(of: tensor))
        guard let type = type(of: position),
          type.elementType.isFloatingPoint || tensor.scaleCount > 0
        else { continue }
        parameters += type.shape.elementCount
      }
    }
  }

  /// The value of a small constant of integers.
  private mutating func integers(of tensor: TFLiteFile.StoredTensor) throws(TFLiteError)
    -> [Int64]?
  {
    guard let data = tensor.data, let type = tensor.elementType,
      type == .int32 || type == .int64 || type == .bool, case let width = type.bitWidth / 8,
      data.count / width <= Self.followedElements
    else { return nil }
    let values = try file.buffer.integers(in: data, bytes: width)
    return Int64(values.count) == tensor.extents.reduce(1, { $0 &* $1 }) ? values : nil
  }

  /// The type of a tensor in the order of the graph.
  func type(of tensor: Int, as layout: Layout? = nil) -> TensorType? {
    let stored = subgraph.tensors[tensor]
    guard let elementType = stored.elementType,
      stored.extents.allSatisfy({ $0 >= 0 && $0 <= Int64(Limits.elements) }),
      let shape = try? Shape((layout ?? layouts[tensor]).ordered(stored.extents.map { Int($0) }))
    else { return nil }
    return TensorType(elementType, shape)
  }

  /// Gives a tensor the shape that follows from what it is computed of, in place of what the file
  /// has for dimensions that are only known at run time.
  ///
  /// - Returns: whether the file leaves open what is given.
  mutating func resolve(_ tensor: Int, as type: TensorType) -> Bool {
    let stored = subgraph.tensors[tensor]
    let shape = type.shape
    guard type.elementType == stored.elementType, shape.rank == stored.extents.count else {
      return false
    }
    let layout = layouts[tensor]
    let extents = (0..<shape.rank).map { Int64(shape[layout.graph($0)]) }
    let isOpen = extents.indices.allSatisfy {
      extents[$0] == stored.extents[$0] || stored.dynamicDimensions.contains($0)
    }
    if isOpen { subgraph.tensors[tensor].extents = extents }
    return isOpen
  }

  /// Gives the first output of a call the extents that hold so many elements: those that the input
  /// with its sizes says, if that is a constant, else that of the one dimension left open.
  mutating func resolveOutput(of call: Call, elements: Int, sizes: Int? = 1) {
    guard let output = call.node.outputs.first, !subgraph.tensors[output].dynamicDimensions.isEmpty,
      subgraph.tensors[output].extents.reduce(1, { $0 &* $1 }) != Int64(elements)
    else { return }
    let stored = subgraph.tensors[output]
    var extents = stored.extents
    var open = stored.dynamicDimensions
    if let target = sizes.flatMap({ optional(call, $0, as: .plain)?.integers }),
      call.node.typeName == "RESHAPE", target.count == extents.count
    {
      extents = target
      open = target.indices.filter { target[$0] < 0 }
    }
    if open.count == 1, extents.indices.contains(open[0]) {
      extents[open[0]] = 1
      let others = extents.reduce(Int64(1)) { product, extent in
        let (result, overflow) = product.multipliedReportingOverflow(by: extent)
        return overflow ? 0 : result
      }
      guard others > 0, Int64(elements).isMultiple(of: others) else { return }
      extents[open[0]] = Int64(elements) / others
    }
    guard extents.allSatisfy({ $0 >= 0 }) else { return }
    subgraph.tensors[output].extents = extents
  }

  /// A tensor of the file as an operand; nil while nothing is known of it.
  func operand(of tensor: Int, as layout: Layout? = nil) -> Operand? {
    guard let known = known[tensor], let type = type(of: tensor, as: layout) else { return nil }
    return Operand(
      name: names[tensor],
      type: type,
      source: known.source,
      integers: known.integers
    )
  }

  /// The tensor of the graph, added where it is not in it yet.
  ///
  /// A constant that operators read under several shapes is one tensor for each.
  mutating func index(of operand: Operand) -> Index<Tensor>? {
    var name = operand.name
    if let index = builder.tensor(named: name) {
      if builder[index].type == operand.type { return index }
      name += "/" + operand.type.shape.description
      if let index = builder.tensor(named: name) { return index }
    }
    let role: Tensor.Role =
      switch operand.source {
      case .input: .input
      case .constant, .state: .weight
      case .computed: .activation
      }
    do throws(GraphError) {
      return try builder.add(
        Tensor(name: name, type: operand.type, role: role, constant: operand.integers)
      )
    } catch {
      problems.append(.graph(error.description))
      return nil
    }
  }

  // MARK: Operators

  private mutating func readOperator(at position: Int) throws(TFLiteError) {
    let node = subgraph.operators[position]
    let call = Call(
      node: node,
      position: position,
      place: OperatorPlace(typeName: node.typeName, position: flow.origin(of: position)),
      name: node.outputs.first.map { names[$0] } ?? "operator_\(position)"
    )
    made.append([])
    for case let input? in node.inputs where known[input] == nil {
      problems.append(.graph("\(call.place) reads \(quoted(names[input])), which is not computed"))
      known[input] = Known(source: .constant)
    }
    guard !node.outputs.isEmpty else {
      let reason =
        node.typeName == "CALL_ONCE"
        ? "it prepares what is kept from run to run, before the first one, and is left out"
        : "it computes nothing that is read"
      notes.append(TFLiteModel.Note(place: call.place, reason: reason))
      return
    }
    pending = []
    do throws(Misfit) {
      if ControlFlow.types.contains(node.typeName) { throw .because(reasonToStayWhole(call)) }
      if isFixed(node) { try fold(call) } else { try convert(call) }
    } catch {
      switch error {
      case .file(let error): throw error
      case .operator(let error):
        pending = []
        if node.code != TFLiteFile.customCode {
          notes.append(TFLiteModel.Note(place: call.place, reason: error.description))
        }
        addOpaque(call)
      }
    }
    commit(at: position)
  }

  /// Whether an operator computes the same in every run.
  private func isFixed(_ node: TFLiteFile.StoredOperator) -> Bool {
    let inputs = node.inputs.compactMap(\.self)
    return !inputs.isEmpty && inputs.allSatisfy { known[$0]?.source == .constant }
      && node.code != TFLiteFile.customCode && !Self.neverFolded.contains(node.typeName)
  }

  /// Notes that an operator's results are constants, with their values where they are small.
  private mutating func fold(_ call: Call) throws(Misfit) {
    do throws(Misfit) {
      try convert(call)
    } catch {
      if case .file = error { throw error }
    }
    let values = pending.last?.outputs ?? []
    pending = []
    for (position, output) in call.node.outputs.enumerated() {
      let integers = values.indices.contains(position) ? values[position].integers : nil
      known[output] = Known(source: .constant, integers: integers)
    }
  }

  private mutating func addOpaque(_ call: Call) {
    let outputs = call.node.outputs.compactMap { output in
      type(of: output).map { Operand(name: names[output], type: $0, source: .computed) }
    }
    pending.append(
      Pending(
        node: (call.name, .opaque, call.node.typeName),
        attributes: Attributes(),
        inputs: call.node.inputs.map { $0.flatMap { operand(of: $0) } } + heldConstants(of: call),
        outputs: outputs
      )
    )
  }

  /// Adds the pending operators to the graph.
  private mutating func commit(at position: Int) {
    for item in pending {
      var inputs: [Index<Tensor>?] = []
      for input in item.inputs { inputs.append(input.flatMap { index(of: $0) }) }
      var outputs: [Index<Tensor>?] = []
      for output in item.outputs { outputs.append(index(of: output)) }
      let node = Operator(
        name: item.node.name,
        kind: item.node.kind,
        typeName: item.node.typeName,
        attributes: item.attributes,
        inputs: inputs,
        outputs: outputs
      )
      do throws(GraphError) {
        try builder.add(node)
        made[position].append(node.name)
      } catch {
        problems.append(.graph(error.description))
      }
    }
    for output in subgraph.operators[position].outputs where known[output]?.source != .constant {
      guard known[output] == nil else {
        problems.append(.graph("tensor \(quoted(names[output])) is computed twice"))
        continue
      }
      known[output] = Known(source: .computed)
    }
  }
}

internal import Graphs
internal import Quantities

/// One reading of a model: what is known of its tensors, and the problems found so far.
struct ModelReading {
  let model: FlatModel
  let names: ModelNames
  private let name: String
  var dimensions: SymbolicDimensions
  var builder: GraphBuilder
  var problems: [ONNXProblem] = []
  /// What is counted, where the census is asked for.
  var counts: CensusCounts?
  var foldingBudget = FoldingBudget()
  /// The tensors known by a name; several names may stand for one tensor.
  var tensors: [String: KnownTensor] = [:]
  /// The names of tensors of which a problem was reported.
  var failed: Set<String> = []
  var operatorNames = DistinctNames()
  /// What nodes carry for planners, by the name of their first output.
  var annotations: [String: String] = [:]
  /// The operators of the graph that the node at a position became.
  var made: [Int: [String]] = [:]
  /// How many nodes were written out of branches and bodies.
  var written = 0
  /// The types that branches and bodies declare for what they compute, as far as written out.
  var innerDeclarations: [String: Onnx_ValueInfoProto] = [:]
  /// Where the numbers of constants are that the file does not hold itself.
  private(set) var externalPaths: [String: String] = [:]
  /// The constants that come from initializers.
  private(set) var initializers: Set<String> = []

  init(_ model: FlatModel, _ names: ModelNames, name: String, dimensions: [String: Int]) {
    self.model = model
    self.names = names
    self.name = name
    self.dimensions = SymbolicDimensions(dimensions)
    builder = GraphBuilder(name: name)
  }

  /// Reads the model and counts what it holds.
  ///
  /// - Throws: `ONNXError.problems` with everything that was found.
  mutating func read(census file: Onnx_ModelProto) throws(ONNXError) -> ONNXModel {
    counts = CensusCounts()
    let graph = try read()
    return ONNXModel(
      graph: graph,
      census: (counts ?? CensusCounts()).census(of: file),
      nodes: nodes(of: graph),
      dynamicInputs: dynamicInputs
    )
  }

  /// Reads the graph.
  ///
  /// - Throws: `ONNXError.problems` with everything that was found.
  mutating func read() throws(ONNXError) -> Graph {
    guard !model.nodes.isEmpty else { throw ONNXError.problems([.emptyGraph]) }
    noteDeclarations()
    readInitializers()
    readInputs()
    let order =
      problems.isEmpty
      ? names.order : NodeOrder(of: model.nodes, defined: Set(tensors.keys).union(failed))
    problems += order.problems
    failed.formUnion(order.undefined)
    for position in order.positions { readNode(at: position) }
    let outputs = readOutputs()
    problems += dimensions.problems
    guard problems.isEmpty else { throw ONNXError.problems(distinctProblems()) }
    return try finish(outputs: outputs)
  }

  private func nodes(of graph: Graph) -> [ModelNode] {
    var positions: [String: Index<Operator>] = [:]
    for (index, node) in graph.operators.enumerated { positions[node.name] = index }
    return model.nodes.enumerated()
      .map { position, node in
        ModelNode(
          name: NodePlace(node, at: position).name,
          typeName: node.opType,
          inputs: node.input.filter { !$0.isEmpty },
          outputs: node.output.filter { !$0.isEmpty },
          annotation: node.output.first.flatMap { annotations[$0] },
          operators: made[position, default: []].compactMap { positions[$0] }
        )
      }
  }

  private var dynamicInputs: [String] {
    let symbolic = model.graph.input.filter { input in
      !initializers.contains(input.name)
        && input.type.tensorType.shape.dim.contains {
          guard case .dimValue? = $0.value else { return true }
          return false
        }
    }
    return symbolic.map(\.name)
  }

  private mutating func noteDeclarations() {
    let graph = model.graph
    for declaration in graph.valueInfo + graph.output { dimensions.note(declaration) }
  }

  private mutating func readInitializers() {
    for stored in model.graph.initializer {
      let location = stored.externalData.first { $0.key == "location" }
      if let location { externalPaths[stored.name] = location.value }
      define(stored.name) { () throws(ONNXProblem) in
        try StoredTensor(stored, name: stored.name)
      }
    }
    for stored in model.graph.sparseInitializer {
      let name = stored.values.name
      define(name) { () throws(ONNXProblem) in try StoredTensor(stored, name: name) }
    }
  }

  mutating func define(
    _ name: String,
    as stored: () throws(ONNXProblem) -> StoredTensor
  ) {
    guard tensors[name] == nil, !failed.contains(name) else {
      problems.append(.duplicateTensor(name))
      return
    }
    initializers.insert(name)
    do throws(ONNXProblem) {
      let stored = try stored()
      tensors[name] = KnownTensor(
        name: name,
        type: stored.type,
        source: .constant,
        integers: stored.integers,
        reals: stored.reals
      )
      counts?.addParameters(of: stored.type)
    } catch {
      problems.append(error)
      failed.insert(name)
    }
  }

  /// Inputs that are initializers, too, are weights: early files list all weights as inputs.
  private mutating func readInputs() {
    var seen: Set<String> = []
    for input in model.graph.input {
      dimensions.note(input)
      guard seen.insert(input.name).inserted else {
        problems.append(.duplicateTensor(input.name))
        continue
      }
      guard !initializers.contains(input.name) else { continue }
      do throws(ONNXProblem) {
        guard let type = try dimensions.type(of: input) else {
          throw ONNXProblem.untypedInput(input.name)
        }
        let isWeight = names.weights.contains(input.name)
        let tensor = KnownTensor(
          name: input.name,
          type: type,
          source: isWeight ? .constant : .input
        )
        tensors[input.name] = tensor
        if isWeight { counts?.addParameters(of: type) } else { _ = index(of: tensor) }
      } catch {
        problems.append(error)
        failed.insert(input.name)
      }
    }
  }

  private mutating func readOutputs() -> [Index<Tensor>] {
    if model.graph.output.isEmpty { problems.append(.noOutputs) }
    var result: [Index<Tensor>] = []
    var seen: Set<Index<Tensor>> = []
    for output in model.graph.output where !failed.contains(output.name) {
      guard let tensor = tensors[output.name] else {
        problems.append(.undefinedOutput(output.name))
        continue
      }
      if let index = index(of: tensor), seen.insert(index).inserted { result.append(index) }
    }
    return result
  }

  /// The tensor of the graph, added where it is not in it yet.
  mutating func index(of tensor: KnownTensor) -> Index<Tensor>? {
    if let index = builder.tensor(named: tensor.name) { return index }
    do throws(GraphError) {
      return try builder.add(tensor.tensor)
    } catch {
      problems.append(.graph(error))
      return nil
    }
  }

  /// A symbolic dimension is reported once, not for each tensor that has it.
  private func distinctProblems() -> [ONNXProblem] {
    var seen: Set<String> = []
    return problems.filter { problem in
      guard case .unboundDimension(let name, _) = problem else { return true }
      return seen.insert(name).inserted
    }
  }

  private func finish(outputs: [Index<Tensor>]) throws(ONNXError) -> Graph {
    let graph: Graph
    do throws(GraphError) {
      graph = try builder.finish(outputs: outputs)
    } catch {
      throw ONNXError.problems([.graph(error)])
    }
    guard !graph.operators.isEmpty else { throw ONNXError.problems([.emptyGraph]) }
    return graph
  }
}

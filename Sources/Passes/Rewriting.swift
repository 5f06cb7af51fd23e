import Graphs
import Quantities

/// A graph that is rebuilt operator by operator, with shapes that follow from what is left.
struct Rewriting {
  private let pass: String
  private let graph: Graph
  private var builder: GraphBuilder
  /// The new tensor of each old one.
  private var places: [Index<Tensor>: Index<Tensor>] = [:]

  init(_ graph: Graph, by pass: String) throws(PassError) {
    self.graph = graph
    self.pass = pass
    builder = GraphBuilder(name: graph.name)
    for input in graph.inputs { places[input] = try add(graph.tensors[input], at: graph.name) }
  }

  /// The new type of an old tensor that has been added.
  func type(of tensor: Index<Tensor>) -> TensorType? { places[tensor].map { builder[$0].type } }

  /// Lets an old tensor stand for another one that has been added.
  mutating func replace(_ tensor: Index<Tensor>, with other: Index<Tensor>) {
    places[tensor] = places[other]
  }

  /// Adds an operator; weights get the type that `weightType` says, outputs the one that follows.
  ///
  /// It reads the old tensor that `substitutes` names in place of one of its own.
  mutating func add(
    _ index: Index<Operator>,
    attributes: Attributes? = nil,
    substitutes: [Index<Tensor>: Index<Tensor>] = [:],
    weightType: (_ position: Int, TensorType) -> TensorType = { $1 }
  ) throws(PassError) {
    let node = graph.operators[index]
    var inputs: [Index<Tensor>?] = []
    for (position, input) in node.inputs.enumerated() {
      guard let input = input.map({ substitutes[$0] ?? $0 }) else {
        inputs.append(nil)
        continue
      }
      let tensor = graph.tensors[input]
      if places[input] == nil {
        let type = weightType(position, tensor.type)
        let constant = type == tensor.type ? tensor.constant : nil
        let new = Tensor(name: tensor.name, type: type, role: tensor.role, constant: constant)
        places[input] = try add(new, at: node.name)
      } else if tensor.role == .weight, let known = type(of: input) {
        let wanted = weightType(position, tensor.type)
        guard wanted != known else {
          inputs.append(places[input])
          continue
        }
        let new = Tensor(name: "\(tensor.name)/\(node.name)", type: wanted, role: .weight)
        inputs.append(try add(new, at: node.name))
        continue
      }
      inputs.append(places[input])
    }
    try add(node, attributes ?? node.attributes, inputs)
  }

  private mutating func add(
    _ node: Operator,
    _ attributes: Attributes,
    _ inputs: [Index<Tensor>?]
  ) throws(PassError) {
    let types = try types(node.kind, attributes, inputs, node.outputs, at: node.name)
    var outputs: [Index<Tensor>?] = []
    for (position, output) in node.outputs.enumerated() {
      guard let output else {
        outputs.append(nil)
        continue
      }
      let old = graph.tensors[output]
      let type = position < types.count ? types[position] : old.type
      let new = Tensor(name: old.name, type: type, role: old.role, constant: old.constant)
      let place = try add(new, at: node.name)
      places[output] = place
      outputs.append(place)
    }
    try add(
      Operator(
        name: node.name,
        kind: node.kind,
        typeName: node.typeName,
        attributes: attributes,
        inputs: inputs,
        outputs: outputs
      )
    )
  }

  /// Adds an operator of another kind in the place of an old one; it reads one old tensor.
  mutating func add(
    _ index: Index<Operator>,
    as kind: OperatorKind,
    reading source: Index<Tensor>
  ) throws(PassError) {
    let node = graph.operators[index]
    guard let place = places[source] else { throw unsuited(node.name, "its input comes later") }
    try add(
      Operator(name: node.name, kind: kind, inputs: [], outputs: node.outputs),
      Attributes(),
      [place]
    )
  }

  /// Adds a convolution that reads an old tensor's new one and is no operator of the old graph.
  mutating func addConvolution(
    _ name: String,
    after input: Index<Tensor>,
    filters: [Int],
    bias: Index<Tensor>?,
    _ attributes: Attributes,
    output: String
  ) throws(PassError) -> Index<Tensor> {
    guard let source = places[input] else { throw unsuited(name, "its input comes later") }
    return try addConvolution(
      name,
      reading: source,
      filters: filters,
      bias: bias,
      attributes,
      output: output
    )
  }

  /// Adds a convolution that reads a new tensor.
  mutating func addConvolution(
    _ name: String,
    reading source: Index<Tensor>,
    filters: [Int],
    bias: Index<Tensor>?,
    _ attributes: Attributes,
    output: String
  ) throws(PassError) -> Index<Tensor> {
    let element = builder[source].type.elementType
    guard let shape = try? Shape(filters) else { throw unsuited(name, "its filters are too large") }
    let weight = Tensor(name: name + "/filters", type: TensorType(element, shape), role: .weight)
    var inputs: [Index<Tensor>?] = [source, try add(weight, at: name)]
    if let bias {
      if places[bias] == nil { places[bias] = try add(graph.tensors[bias], at: name) }
      inputs.append(places[bias])
    }
    let types = try types(.conv, attributes, inputs, [nil], at: name)
    guard let type = types.first else { throw unsuited(name, "it computes nothing") }
    let result = try add(Tensor(name: output, type: type, role: .activation), at: name)
    try add(
      Operator(name: name, kind: .conv, attributes: attributes, inputs: inputs, outputs: [result])
    )
    return result
  }

  /// Lets an old tensor stand for a new one.
  mutating func place(_ tensor: Index<Tensor>, at new: Index<Tensor>) { places[tensor] = new }

  /// Ends with the graph.
  func finish() throws(PassError) -> Graph {
    do throws(GraphError) {
      return try builder.finish(outputs: graph.outputs.compactMap { places[$0] })
    } catch {
      throw unsuited(graph.name, error.description)
    }
  }

  private func types(
    _ kind: OperatorKind,
    _ attributes: Attributes,
    _ inputs: [Index<Tensor>?],
    _ outputs: [Index<Tensor>?],
    at name: String
  ) throws(PassError) -> [TensorType] {
    guard OperatorCatalogue.definition(of: kind) != nil else { return [] }
    let context = OperatorContext(
      kind: kind,
      attributes: attributes,
      inputs: inputs.map { $0.map { builder[$0].type } },
      constants: inputs.map { $0.flatMap { builder[$0].constant } },
      outputCount: outputs.count
    )
    do throws(OperatorError) {
      return try OperatorCatalogue.outputTypes(of: context)
    } catch {
      throw unsuited(name, error.description)
    }
  }

  private func unsuited(_ operation: String, _ reason: String) -> PassError {
    .unsuited(pass: pass, operation: operation, reason: reason)
  }

  private mutating func add(_ tensor: Tensor, at operation: String) throws(PassError)
    -> Index<Tensor>
  {
    do throws(GraphError) {
      return try builder.add(tensor)
    } catch {
      throw unsuited(operation, error.description)
    }
  }

  private mutating func add(_ node: Operator) throws(PassError) {
    do throws(GraphError) {
      try builder.add(node)
    } catch {
      throw unsuited(node.name, error.description)
    }
  }
}

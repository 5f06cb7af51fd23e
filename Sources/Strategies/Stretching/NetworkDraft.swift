import Graphs
import Quantities

/// A network in the making, whose shapes follow from the operators.
struct NetworkDraft {
  /// A network that cannot be made.
  struct Unfit: Error {
    let reason: String
  }

  private(set) var builder: GraphBuilder
  /// The operators in the order in which they were added.
  private(set) var operators: [Operator] = []

  init(name: String) {
    builder = GraphBuilder(name: name)
  }

  /// Adds an input of the network.
  mutating func input(_ tensor: Tensor) throws(Unfit) -> Index<Tensor> {
    try add(tensor)
  }

  /// Adds a weight.
  mutating func weight(_ name: String, _ type: TensorType, constant: [Int64]? = nil)
    throws(Unfit) -> Index<Tensor>
  {
    try add(Tensor(name: name, type: type, role: .weight, constant: constant))
  }

  /// Adds an operator with one output and returns that.
  @discardableResult
  mutating func run(
    _ kind: OperatorKind,
    _ name: String,
    _ inputs: [Index<Tensor>?],
    _ attributes: Attributes = Attributes(),
    output: String? = nil
  ) throws(Unfit) -> Index<Tensor> {
    let context = OperatorContext(
      kind: kind,
      attributes: attributes,
      inputs: inputs.map { $0.map { builder[$0].type } },
      constants: inputs.map { $0.flatMap { builder[$0].constant } }
    )
    let types: [TensorType]
    do throws(OperatorError) {
      types = try OperatorCatalogue.outputTypes(of: context)
    } catch {
      throw Unfit(reason: "\(name): \(error.description)")
    }
    guard let type = types.first else { throw Unfit(reason: "\(name) computes nothing") }
    let result = try add(Tensor(name: output ?? name + "/out", type: type, role: .activation))
    let node = Operator(
      name: name,
      kind: kind,
      attributes: attributes,
      inputs: inputs,
      outputs: [result]
    )
    do throws(GraphError) {
      try builder.add(node)
    } catch {
      throw Unfit(reason: error.description)
    }
    operators.append(node)
    return result
  }

  /// A convolution with bias, padded so that stride 1 keeps the extents.
  mutating func convolution(
    _ name: String,
    _ input: Index<Tensor>,
    to channels: Int,
    kernel: Int,
    stride: Int,
    groups: Int = 1
  ) throws(Unfit) -> Index<Tensor> {
    let type = builder[input].type
    let pad = Int64((kernel - 1) / 2)
    let inputs = type.shape[1] / groups
    let filters = try weight(
      name + ".weight",
      try Self.type(type.elementType, [channels, inputs, kernel, kernel])
    )
    let bias = try weight(name + ".bias", try Self.type(type.elementType, [channels]))
    let attributes = Attributes([
      ("kernel_shape", .integers([Int64(kernel), Int64(kernel)])),
      ("pads", .integers([pad, pad, pad, pad])),
      ("strides", .integers([Int64(stride), Int64(stride)])), ("group", .integer(Int64(groups))),
    ])
    return try run(.conv, name, [input, filters, bias], attributes)
  }

  /// Ends with the graph.
  func finish(outputs: [Index<Tensor>]) throws(Unfit) -> Graph {
    do throws(GraphError) {
      return try builder.finish(outputs: outputs)
    } catch {
      throw Unfit(reason: error.description)
    }
  }

  /// A tensor type of the extents.
  static func type(_ elements: ElementType, _ extents: [Int]) throws(Unfit) -> TensorType {
    do throws(ShapeError) {
      return TensorType(elements, try Shape(extents))
    } catch {
      throw Unfit(reason: "a tensor of the extents \(extents) is too large")
    }
  }

  private mutating func add(_ tensor: Tensor) throws(Unfit) -> Index<Tensor> {
    do throws(GraphError) {
      return try builder.add(tensor)
    } catch {
      throw Unfit(reason: error.description)
    }
  }
}

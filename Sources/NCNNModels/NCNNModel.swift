public import Graphs
internal import Quantities

/// A model read from an ncnn `.param` file: the graph of what is computed at run time.
///
/// Blobs have no batch in the file; in the graph they have a batch of one. Layers that only hand on
/// their input (`Split`, `Dropout`, `Noop`) are left out.
public struct NCNNModel: Hashable, Sendable {
  /// The graph.
  public let graph: Graph
  /// The layers as the file lists them.
  public let file: ParamFile
  /// The layers with what became of each.
  public let nodes: [ModelNode]

  /// Reads the bytes of a file.
  ///
  /// The graph gets the given name. `dimensions` holds the inputs' extents `w`, `h` and `c` where
  /// the file does not give them.
  ///
  /// - Throws: `NCNNError`, the first fault.
  public static func read(bytes: [UInt8], name: String, dimensions: [String: Int] = [:])
    throws(NCNNError) -> NCNNModel
  {
    let file = try ParamFile.read(bytes: bytes)
    var reading = LayerReading(file, name: name, dimensions: dimensions)
    return try reading.read()
  }
}

/// One reading of the layers.
struct LayerReading {
  let file: ParamFile
  let dimensions: [String: Int]
  var builder: GraphBuilder
  /// The tensors by the name of a blob; several names may stand for one.
  var blobs: [String: Index<Tensor>] = [:]
  private var made: [[String]] = []
  private var consumed: Set<String> = []
  private var usesDimensions = false

  init(_ file: ParamFile, name: String, dimensions: [String: Int]) {
    self.file = file
    self.dimensions = dimensions
    builder = GraphBuilder(name: name)
  }

  mutating func read() throws(NCNNError) -> NCNNModel {
    for layer in file.layers {
      made.append([])
      for input in layer.inputs {
        guard blobs[input] != nil else {
          throw NCNNError(line: layer.line, "blob \(quoted(input)) is read but not yet computed")
        }
        consumed.insert(input)
      }
      try convert(layer)
    }
    if !dimensions.isEmpty, !usesDimensions {
      throw NCNNError(line: 3, "the file gives the inputs' extents; leave out --dim")
    }
    var outputs: [Index<Tensor>] = []
    for layer in file.layers {
      for output in layer.outputs where !consumed.contains(output) {
        if let index = blobs[output], builder[index].role == .activation { outputs.append(index) }
      }
    }
    let graph = try finish(outputs)
    var positions: [String: Index<Operator>] = [:]
    for (index, node) in graph.operators.enumerated { positions[node.name] = index }
    let nodes = file.layers.enumerated()
      .map { position, layer in
        ModelNode(
          name: layer.name,
          typeName: layer.typeName,
          inputs: layer.inputs,
          outputs: layer.outputs,
          operators: made[position].compactMap { positions[$0] }
        )
      }
    return NCNNModel(graph: graph, file: file, nodes: nodes)
  }

  private func finish(_ outputs: [Index<Tensor>]) throws(NCNNError) -> Graph {
    let graph: Graph
    do throws(GraphError) {
      graph = try builder.finish(outputs: outputs)
    } catch {
      throw NCNNError(line: 2, error.description)
    }
    guard !graph.operators.isEmpty else {
      throw NCNNError(line: 2, "the model has no layers that compute something")
    }
    return graph
  }

  // MARK: Tensors

  /// The type of what a layer reads.
  func type(_ layer: ParamFile.Layer, _ position: Int = 0) throws(NCNNError) -> TensorType {
    guard layer.inputs.indices.contains(position), let index = blobs[layer.inputs[position]] else {
      throw NCNNError(line: layer.line, "\(layer.typeName) has \(layer.inputs.count) inputs")
    }
    return builder[index].type
  }

  /// Adds an input of the model.
  mutating func addInput(_ layer: ParamFile.Layer) throws(NCNNError) {
    let written = [try layer.integer(2), try layer.integer(1), try layer.integer(0)]
    var extents = [1]
    if written == [0, 0, 0] {
      usesDimensions = true
      for name in ["c", "h", "w"] {
        guard let value = dimensions[name] ?? (name == "c" ? channels(of: layer) : nil) else {
          throw NCNNError(
            line: layer.line,
            "the file does not give the extents of input \(quoted(layer.name))",
            cure: "give them, for example --dim w=224 --dim h=224 --dim c=3"
          )
        }
        extents.append(value)
      }
    } else {
      extents += written.filter { $0 > 0 }
    }
    for output in layer.outputs { try addTensor(output, extents, .input, layer) }
  }

  /// The channels that the first convolution expects.
  private func channels(of layer: ParamFile.Layer) -> Int? {
    for reader in file.layers
    where reader.typeName == "Convolution" && layer.outputs.contains(reader.inputs.first ?? "") {
      guard let size = try? reader.integer(6), let count = try? reader.integer(0),
        let width = try? reader.integer(1), let height = try? reader.integer(11, default: width),
        count > 0, width > 0, height > 0, count <= 1 << 20, width <= 1 << 10, height <= 1 << 10
      else { continue }
      return size / (count * width * height)
    }
    return nil
  }

  @discardableResult
  mutating func addTensor(
    _ name: String,
    _ extents: [Int],
    _ role: Tensor.Role,
    _ layer: ParamFile.Layer,
    constant: [Int64]? = nil
  ) throws(NCNNError) -> Index<Tensor> {
    guard let shape = try? Shape(extents), blobs[name] == nil,
      let index = try? builder.add(
        Tensor(
          name: name,
          type: TensorType(constant == nil ? .float32 : .int64, shape),
          role: role,
          constant: constant
        )
      )
    else {
      throw NCNNError(
        line: layer.line,
        "blob \(quoted(name)) of the extents \(extents.prefix(8)) is there twice or out of bounds"
      )
    }
    if role != .weight { blobs[name] = index }
    return index
  }

  // MARK: Operators

  /// Hands the layer's input on under the names of its outputs.
  mutating func rename(_ layer: ParamFile.Layer) throws(NCNNError) {
    guard let source = layer.inputs.first.flatMap({ blobs[$0] }) else {
      throw NCNNError(line: layer.line, "\(layer.typeName) has no input")
    }
    for output in layer.outputs { blobs[output] = source }
  }

  /// Adds the operator of a layer, its weights after its inputs.
  mutating func add(
    _ layer: ParamFile.Layer,
    _ kind: OperatorKind,
    _ attributes: [(name: String, value: Attributes.Value)] = [],
    weights: [(String, [Int])] = [],
    constants: [(String, [Int64])?] = []
  ) throws(NCNNError) {
    var inputs: [Index<Tensor>?] = layer.inputs.map { blobs[$0] }
    for (suffix, extents) in weights {
      inputs.append(try addTensor("\(layer.name).\(suffix)", extents, .weight, layer))
    }
    for constant in constants {
      guard let (suffix, values) = constant else {
        inputs.append(nil)
        continue
      }
      let name = "\(layer.name).\(suffix)"
      inputs.append(try addTensor(name, [values.count], .weight, layer, constant: values))
    }
    let context = OperatorContext(
      kind: kind,
      attributes: Attributes(attributes),
      inputs: inputs.map { $0.map { builder[$0].type } },
      constants: inputs.map { $0.flatMap { builder[$0].constant } },
      outputCount: layer.outputs.count
    )
    do throws(OperatorError) {
      let types = try OperatorCatalogue.outputTypes(of: context)
      guard types.count >= layer.outputs.count else {
        throw OperatorError.mismatch("it has \(layer.outputs.count) outputs")
      }
      var outputs: [Index<Tensor>?] = []
      for (name, type) in zip(layer.outputs, types) {
        outputs.append(try tensor(name, type, layer))
      }
      try node(layer, kind, context.attributes, inputs, outputs)
    } catch {
      throw NCNNError(
        line: layer.line,
        "\(layer.typeName) \(quoted(layer.name)): \(error.description)"
      )
    }
  }

  private mutating func tensor(_ name: String, _ type: TensorType, _ layer: ParamFile.Layer)
    throws(OperatorError) -> Index<Tensor>
  {
    guard blobs[name] == nil,
      let index = try? builder.add(Tensor(name: name, type: type, role: .activation))
    else { throw OperatorError.mismatch("blob \(quoted(name)) is there twice") }
    blobs[name] = index
    return index
  }

  private mutating func node(
    _ layer: ParamFile.Layer,
    _ kind: OperatorKind,
    _ attributes: Attributes,
    _ inputs: [Index<Tensor>?],
    _ outputs: [Index<Tensor>?]
  ) throws(OperatorError) {
    do throws(GraphError) {
      try builder.add(
        Operator(
          name: layer.name,
          kind: kind,
          attributes: attributes,
          inputs: inputs,
          outputs: outputs
        )
      )
      made[made.count - 1].append(layer.name)
    } catch {
      throw OperatorError.mismatch(error.description)
    }
  }
}

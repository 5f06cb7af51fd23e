public import Quantities

extension Graph {
  /// The most frames of a model that one graph holds.
  public static let mostFrames = 64

  /// Several models, or several frames of one, as one graph without edges between them.
  ///
  /// This is how plans over several models or frames in flight are written. Of several models, the
  /// names of the second one's operators and tensors start with `model2/`; of several frames,
  /// those of the second one's operators, inputs and activations with `frame2/`, after the model's
  /// prefix. The frames of a model share its weights. One model in one frame stays as it is.
  ///
  /// - Throws: `GraphError` where there are more operators than `Limits` allows, or where a name of
  ///   one model is a prefixed name of another.
  public static func union(of models: [Graph], frames: Int = 1) throws(GraphError) -> Graph {
    if models.count == 1, frames <= 1, let only = models.first { return only }
    let names = models.map(\.name).joined(separator: " + ")
    var builder = GraphBuilder(name: frames > 1 ? "\(frames) frames of \(names)" : names)
    var outputs: [Index<Tensor>] = []
    for (position, model) in models.enumerated() {
      let prefix = models.count > 1 ? "model\(position + 1)/" : ""
      var weights: [Index<Tensor>: Index<Tensor>] = [:]
      for frame in 0..<max(frames, 1) {
        let inside = prefix + (frames > 1 ? "frame\(frame + 1)/" : "")
        outputs += try builder.add(model, inside, weightPrefix: prefix, &weights)
      }
    }
    return try builder.finish(outputs: outputs)
  }

  /// The operators in parts that no activation or input joins, each in graph order, the parts in
  /// the order of their first operators: the models or frames of a union.
  public var components: [[Index<Operator>]] {
    var leader = Array(operators.values.indices)
    func root(_ position: Int) -> Int {
      var current = position
      while leader[current] != current { current = leader[current] }
      return current
    }
    for (index, tensor) in tensors.enumerated where tensor.role != .weight {
      var touching = consumers[index].map(\.value)
      if let producer = producers[index] { touching.append(producer.value) }
      for other in touching.dropFirst() {
        let (left, right) = (root(touching[0]), root(other))
        leader[max(left, right)] = min(left, right)
      }
    }
    var result: [[Index<Operator>]] = []
    var place: [Int: Int] = [:]
    for position in leader.indices {
      let first = root(position)
      leader[position] = first
      if let known = place[first] {
        result[known].append(Index(position))
      } else {
        place[first] = result.count
        result.append([Index(position)])
      }
    }
    return result
  }
}

extension GraphBuilder {
  /// Adds a whole graph under a prefix and returns its outputs.
  fileprivate mutating func add(
    _ graph: Graph,
    _ prefix: String,
    weightPrefix: String,
    _ weights: inout [Index<Tensor>: Index<Tensor>]
  ) throws(GraphError) -> [Index<Tensor>] {
    var added: [Index<Tensor>] = []
    for (index, tensor) in graph.tensors.enumerated {
      if let known = weights[index] {
        added.append(known)
        continue
      }
      let isWeight = tensor.role == .weight
      let renamed = Tensor(
        name: (isWeight ? weightPrefix : prefix) + tensor.name,
        type: tensor.type,
        role: tensor.role,
        constant: tensor.constant
      )
      let place = try add(renamed)
      if isWeight { weights[index] = place }
      added.append(place)
    }
    for node in graph.operators.values {
      try add(
        Operator(
          name: prefix + node.name,
          kind: node.kind,
          typeName: node.typeName,
          attributes: node.attributes,
          inputs: node.inputs.map { $0.map { added[$0.value] } },
          outputs: node.outputs.map { $0.map { added[$0.value] } }
        )
      )
    }
    return graph.outputs.map { added[$0.value] }
  }
}

import Quantities

/// Elements taken from, or written to, positions that run over several dimensions.
enum IndexedGathering: OperatorDefinition {
  static let kinds: [OperatorKind] = [.gatherND]

  private static func parse(_ node: OperatorContext) throws(OperatorError)
    -> (batch: Int, depth: Int)
  {
    let (data, positions) = (try node.input(0).shape, try node.input(1).shape)
    let batch = try node.integer("batch_dims", default: 0)
    guard positions.rank >= 1, batch >= 0, batch < min(data.rank, positions.rank) else {
      throw OperatorError.mismatch(
        "attribute 'batch_dims' is \(batch), the inputs have \(data.rank) and \(positions.rank) "
          + "dimensions"
      )
    }
    let depth = positions[positions.rank - 1]
    guard depth >= 1, depth <= data.rank - batch else {
      throw OperatorError.mismatch(
        "input 1 holds positions of \(depth) numbers, input 0 has \(data.rank - batch) dimensions"
      )
    }
    for dimension in 0..<batch where data[dimension] != positions[dimension] {
      throw OperatorError.mismatch(
        "the inputs have \(data[dimension]) and \(positions[dimension]) elements along the batch "
          + "dimension \(dimension)"
      )
    }
    return (batch, depth)
  }

  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    let (batch, depth) = try parse(node)
    let (data, positions) = (try node.input(0), try node.input(1).shape)
    return [
      try data.reshaped(
        Array(positions.dimensions.dropLast())
          + Array(data.shape.dimensions.dropFirst(batch + depth))
      )
    ]
  }

  static func workClass(of node: OperatorContext) -> WorkClass { .gathering }

  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? {
    guard let data = node.optionalInput(0), let positions = node.optionalInput(1),
      let (batch, depth) = try? parse(node)
    else { return nil }
    if dimension < batch {
      return SplitRule([.same(dimension, of: data), .same(dimension, of: positions)])
    }
    let rank = positions.shape.rank - 1
    if dimension < rank { return SplitRule([.whole, .same(dimension, of: positions)]) }
    return SplitRule([.same(dimension - rank + batch + depth, of: data), .whole])
  }
}

/// A copy of a tensor in which elements at given positions are replaced.
enum Scattering: OperatorDefinition {
  static let kinds: [OperatorKind] = [.scatter, .scatterElements, .scatterND]

  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    let (data, positions) = (try node.input(0), try node.input(1).shape)
    let updates = try node.input(2).shape
    if node.kind == .scatterND {
      guard let depth = positions.dimensions.last, depth <= data.shape.rank,
        updates.dimensions == positions.dimensions.dropLast()
          + data.shape.dimensions.dropFirst(depth)
      else {
        throw OperatorError.mismatch(
          "the updates have the shape \(updates), input 0 \(data.shape), input 1 \(positions)"
        )
      }
    } else {
      _ = try node.axis(default: 0, rank: data.shape.rank)
      guard positions == updates, positions.rank == data.shape.rank else {
        throw OperatorError.mismatch(
          "the updates have the shape \(updates), input 0 \(data.shape), input 1 \(positions)"
        )
      }
    }
    return [data]
  }

  static func workClass(of node: OperatorContext) -> WorkClass { .gathering }

  /// Along dimensions that positions do not name; there a position stays where it is.
  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? {
    guard let data = node.optionalInput(0), let positions = node.optionalInput(1),
      let updates = node.optionalInput(2)
    else { return nil }
    let need = InputNeed.same(dimension, of: data)
    if node.kind == .scatterND {
      guard let depth = positions.shape.dimensions.last, dimension >= depth else { return nil }
      let own = positions.shape.rank - 1 + dimension - depth
      return SplitRule([need, .whole, .same(own, of: updates)])
    }
    guard let axis = try? node.axis(default: 0, rank: data.shape.rank), dimension != axis else {
      return nil
    }
    return SplitRule([need, .same(dimension, of: positions), .same(dimension, of: updates)])
  }
}

/// Positions turned into rows of zeros with a one.
enum OneHotEncoding: OperatorDefinition {
  static let kinds: [OperatorKind] = [.oneHot]

  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    let positions = try node.input(0).shape
    let axis = try node.axis(default: -1, rank: positions.rank + 1)
    guard let depth = try node.bounded(try node.fixed(1, "depth"), "input 1").first else {
      throw OperatorError.mismatch("input 1 (depth) is empty")
    }
    var extents = positions.dimensions
    extents.insert(depth, at: axis)
    return [try node.input(2).reshaped(extents)]
  }

  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? {
    guard let positions = node.optionalInput(0),
      let axis = try? node.axis(default: -1, rank: positions.shape.rank + 1), dimension != axis
    else { return nil }
    return SplitRule([
      .same(dimension < axis ? dimension : dimension - 1, of: positions), .whole, .whole,
    ])
  }
}

/// Operators whose output's shape depends on the values of their input.
enum Selection: OperatorDefinition {
  static let kinds: [OperatorKind] = [.compress, .nonMaxSuppression, .nonZero, .unique]

  static func outputTypes(of node: OperatorContext) throws(OperatorError) -> [TensorType] {
    let input = try node.input(0)
    guard node.kind == .compress, let condition = node.constant(1) else {
      throw OperatorError.dataDependent(
        "how many elements \(node.kind.rawValue) keeps is known "
          + "at run time only"
      )
    }
    let count = condition.filter { $0 != 0 }.count
    guard node.attributes.integer("axis") != nil else { return [try input.reshaped([count])] }
    let axis = try node.axis(default: 0, rank: input.shape.rank)
    return [TensorType(input.elementType, try input.shape.replacing(axis, with: count))]
  }

  /// The types of the outputs where as many elements are kept as are named; nil for other kinds.
  ///
  /// - Throws: `OperatorError` where the inputs do not fit.
  static func outputTypes(of node: OperatorContext, keeping count: Int) throws(OperatorError)
    -> [TensorType]?
  {
    let input = try node.input(0)
    switch node.kind {
    case .nonZero: return [try TensorType(.int64, input.shape).reshaped([input.shape.rank, count])]
    case .nonMaxSuppression: return [try TensorType(.int64, input.shape).reshaped([count, 3])]
    case .compress, .unique:
      var kept = try input.reshaped([count])
      if node.attributes.integer("axis") != nil {
        let axis = try node.axis(default: 0, rank: input.shape.rank)
        kept = TensorType(input.elementType, try input.shape.replacing(axis, with: count))
      }
      guard node.kind == .unique else { return [kept] }
      let positions = try TensorType(.int64, input.shape).reshaped([count])
      let inverse = try TensorType(.int64, input.shape).reshaped([input.shape.elementCount])
      return [kept, positions, inverse, positions]
    default: return nil
    }
  }

  static func workClass(of node: OperatorContext) -> WorkClass { .gathering }

  static func operations(of node: OperatorContext, for slice: Slice?) -> Operations {
    Work.read(by: node, in: slice)
  }

  static func splitRule(of node: OperatorContext, along dimension: Int) -> SplitRule? {
    guard node.kind == .compress, let input = node.optionalInput(0),
      node.attributes.integer("axis") != nil,
      let axis = try? node.axis(default: 0, rank: input.shape.rank), dimension != axis
    else { return nil }
    return SplitRule([.same(dimension, of: input), .whole])
  }
}

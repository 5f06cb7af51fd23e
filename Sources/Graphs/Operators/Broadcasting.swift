/// The multidirectional broadcasting of the ONNX operator specification.
enum Broadcasting {
  /// The shape that inputs of the given shapes broadcast to.
  static func shape(of shapes: [Shape]) throws(OperatorError) -> Shape {
    let rank = shapes.map(\.rank).max() ?? 0
    var result = [Int](repeating: 1, count: rank)
    for (position, shape) in shapes.enumerated() {
      for (offset, extent) in shape.dimensions.enumerated() where extent != 1 {
        let dimension = rank - shape.rank + offset
        guard result[dimension] == 1 || result[dimension] == extent else {
          throw OperatorError.mismatch(
            "input \(position) has \(extent) elements along dimension \(dimension), "
              + "another has \(result[dimension])"
          )
        }
        result[dimension] = extent
      }
    }
    return try Shape.checked(result)
  }

  /// The positions in an input of the elements that it gives to the output, in output order.
  ///
  /// For folding only: the output is small.
  static func positions(of input: Shape, in output: Shape) -> [Int] {
    var strides = [Int](repeating: 0, count: output.rank)
    var stride = 1
    for offset in input.dimensions.indices.reversed() {
      let dimension = output.rank - input.rank + offset
      strides[dimension] = input[offset] == 1 ? 0 : stride
      stride *= input[offset]
    }
    return Coordinates.positions(in: output, strides: strides)
  }
}

/// Walking through the elements of a small tensor.
enum Coordinates {
  /// The sum of coordinate times stride for each element of a shape, in row-major order.
  static func positions(in shape: Shape, strides: [Int], offset: Int = 0) -> [Int] {
    guard !shape.dimensions.contains(0) else { return [] }
    var result = [offset]
    for (dimension, extent) in shape.dimensions.enumerated() {
      var next: [Int] = []
      next.reserveCapacity(result.count * extent)
      for position in result {
        for coordinate in 0..<extent { next.append(position + coordinate * strides[dimension]) }
      }
      result = next
    }
    return result
  }

  /// The distance between neighbours along each dimension of a row-major tensor.
  static func strides(of shape: Shape) -> [Int] {
    var result = [Int](repeating: 1, count: shape.rank)
    for dimension in shape.dimensions.indices.dropLast().reversed() {
      result[dimension] = result[dimension + 1] * shape[dimension + 1]
    }
    return result
  }
}

extension InputNeed {
  /// The output's interval itself, along a dimension of the input; all of an input without it.
  static func same(_ dimension: Int, of type: TensorType) -> InputNeed {
    type.shape.dimensions.indices.contains(dimension)
      ? .interval(dimension: dimension, IntervalMap(limit: type.shape[dimension])) : .whole
  }

  /// What a broadcast input must hold for an interval along a dimension of the output.
  static func broadcast(_ input: TensorType?, along dimension: Int, of output: Shape) -> InputNeed {
    guard let input else { return .whole }
    let own = dimension - (output.rank - input.shape.rank)
    guard own >= 0, input.shape[own] != 1 || output[dimension] == 1 else { return .whole }
    return .same(own, of: input)
  }
}

/// Reading inputs and attributes that a model file may have filled with anything.
///
/// Every number that leaves this file is inside ±2⁴⁰, so that sums and single products of them,
/// and products with an extent, are inside 64 bits where a rule says so.
extension OperatorContext {
  /// The largest magnitude of an attribute or constant that is accepted.
  static let bound = 1 << 40

  /// The type of an input that the operator cannot do without.
  func input(_ position: Int) throws(OperatorError) -> TensorType {
    guard let type = optionalInput(position) else {
      throw OperatorError.missingInput(position: position)
    }
    return type
  }

  /// The type of an input that may be left out.
  func optionalInput(_ position: Int) -> TensorType? {
    inputs.indices.contains(position) ? inputs[position] : nil
  }

  /// The known value of an input, or nil where it is left out or computed at run time.
  func constant(_ position: Int) -> [Int64]? {
    constants.indices.contains(position) ? constants[position] : nil
  }

  /// The value of an input that fixes the output's shape.
  ///
  /// - Throws: `OperatorError.dataDependent` where the value is known at run time only.
  func fixed(_ position: Int, _ meaning: String) throws(OperatorError) -> [Int64] {
    guard let value = constant(position) else {
      guard optionalInput(position) != nil else {
        throw OperatorError.missingInput(position: position)
      }
      throw OperatorError.dataDependent("input \(position) (\(meaning)) is not a constant")
    }
    return value
  }

  /// An integer attribute inside ±2⁴⁰, or the default where it is left out.
  func integer(_ name: String, default value: Int) throws(OperatorError) -> Int {
    guard let written = attributes.integer(name) else { return value }
    return try bounded(written, "attribute '\(name)'")
  }

  /// A list of integers inside ±2⁴⁰, or nil where the attribute is left out.
  func integers(_ name: String) throws(OperatorError) -> [Int]? {
    guard let written = attributes.integers(name) else { return nil }
    return try bounded(written, "attribute '\(name)'")
  }

  /// A value inside ±2⁴⁰.
  func bounded(_ value: Int64, _ place: String) throws(OperatorError) -> Int {
    guard abs(Int128(value)) <= Int128(Self.bound) else {
      throw OperatorError.mismatch("\(place) is \(value), outside ±2^40")
    }
    return Int(value)
  }

  /// Values inside ±2⁴⁰.
  func bounded(_ values: [Int64], _ place: String) throws(OperatorError) -> [Int] {
    var result: [Int] = []
    result.reserveCapacity(values.count)
    for value in values { result.append(try bounded(value, place)) }
    return result
  }

  /// The integers of an attribute, or of the constant input that took its place in later versions.
  ///
  /// Nil where neither is given.
  func parameter(_ name: String, at position: Int) throws(OperatorError) -> [Int]? {
    if let written = try integers(name) { return written }
    guard optionalInput(position) != nil else { return nil }
    return try bounded(try fixed(position, name), "input \(position)")
  }

  /// The integers of an attribute or constant input that the operator cannot do without.
  func requiredParameter(_ name: String, at position: Int) throws(OperatorError) -> [Int] {
    guard let values = try parameter(name, at: position) else {
      throw OperatorError.missingInput(position: position)
    }
    return values
  }

  /// Whether an integer attribute is set to something other than zero.
  func isSet(_ name: String, default value: Bool = false) -> Bool {
    attributes.integer(name).map { $0 != 0 } ?? value
  }

  /// The version of the operator set, where the reader noted one below 13; else a recent one.
  ///
  /// Softmax, LogSoftmax and Hardmax changed their meaning at version 13; a reader of an older
  /// model adds the integer attribute `opset` to such an operator.
  var operatorSet: Int64 { attributes.integer("opset") ?? 22 }

  /// A dimension of a tensor, negative ones counted from the innermost.
  func dimension(_ value: Int, rank: Int, _ place: String) throws(OperatorError) -> Int {
    guard value >= -rank, value < rank else {
      throw OperatorError.mismatch("\(place) is \(value), the tensor has \(rank) dimensions")
    }
    return value < 0 ? value + rank : value
  }

  /// Distinct dimensions of a tensor, sorted, negative ones counted from the innermost.
  func dimensions(_ values: [Int], rank: Int, _ place: String) throws(OperatorError) -> [Int] {
    var result: [Int] = []
    for value in values { result.append(try dimension(value, rank: rank, place)) }
    result.sort()
    if let twice = zip(result, result.dropFirst()).first(where: { $0 == $1 }) {
      throw OperatorError.mismatch("\(place) names dimension \(twice.0) twice")
    }
    return result
  }

  /// The dimension that the attribute `axis` names.
  func axis(_ name: String = "axis", default value: Int, rank: Int) throws(OperatorError) -> Int {
    try dimension(try integer(name, default: value), rank: rank, "attribute '\(name)'")
  }

  /// Requires an input to have a number of dimensions.
  func require(rank: ClosedRange<Int>, of type: TensorType, at position: Int)
    throws(OperatorError)
  {
    guard !rank.contains(type.shape.rank) else { return }
    let wanted =
      rank.lowerBound == rank.upperBound
      ? "\(rank.lowerBound)" : "\(rank.lowerBound) or more"
    throw OperatorError.mismatch(
      "input \(position) has \(type.shape.rank) dimensions, expected \(wanted)"
    )
  }
}

extension Shape {
  /// The shape of extents that a rule computed.
  ///
  /// - Throws: `OperatorError.shape` where they are out of bounds.
  static func checked(_ dimensions: [Int]) throws(OperatorError) -> Shape {
    do {
      return try Shape(dimensions)
    } catch {
      throw OperatorError.shape(error)
    }
  }

  /// The extents with one replaced.
  func replacing(_ dimension: Int, with extent: Int) throws(OperatorError) -> Shape {
    var result = dimensions
    result[dimension] = extent
    return try Shape.checked(result)
  }

  /// The number of elements of the dimensions in a range.
  func elementCount(in range: Range<Int>) -> Int {
    dimensions[range].reduce(1, *)
  }
}

extension TensorType {
  /// The same elements in another shape.
  func reshaped(_ dimensions: [Int]) throws(OperatorError) -> TensorType {
    TensorType(elementType, try Shape.checked(dimensions))
  }

  /// The same shape of other elements.
  func with(_ elementType: ElementType) -> TensorType { TensorType(elementType, shape) }
}

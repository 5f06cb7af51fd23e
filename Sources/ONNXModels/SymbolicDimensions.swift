internal import Graphs

/// The values of a model's symbolic dimensions.
struct SymbolicDimensions {
  private let values: [String: Int]
  private var known: Set<String> = []

  init(_ values: [String: Int]) {
    self.values = values
  }

  /// The type that a declaration gives, or nil where it gives none.
  ///
  /// - Throws: `ONNXProblem` for an unknown element type, extents that cannot be, or a dimension
  ///   without a value.
  mutating func type(of declared: Onnx_ValueInfoProto) throws(ONNXProblem) -> TensorType? {
    guard declared.type.hasTensorType, declared.type.tensorType.hasShape else { return nil }
    let elementType = try StoredTensor.elementType(
      declared.type.tensorType.elemType,
      of: declared.name
    )
    var extents: [Int64] = []
    for (position, dimension) in declared.type.tensorType.shape.dim.enumerated() {
      if case .dimValue(let value)? = dimension.value, value > 0 {
        extents.append(value)
        continue
      }
      let name = Self.name(of: dimension, at: position, in: declared.name)
      known.insert(name)
      guard let value = values[name] else {
        throw ONNXProblem.unboundDimension(name, tensor: declared.name)
      }
      extents.append(Int64(value))
    }
    return TensorType(elementType, try StoredTensor.shape(extents, of: declared.name))
  }

  /// Notes the names of a declaration's dimensions.
  mutating func note(_ declared: Onnx_ValueInfoProto) {
    for (position, dimension) in declared.type.tensorType.shape.dim.enumerated() {
      if case .dimValue(let value)? = dimension.value, value > 0 { continue }
      known.insert(Self.name(of: dimension, at: position, in: declared.name))
    }
  }

  /// Values that no model can use, and values for dimensions that this model does not have.
  var problems: [ONNXProblem] {
    values.sorted { $0.key < $1.key }
      .compactMap { name, value in
        if !known.contains(name) { return .unknownDimension(name, known: known.sorted()) }
        return value < 1 ? .dimensionValue(name, value) : nil
      }
  }

  /// A dimension without a name or a positive extent is called by the tensor and its position.
  private static func name(
    of dimension: Onnx_TensorShapeProto.Dimension,
    at position: Int,
    in tensor: String
  ) -> String {
    if case .dimParam(let name)? = dimension.value, !name.isEmpty { return name }
    return "\(tensor)[\(position)]"
  }
}

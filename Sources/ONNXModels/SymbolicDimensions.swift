internal import Graphs

/// The values of a model's symbolic dimensions.
struct SymbolicDimensions {
  private let values: [String: Int]
  /// The names of all dimensions that were met.
  private(set) var known: Set<String> = []
  /// Dimensions without a value beyond the first one of their tensor.
  private var unbound: [ONNXProblem] = []

  init(_ values: [String: Int]) {
    self.values = values
  }

  /// The type that a declaration gives, or nil where it gives none.
  ///
  /// - Throws: `ONNXProblem` for an unknown element type, extents that cannot be, or the first
  ///   dimension without a value; the others are among the `problems`.
  mutating func type(of declared: Onnx_ValueInfoProto) throws(ONNXProblem) -> TensorType? {
    guard declared.type.hasTensorType, declared.type.tensorType.hasShape else { return nil }
    let elementType = try StoredTensor.elementType(
      declared.type.tensorType.elemType,
      of: declared.name
    )
    var extents: [Int64] = []
    var missing: [ONNXProblem] = []
    for (position, dimension) in declared.type.tensorType.shape.dim.enumerated() {
      if case .dimValue(let value)? = dimension.value, value > 0 {
        extents.append(value)
        continue
      }
      let name = Self.name(of: dimension, at: position, in: declared.name)
      known.insert(name)
      if let value = values[name] {
        extents.append(Int64(value))
      } else {
        missing.append(.unboundDimension(name, tensor: declared.name))
      }
    }
    if let first = missing.first {
      unbound += missing.dropFirst()
      throw first
    }
    return TensorType(elementType, try StoredTensor.shape(extents, of: declared.name))
  }

  /// The value of a dimension that no declaration names.
  ///
  /// - Throws: `ONNXProblem` where it has none.
  mutating func value(of name: String, in tensor: String) throws(ONNXProblem) -> Int {
    known.insert(name)
    guard let value = values[name] else { throw .unboundDimension(name, tensor: tensor) }
    return value
  }

  /// Notes a dimension that no declaration names.
  mutating func note(_ name: String) {
    known.insert(name)
  }

  /// Notes the names of a declaration's dimensions.
  mutating func note(_ declared: Onnx_ValueInfoProto) {
    for (position, dimension) in declared.type.tensorType.shape.dim.enumerated() {
      if case .dimValue(let value)? = dimension.value, value > 0 { continue }
      known.insert(Self.name(of: dimension, at: position, in: declared.name))
    }
  }

  /// Dimensions without a value, values that no model can use, and values for dimensions that this
  /// model does not have.
  var problems: [ONNXProblem] {
    unbound
      + values.sorted { $0.key < $1.key }
      .compactMap { name, value in
        if !known.contains(name) { return .unknownDimension(name, known: known.sorted()) }
        return value < 1 ? .dimensionValue(name, value) : nil
      }
  }

  /// What exporters write for a dimension of which they know nothing; two of them are not equal.
  private static let placeholders: Set<String> = ["", "?", "-1", "None"]

  /// A dimension without a name or a positive extent is called by the tensor and its position.
  private static func name(
    of dimension: Onnx_TensorShapeProto.Dimension,
    at position: Int,
    in tensor: String
  ) -> String {
    if case .dimParam(let name)? = dimension.value, !placeholders.contains(name) { return name }
    return "\(tensor)[\(position)]"
  }
}

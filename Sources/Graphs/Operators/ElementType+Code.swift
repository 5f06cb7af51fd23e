extension ElementType {
  /// The element type of a number of `TensorProto.DataType` in the ONNX format.
  ///
  /// Complex numbers and types narrower than a byte are not known.
  public init?(onnxCode code: Int64) {
    switch code {
    case 1: self = .float32
    case 2: self = .uint8
    case 3: self = .int8
    case 4: self = .uint16
    case 5: self = .int16
    case 6: self = .int32
    case 7: self = .int64
    case 8: self = .string
    case 9: self = .bool
    case 10: self = .float16
    case 11: self = .float64
    case 12: self = .uint32
    case 13: self = .uint64
    case 16: self = .bfloat16
    default: return nil
    }
  }

  /// The number of the element type in the ONNX format.
  public var onnxCode: Int64 {
    switch self {
    case .float32: 1
    case .uint8: 2
    case .int8: 3
    case .uint16: 4
    case .int16: 5
    case .int32: 6
    case .int64: 7
    case .string: 8
    case .bool: 9
    case .float16: 10
    case .float64: 11
    case .uint32: 12
    case .uint64: 13
    case .bfloat16: 16
    }
  }
}

extension OperatorContext {
  /// The element type that an attribute names by its number, or nil where it is left out.
  func elementType(_ name: String) throws(OperatorError) -> ElementType? {
    guard let code = attributes.integer(name) else { return nil }
    guard let type = ElementType(onnxCode: code) else {
      throw OperatorError.mismatch("attribute '\(name)' is \(code), an unknown element type")
    }
    return type
  }
}

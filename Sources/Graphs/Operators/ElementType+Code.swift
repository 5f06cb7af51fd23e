extension ElementType {
  /// The element type of a number of `TensorProto.DataType` in the ONNX format.
  ///
  /// Complex numbers are not known.
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
    case 17: self = .float8E4M3FN
    case 18: self = .float8E4M3FNUZ
    case 19: self = .float8E5M2
    case 20: self = .float8E5M2FNUZ
    case 21: self = .uint4
    case 22: self = .int4
    case 23: self = .float4E2M1
    case 24: self = .float8E8M0
    case 25: self = .uint2
    case 26: self = .int2
    case 27: self = .float6E2M3
    case 28: self = .float6E3M2
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
    case .float8E4M3FN: 17
    case .float8E4M3FNUZ: 18
    case .float8E5M2: 19
    case .float8E5M2FNUZ: 20
    case .uint4: 21
    case .int4: 22
    case .float4E2M1: 23
    case .float8E8M0: 24
    case .uint2: 25
    case .int2: 26
    case .float6E2M3: 27
    case .float6E3M2: 28
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

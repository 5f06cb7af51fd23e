/// The type of a tensor's elements.
///
/// Floating-point numbers of 8 bits and fewer are named by their bits of exponent and mantissa, as
/// in ONNX and in MLIR.
public enum ElementType: String, Hashable, Sendable, CaseIterable {
  case float64 = "fp64"
  case float32 = "fp32"
  case float16 = "fp16"
  case bfloat16 = "bf16"
  case int64
  case int32
  case int16
  case int8
  case uint64
  case uint32
  case uint16
  case uint8
  case bool
  case string
  case float8E4M3FN = "fp8e4m3fn"
  case float8E4M3FNUZ = "fp8e4m3fnuz"
  case float8E5M2 = "fp8e5m2"
  case float8E5M2FNUZ = "fp8e5m2fnuz"
  case float8E8M0 = "fp8e8m0"
  case float6E2M3 = "fp6e2m3"
  case float6E3M2 = "fp6e3m2"
  case float4E2M1 = "fp4e2m1"
  case int4
  case uint4
  case int2
  case uint2

  /// The size of one element in memory, in bits; strings count as a pointer.
  ///
  /// Elements of fewer than 8 bits are packed: the next one begins where one ends.
  public var bitWidth: Int {
    switch self {
    case .float64, .int64, .uint64, .string: 64
    case .float32, .int32, .uint32: 32
    case .float16, .bfloat16, .int16, .uint16: 16
    case .int8, .uint8, .bool: 8
    case .float8E4M3FN, .float8E4M3FNUZ, .float8E5M2, .float8E5M2FNUZ, .float8E8M0: 8
    case .float6E2M3, .float6E3M2: 6
    case .float4E2M1, .int4, .uint4: 4
    case .int2, .uint2: 2
    }
  }

  /// Whether operators compute in these floating-point numbers, and a step may say in which.
  ///
  /// Those of 8 bits and fewer are what quantisation stores, as small integers are: they mean
  /// something with their scales only, and no precision of a step takes their place.
  public var isFloatingPoint: Bool {
    switch self {
    case .float64, .float32, .float16, .bfloat16: true
    default: false
    }
  }

  /// Whether quantised numbers are stored in elements of this type.
  public var isQuantised: Bool { bitWidth <= 8 && self != .bool }
}

/// The type of a tensor's elements.
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

  /// The size of one element in memory, in bytes; strings count as a pointer.
  public var byteWidth: Int {
    switch self {
    case .float64, .int64, .uint64, .string: 8
    case .float32, .int32, .uint32: 4
    case .float16, .bfloat16, .int16, .uint16: 2
    case .int8, .uint8, .bool: 1
    }
  }

  /// Whether the elements are floating-point numbers.
  public var isFloatingPoint: Bool {
    switch self {
    case .float64, .float32, .float16, .bfloat16: true
    default: false
    }
  }
}

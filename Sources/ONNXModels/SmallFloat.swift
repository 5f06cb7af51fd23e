package import Graphs

/// How a floating-point number of 8 bits or fewer is stored.
package struct SmallFloat {
  private let mantissa: Int
  private let bias: Int
  /// The bits of the largest finite number.
  private let largest: Int
  private let sign: Int

  /// The layout of a type; nil for any other.
  ///
  /// The numbers are those of https://onnx.ai/onnx/technical/ (float8, float6 and float4).
  package init?(_ type: ElementType) {
    switch type {
    case .float8E4M3FN: (mantissa, bias, largest, sign) = (3, 7, 0x7E, 0x80)
    case .float8E4M3FNUZ: (mantissa, bias, largest, sign) = (3, 8, 0x7F, 0x80)
    case .float8E5M2: (mantissa, bias, largest, sign) = (2, 15, 0x7B, 0x80)
    case .float8E5M2FNUZ: (mantissa, bias, largest, sign) = (2, 16, 0x7F, 0x80)
    case .float8E8M0: (mantissa, bias, largest, sign) = (0, 127, 0xFE, 0)
    case .float6E2M3: (mantissa, bias, largest, sign) = (3, 1, 0x1F, 0x20)
    case .float6E3M2: (mantissa, bias, largest, sign) = (2, 3, 0x1F, 0x20)
    case .float4E2M1: (mantissa, bias, largest, sign) = (1, 1, 0x7, 0x8)
    default: return nil
    }
  }

  /// The bits of an integer, rounded towards zero, or of the largest number.
  package func bits(of value: Int64) -> UInt8 {
    let magnitude = value.magnitude
    guard magnitude > 0 else { return 0 }
    let exponent = UInt64.bitWidth - 1 - magnitude.leadingZeroBitCount
    let above = magnitude ^ 1 << UInt64(exponent)
    let shift = mantissa - exponent
    let fraction = shift < 0 ? above >> -shift : above << shift
    let number = min((exponent + bias) << mantissa | Int(fraction), largest)
    return UInt8(truncatingIfNeeded: value < 0 ? number | sign : number)
  }
}

/// Arithmetic on the values of small constants; nil where a result is not an exact integer.
enum Folding {
  /// The largest number of elements whose values are followed.
  static let elements = 65_536

  /// Whether the values of a tensor of this shape are followed.
  ///
  /// Extents of zero do not make up for large ones: walking through rows would take as long.
  static func isSmall(_ shape: Shape) -> Bool {
    shape.dimensions.reduce(1) { $0 * max($1, 1) } <= elements
  }

  static func sum(_ left: Int64, _ right: Int64) -> Int64? {
    let (value, overflow) = left.addingReportingOverflow(right)
    return overflow ? nil : value
  }

  static func difference(_ left: Int64, _ right: Int64) -> Int64? {
    let (value, overflow) = left.subtractingReportingOverflow(right)
    return overflow ? nil : value
  }

  static func product(_ left: Int64, _ right: Int64) -> Int64? {
    let (value, overflow) = left.multipliedReportingOverflow(by: right)
    return overflow ? nil : value
  }

  /// The quotient rounded towards zero, as ONNX Runtime divides integers.
  static func quotient(_ left: Int64, _ right: Int64) -> Int64? {
    let (value, overflow) = left.dividedReportingOverflow(by: right)
    return overflow ? nil : value
  }

  /// The quotient of real numbers, where it is an integer.
  static func exactQuotient(_ left: Int64, _ right: Int64) -> Int64? {
    let (value, overflow) = left.quotientAndRemainder(checked: right)
    return overflow ? nil : value
  }

  /// The remainder with the sign of the divisor.
  static func remainder(_ left: Int64, _ right: Int64) -> Int64? {
    let (value, overflow) = left.remainderReportingOverflow(dividingBy: right)
    guard !overflow else { return nil }
    return value != 0 && (value < 0) != (right < 0) ? value + right : value
  }

  /// Each value transformed, or nil where one has no result.
  static func map(_ values: [Int64], _ rule: (Int64) -> Int64?) -> [Int64]? {
    var result: [Int64] = []
    result.reserveCapacity(values.count)
    for value in values {
      guard let next = rule(value) else { return nil }
      result.append(next)
    }
    return result
  }

  /// Values of the same position combined, or nil where one has no result.
  static func combine(_ left: [Int64], _ right: [Int64], _ rule: (Int64, Int64) -> Int64?)
    -> [Int64]?
  {
    var result: [Int64] = []
    result.reserveCapacity(left.count)
    for (first, second) in zip(left, right) {
      guard let next = rule(first, second) else { return nil }
      result.append(next)
    }
    return result
  }

  /// The values as another type holds them, or nil where one does not fit.
  static func cast(_ values: [Int64], to type: ElementType) -> [Int64]? {
    let range: ClosedRange<Int64>
    switch type {
    case .bool: return values.map { $0 == 0 ? 0 : 1 }
    case .string: return nil
    case .int64, .uint64: range = (type == .int64 ? .min : 0)...(.max)
    case .int32: range = Int64(Int32.min)...Int64(Int32.max)
    case .int16: range = Int64(Int16.min)...Int64(Int16.max)
    case .int8: range = -128...127
    case .uint32: range = 0...Int64(UInt32.max)
    case .uint16: range = 0...65_535
    case .uint8: range = 0...255
    case .float64: range = -(1 << 53)...(1 << 53)
    case .float32: range = -(1 << 24)...(1 << 24)
    case .float16: range = -2_048...2_048
    case .bfloat16: range = -256...256
    case .int4: range = -8...7
    case .uint4: range = 0...15
    case .int2: range = -2...1
    case .uint2: range = 0...3
    case .float8E4M3FN, .float8E4M3FNUZ: range = -16...16
    case .float8E5M2, .float8E5M2FNUZ, .float6E3M2: range = -8...8
    case .float6E2M3: range = -7...7
    case .float4E2M1: range = -4...4
    case .float8E8M0: range = 1...2
    }
    return values.allSatisfy(range.contains) ? values : nil
  }
}

extension Int64 {
  /// The quotient, with `overflow` set where it is not an exact integer.
  fileprivate func quotientAndRemainder(checked divisor: Int64) -> (Int64, overflow: Bool) {
    guard divisor != 0, !(self == .min && divisor == -1), self % divisor == 0 else {
      return (0, true)
    }
    return (self / divisor, false)
  }
}

/// A decimal number as it is written, for exact conversion to integers.
package struct DecimalText: Hashable, Sendable {
  /// Whether there is a minus sign.
  package let isNegative: Bool
  /// Whether there is neither a fraction nor an exponent.
  package let isInteger: Bool
  /// The digits before and after the point.
  private let digits: [UInt8]
  /// The power of ten that the digits as an integer are multiplied with.
  private let exponent: Int

  /// Reads a number such as `14`, `-0.5` or `1.5e3`; nil for any other text.
  package init?(_ text: some StringProtocol) {
    var rest = Array(text.utf8)[...]
    let sign = rest.first
    if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { rest = rest.dropFirst() }
    isNegative = sign == UInt8(ascii: "-")
    let whole = rest.prefix { Self.isDigit($0) }
    rest = rest.dropFirst(whole.count)
    var fraction: ArraySlice<UInt8> = []
    let hasPoint = rest.first == UInt8(ascii: ".")
    if hasPoint {
      fraction = rest.dropFirst().prefix { Self.isDigit($0) }
      guard !fraction.isEmpty else { return nil }
      rest = rest.dropFirst(fraction.count + 1)
    }
    guard !whole.isEmpty else { return nil }
    var power = 0
    let hasExponent = (rest.first ?? 0) | 0x20 == UInt8(ascii: "e")
    if hasExponent {
      guard let written = Self.exponent(rest.dropFirst()) else { return nil }
      power = written
      rest = []
    }
    guard rest.isEmpty else { return nil }
    isInteger = !hasPoint && !hasExponent
    digits = (whole + fraction).map { $0 - UInt8(ascii: "0") }
    exponent = power - fraction.count
  }

  /// The number times `factor` over 10 to the power `divisorExponent`.
  ///
  /// Nil where the result is negative, no integer, or above 64 bits.
  package func exactly(times factor: UInt64, overTenToThe divisorExponent: Int = 0) -> UInt64? {
    var mantissa = Array(digits.drop { $0 == 0 })
    guard !mantissa.isEmpty else { return 0 }
    guard !isNegative, factor > 0 else { return factor == 0 ? 0 : nil }
    var exponent = exponent - divisorExponent
    while exponent < 0, mantissa.last == 0 {
      mantissa.removeLast()
      exponent += 1
    }
    guard mantissa.count <= 38, exponent <= 38, exponent >= -38 else { return nil }
    let whole = mantissa.reduce(UInt128(0)) { $0 * 10 + UInt128($1) }
    var (product, overflow) = whole.multipliedReportingOverflow(by: UInt128(factor))
    guard !overflow else { return nil }
    for _ in 0..<max(exponent, 0) {
      (product, overflow) = product.multipliedReportingOverflow(by: 10)
      guard !overflow else { return nil }
    }
    for _ in 0..<max(-exponent, 0) {
      guard product % 10 == 0 else { return nil }
      product /= 10
    }
    return UInt64(exactly: product)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
  }

  /// An exponent, at most ten to the ninth in magnitude; nil for what is none.
  private static func exponent(_ text: ArraySlice<UInt8>) -> Int? {
    let isNegative = text.first == UInt8(ascii: "-")
    let digits = isNegative || text.first == UInt8(ascii: "+") ? text.dropFirst() : text
    guard !digits.isEmpty, digits.allSatisfy(isDigit) else { return nil }
    let magnitude = digits.reduce(0) { min($0 * 10 + Int($1 - UInt8(ascii: "0")), 1_000_000_000) }
    return isNegative ? -magnitude : magnitude
  }
}

/// Shares and ratios in thousandths, rounded down.
package enum Ratio {
  /// The quotient in thousandths; zero where the divisor is.
  package static func thousandths(_ amount: UInt64, over whole: UInt64) -> UInt64 {
    guard whole > 0 else { return 0 }
    return UInt64(clamping: UInt128(amount) * 1_000 / UInt128(whole))
  }

  /// The quotient of two numbers in thousandths; zero where the divisor is.
  package static func thousandths(_ count: Int, of whole: Int) -> UInt64 {
    thousandths(UInt64(max(count, 0)), over: UInt64(max(whole, 0)))
  }

  /// The lower median; nil of nothing.
  package static func median<Value: Comparable>(_ values: [Value]) -> Value? {
    values.isEmpty ? nil : values.sorted()[(values.count - 1) / 2]
  }
}

/// Amounts in thousandths, such as factors and shares, as decimal numbers.
package enum Thousandths {
  /// All three decimals: 1550 is `1.550`.
  package static func exact(_ amount: UInt64) -> String {
    "\(amount / 1_000).\(String(amount % 1_000 + 1_000).dropFirst())"
  }

  /// Two decimals, rounded to the nearest: 1555 is `1.56`.
  package static func rounded(_ amount: UInt64) -> String {
    let hundredths = amount / 10 + (amount % 10 < 5 ? 0 : 1)
    return "\(hundredths / 100).\(String(hundredths % 100 + 100).dropFirst())"
  }
}

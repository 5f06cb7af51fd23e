/// A probability as an exact fraction, `numerator` times out of `denominator`.
///
/// Integers keep a decision the same on every machine.
package struct Odds: Hashable, Sendable {
  /// How often it happens in `denominator` trials.
  package let numerator: UInt32
  /// The number of trials; never zero.
  package let denominator: UInt32

  /// Makes a probability; the numerator must not exceed the denominator.
  package init(_ numerator: UInt32, in denominator: UInt32) {
    precondition(denominator > 0, "the number of trials must be positive")
    precondition(numerator <= denominator, "a probability must not exceed one")
    self.numerator = numerator
    self.denominator = denominator
  }

  /// The probability of what cannot happen.
  package static let never = Odds(0, in: 1)
  /// The probability of a fair coin.
  package static let even = Odds(1, in: 2)
  /// The probability of what is certain.
  package static let always = Odds(1, in: 1)

  /// Whether it cannot happen.
  package var isNever: Bool { numerator == 0 }
  /// Whether it must happen.
  package var isAlways: Bool { numerator == denominator }

  /// Returns whether `part` of `whole` is at least this share.
  package func isReached(by part: UInt64, of whole: UInt64) -> Bool {
    let left = part.multipliedFullWidth(by: UInt64(denominator))
    let right = whole.multipliedFullWidth(by: UInt64(numerator))
    return (left.high, left.low) >= (right.high, right.low)
  }
}

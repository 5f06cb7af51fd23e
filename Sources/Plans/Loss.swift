package import Quantities

/// How much longer a plan takes than what it is held against.
package struct Loss: Hashable, Sendable {
  /// The time of the plan.
  package let plan: Nanoseconds
  /// The time of what it is held against.
  package let best: Nanoseconds
  /// What it is held against: a processor or a strategy.
  package let rival: String

  /// Compares two times.
  package init(plan: Nanoseconds, best: Nanoseconds, rival: String) {
    self.plan = plan
    self.best = best
    self.rival = rival
  }

  /// How many times longer the plan takes, in thousandths, rounded to the nearest; at most 2⁶⁰.
  package var thousandths: UInt64 {
    guard best > .zero else { return 0 }
    let exact = (UInt128(plan.amount) * 2_000 + UInt128(best.amount)) / (2 * UInt128(best.amount))
    return UInt64(min(exact, 1 << 60))
  }

  /// The binary logarithm of the loss in units of 2⁻¹⁶, rounded down; zero where nothing is lost.
  ///
  /// Repeated squaring of integers, so that it is the same number on every machine.
  package var severity: Int {
    guard plan > best, best > .zero else { return 0 }
    let one = UInt128(1) << 32
    var mantissa = (UInt128(plan.amount) << 32) / UInt128(best.amount)
    var result = 0
    while mantissa >= 2 * one {
      mantissa >>= 1
      result += 1
    }
    for _ in 0..<16 {
      mantissa = (mantissa * mantissa) >> 32
      result <<= 1
      if mantissa >= 2 * one {
        mantissa >>= 1
        result += 1
      }
    }
    return result
  }
}

/// Arithmetic inside checked limits.
///
/// Inputs are bounded where they are read (`Limits`), so that sums cannot overflow afterwards;
/// an overflow here is a defect of this package and traps.
extension Quantity {
  @inlinable public static func + (left: Self, right: Self) -> Self {
    Self(left.amount + right.amount)
  }

  @inlinable public static func += (left: inout Self, right: Self) {
    left = left + right
  }

  /// The difference, or zero where the right side is larger.
  @inlinable public func reduced(by other: Self) -> Self {
    Self(amount > other.amount ? amount - other.amount : 0)
  }

  @inlinable public static func * (left: Self, factor: UInt64) -> Self {
    Self(left.amount * factor)
  }

  /// The product with a fraction, rounded up, or nil where it leaves 64 bits.
  @inlinable public func scaled(by numerator: UInt64, over denominator: UInt64) -> Self? {
    guard denominator > 0 else { return nil }
    let (short, isLong) = amount.multipliedReportingOverflow(by: numerator)
    if !isLong {
      let (quotient, remainder) = short.quotientAndRemainder(dividingBy: denominator)
      return Self(remainder > 0 ? quotient + 1 : quotient)
    }
    let product = amount.multipliedFullWidth(by: numerator)
    guard product.high < denominator else { return nil }
    let (quotient, remainder) = denominator.dividingFullWidth(product)
    let (rounded, overflow) = quotient.addingReportingOverflow(remainder > 0 ? 1 : 0)
    return overflow ? nil : Self(rounded)
  }
}

extension Sequence {
  /// The sum of the amounts.
  @inlinable public func total<Unit>() -> Quantity<Unit> where Element == Quantity<Unit> {
    reduce(.zero, +)
  }
}

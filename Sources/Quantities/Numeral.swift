/// The integer arithmetic that a rule may use, whatever it is computed over.
///
/// A support rule, a split rule or a bound is written once as a generic function. Over `Int64` it
/// is a number for the simulator and the direct checks; over a solver's term it is a constraint.
public protocol Numeral: Hashable {
  /// The truth values that comparisons yield.
  associatedtype Truth: Connective

  init(constant: Int64)

  static func + (left: Self, right: Self) -> Self
  static func - (left: Self, right: Self) -> Self
  static func * (left: Self, right: Self) -> Self
  /// The quotient rounded towards minus infinity, for a positive divisor.
  func dividedRoundingDown(by divisor: Int64) -> Self
  /// The remainder that belongs to `dividedRoundingDown`, never negative.
  func remainder(by divisor: Int64) -> Self

  func isAtMost(_ other: Self) -> Truth
  func isEqual(to other: Self) -> Truth

  /// The first value where the condition holds, else the second.
  static func choose(_ condition: Truth, _ first: Self, else second: Self) -> Self
}

/// The truth values that go with a numeral.
public protocol Connective: Hashable {
  init(constant: Bool)

  static func conjunction(_ parts: [Self]) -> Self
  static func disjunction(_ parts: [Self]) -> Self
  var negated: Self { get }
}

extension Numeral {
  /// The smaller of two values.
  public static func least(_ left: Self, _ right: Self) -> Self {
    choose(left.isAtMost(right), left, else: right)
  }

  /// The larger of two values.
  public static func greatest(_ left: Self, _ right: Self) -> Self {
    choose(left.isAtMost(right), right, else: left)
  }

  /// Whether the value is strictly smaller than the other.
  public func isLess(than other: Self) -> Truth {
    other.isAtMost(self).negated
  }
}

extension Int64: Numeral {
  public init(constant: Int64) {
    self = constant
  }

  public func dividedRoundingDown(by divisor: Int64) -> Int64 {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }

  public func remainder(by divisor: Int64) -> Int64 {
    let rest = self % divisor
    return rest < 0 ? rest + divisor : rest
  }

  public func isAtMost(_ other: Int64) -> Bool { self <= other }
  public func isEqual(to other: Int64) -> Bool { self == other }

  public static func choose(_ condition: Bool, _ first: Int64, else second: Int64) -> Int64 {
    condition ? first : second
  }
}

extension Bool: Connective {
  public init(constant: Bool) {
    self = constant
  }

  public static func conjunction(_ parts: [Bool]) -> Bool { parts.allSatisfy { $0 } }
  public static func disjunction(_ parts: [Bool]) -> Bool { parts.contains(true) }
  public var negated: Bool { !self }
}

/// What a node of a term or formula computes from its parts.
package enum Operation: Hashable, Sendable {
  /// A truth value; no parts.
  case truth(Bool)
  /// An unknown truth value; no parts.
  case booleanSymbol(BooleanSymbol)
  /// The opposite of its one part.
  case negation
  /// Whether all of two or more parts hold.
  case conjunction
  /// Whether any of two or more parts holds.
  case disjunction
  /// Whether the first of two terms is at most the second.
  case atMost
  /// Whether two terms are equal.
  case equal
  /// Whether the weights (all positive) of the parts that hold sum to at most the bound.
  case weightedAtMost(weights: [Int64], bound: Int64)

  /// A number; no parts.
  case constant(Int64)
  /// An unknown integer; no parts.
  case integerSymbol(IntegerSymbol)
  /// The parts, each times its coefficient, and a constant, added up.
  case linear(coefficients: [Int64], constant: Int64)
  /// The product of two terms.
  case product
  /// A term divided by a positive number, rounded towards minus infinity.
  case quotient(divisor: Int64)
  /// The non-negative remainder that belongs to the quotient.
  case remainder(divisor: Int64)
  /// The second part where the first, a formula, holds, else the third.
  case choice
}

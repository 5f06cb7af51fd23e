/// Computes what terms and formulas amount to under an assignment: this package's own judge.
package struct Evaluator: Sendable {
  private let assignment: Assignment
  private var fold = Fold<Computed>()

  /// An evaluator under the assignment.
  package init(_ assignment: Assignment) {
    self.assignment = assignment
  }

  /// The value of the term.
  package mutating func value(of term: IntegerTerm) throws(EvaluationError) -> Int64 {
    guard let value = Int64(exactly: try computed(term.node).number) else {
      throw .overflow
    }
    return value
  }

  /// Whether the formula holds.
  package mutating func value(of formula: Formula) throws(EvaluationError) -> Bool {
    try computed(formula.node).isTrue
  }

  private mutating func computed(_ node: Node) throws(EvaluationError) -> Computed {
    let assignment = assignment
    return try fold.value(of: node) { (node, parts) throws(EvaluationError) in
      try Self.combine(node.operation, parts, under: assignment)
    }
  }

  private static func combine(
    _ operation: Operation,
    _ parts: [Computed],
    under assignment: Assignment
  ) throws(EvaluationError) -> Computed {
    switch operation {
    case .truth(let value): return Computed(value)
    case .booleanSymbol(let symbol):
      guard let value = assignment[symbol] else { throw .unassigned(symbol: symbol.name) }
      return Computed(value)
    case .negation: return Computed(!parts[0].isTrue)
    case .conjunction: return Computed(parts.allSatisfy(\.isTrue))
    case .disjunction: return Computed(parts.contains(where: \.isTrue))
    case .atMost: return Computed(parts[0].number <= parts[1].number)
    case .equal: return Computed(parts[0].number == parts[1].number)
    case .weightedAtMost(let weights, let bound):
      return Computed(try sum(weights, parts) <= Int128(bound))
    case .constant(let value): return Computed(Int128(value))
    case .integerSymbol(let symbol):
      guard let value = assignment[symbol] else { throw .unassigned(symbol: symbol.name) }
      return Computed(Int128(value))
    case .linear(let coefficients, let constant):
      let (total, overflow) = try sum(coefficients, parts)
        .addingReportingOverflow(Int128(constant))
      return Computed(try checked(total, overflow))
    case .product:
      let (product, overflow) = parts[0].number.multipliedReportingOverflow(by: parts[1].number)
      return Computed(try checked(product, overflow))
    case .quotient(let divisor): return Computed(divided(parts[0].number, by: divisor).quotient)
    case .remainder(let divisor): return Computed(divided(parts[0].number, by: divisor).remainder)
    case .choice: return parts[0].isTrue ? parts[1] : parts[2]
    }
  }

  private static func sum(
    _ factors: [Int64],
    _ parts: [Computed]
  ) throws(EvaluationError) -> Int128 {
    var total: Int128 = 0
    for (factor, part) in zip(factors, parts) {
      let (product, large) = part.number.multipliedReportingOverflow(by: Int128(factor))
      let (next, overflow) = total.addingReportingOverflow(product)
      total = try checked(next, large || overflow)
    }
    return total
  }

  private static func checked(
    _ value: Int128,
    _ overflow: Bool
  ) throws(EvaluationError) -> Int128 {
    if overflow { throw .overflow }
    return value
  }

  private static func divided(
    _ value: Int128,
    by divisor: Int64
  ) -> (quotient: Int128, remainder: Int128) {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: Int128(divisor))
    return remainder < 0 ? (quotient - 1, remainder + Int128(divisor)) : (quotient, remainder)
  }
}

/// Why a term or formula has no value under an assignment.
package enum EvaluationError: Error, Hashable {
  /// A symbol has no value; its name.
  case unassigned(symbol: String)
  /// The value, or one on the way to it, leaves the numbers that are computed with.
  case overflow
}

/// The value of a node: a number, where a truth value counts as one or zero.
private struct Computed: Sendable {
  let number: Int128

  init(_ number: Int128) {
    self.number = number
  }

  init(_ truth: Bool) {
    number = truth ? 1 : 0
  }

  var isTrue: Bool { number != 0 }
}

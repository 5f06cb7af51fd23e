import Quantities

/// A truth value that depends on symbols.
package struct Formula: Hashable, Sendable {
  /// What the formula computes.
  package let node: Node

  private init(_ operation: Operation, _ parts: [Node] = []) {
    node = Node(operation, parts)
  }

  private init(node: Node) {
    self.node = node
  }

  init(comparing first: Node, _ operation: Operation, _ second: Node) {
    self.init(operation, [first, second])
  }

  /// The formula that is the symbol's value.
  package init(_ symbol: BooleanSymbol) {
    self.init(.booleanSymbol(symbol))
  }

  /// The truth value, where the formula does not depend on symbols.
  package var constantValue: Bool? {
    if case .truth(let value) = node.operation { value } else { nil }
  }

  /// Whether the other holds wherever this one does.
  package func implies(_ other: Formula) -> Formula {
    .disjunction([negated, other])
  }

  /// Whether both hold or neither does.
  package func isEquivalent(to other: Formula) -> Formula {
    if node.isIdentical(to: other.node) { return Formula(constant: true) }
    if let value = constantValue { return value ? other : other.negated }
    if let value = other.constantValue { return value ? self : negated }
    return .conjunction([implies(other), other.implies(self)])
  }

  /// Whether both hold.
  package static func && (left: Formula, right: Formula) -> Formula {
    .conjunction([left, right])
  }

  /// Whether at least one holds.
  package static func || (left: Formula, right: Formula) -> Formula {
    .disjunction([left, right])
  }

  /// The opposite.
  package static prefix func ! (formula: Formula) -> Formula {
    formula.negated
  }
}

extension Formula: Connective {
  package init(constant: Bool) {
    self.init(.truth(constant))
  }

  package static func conjunction(_ parts: [Formula]) -> Formula {
    joined(parts, by: .conjunction, neutral: true)
  }

  package static func disjunction(_ parts: [Formula]) -> Formula {
    joined(parts, by: .disjunction, neutral: false)
  }

  package var negated: Formula {
    switch node.operation {
    case .truth(let value):
      Formula(constant: !value)
    case .negation:
      Formula(node: node.parts[0])
    case .booleanSymbol, .conjunction, .disjunction, .atMost, .equal, .weightedAtMost, .constant,
      .integerSymbol, .linear, .product, .quotient, .remainder, .choice:
      Formula(.negation, [node])
    }
  }

  /// Joins the parts; small nested joins of the same kind are taken apart.
  private static func joined(
    _ parts: [Formula],
    by operation: Operation,
    neutral: Bool
  ) -> Formula {
    var nodes: [Node] = []
    nodes.reserveCapacity(parts.count)
    for part in parts {
      if let value = part.constantValue {
        if value != neutral { return part }
      } else if part.node.operation == operation, part.node.parts.count <= 8 {
        nodes.append(contentsOf: part.node.parts)
      } else {
        nodes.append(part.node)
      }
    }
    guard let first = nodes.first else { return Formula(constant: neutral) }
    return nodes.count == 1 ? Formula(node: first) : Formula(operation, nodes)
  }
}

extension Formula {
  /// A condition and what it counts for where it holds.
  package struct Weighted: Hashable, Sendable {
    /// What is counted.
    package let weight: Int64
    /// Where it is counted.
    package let condition: Formula

    /// Counts the weight where the condition holds.
    package init(weight: Int64, condition: Formula) {
      self.weight = weight
      self.condition = condition
    }
  }

  /// Whether the weights of the conditions that hold sum to at most the bound.
  ///
  /// A negative weight is counted as its opposite for the opposite condition, and constants are
  /// folded, so that all weights of the node are positive.
  package static func weightedSum(_ terms: [Weighted], isAtMost bound: Int64) -> Formula {
    var remaining = Int128(bound)
    var total: Int128 = 0
    var weights: [Int64] = []
    var parts: [Node] = []
    for term in terms where term.weight != 0 {
      if let value = term.condition.constantValue {
        remaining -= value ? Int128(term.weight) : 0
        continue
      }
      let counted = term.weight > 0 ? term.condition : term.condition.negated
      if term.weight < 0 { remaining -= Int128(term.weight) }
      weights.append(abs(term.weight))
      total += Int128(abs(term.weight))
      parts.append(counted.node)
    }
    if remaining < 0 { return Formula(constant: false) }
    if total <= remaining { return Formula(constant: true) }
    return Formula(.weightedAtMost(weights: weights, bound: Int64(remaining)), parts)
  }
}

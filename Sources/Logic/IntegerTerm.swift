import Quantities

/// An integer that depends on symbols.
///
/// Terms are built by arithmetic; constants are folded on the way. Coefficients and constants that
/// leave 64 bits trap, as they do for numbers: inputs are bounded where they are read.
package struct IntegerTerm: Hashable, Sendable {
  /// What the term computes.
  package let node: Node

  private init(_ operation: Operation, _ parts: [Node] = []) {
    node = Node(operation, parts)
  }

  fileprivate init(node: Node) {
    self.node = node
  }

  /// The term that is the symbol's value.
  package init(_ symbol: IntegerSymbol) {
    self.init(.integerSymbol(symbol))
  }

  /// The number, where the term does not depend on symbols.
  package var constantValue: Int64? {
    if case .constant(let value) = node.operation { value } else { nil }
  }

  /// The sum of the terms; unlike repeated addition it is flat and takes linear time.
  package static func sum(_ terms: some Sequence<IntegerTerm>) -> IntegerTerm {
    var sum = LinearSum()
    for term in terms { sum.add(term.node, times: 1, flattening: .max) }
    return sum.term
  }

  /// The term times the number.
  package static func * (factor: Int64, term: IntegerTerm) -> IntegerTerm {
    var sum = LinearSum()
    sum.add(term.node, times: factor)
    return sum.term
  }
}

extension IntegerTerm: Numeral {
  package typealias Truth = Formula

  package init(constant: Int64) {
    self.init(.constant(constant))
  }

  package static func + (left: IntegerTerm, right: IntegerTerm) -> IntegerTerm {
    var sum = LinearSum()
    sum.add(left.node, times: 1)
    sum.add(right.node, times: 1)
    return sum.term
  }

  package static func - (left: IntegerTerm, right: IntegerTerm) -> IntegerTerm {
    var sum = LinearSum()
    sum.add(left.node, times: 1)
    sum.add(right.node, times: -1)
    return sum.term
  }

  package static func * (left: IntegerTerm, right: IntegerTerm) -> IntegerTerm {
    if let factor = left.constantValue { return factor * right }
    if let factor = right.constantValue { return factor * left }
    return IntegerTerm(.product, [left.node, right.node])
  }

  package func dividedRoundingDown(by divisor: Int64) -> IntegerTerm {
    precondition(divisor > 0, "a divisor is positive")
    if divisor == 1 { return self }
    if let value = constantValue {
      return IntegerTerm(constant: value.dividedRoundingDown(by: divisor))
    }
    return IntegerTerm(.quotient(divisor: divisor), [node])
  }

  package func remainder(by divisor: Int64) -> IntegerTerm {
    precondition(divisor > 0, "a divisor is positive")
    if divisor == 1 { return IntegerTerm(constant: 0) }
    if let value = constantValue { return IntegerTerm(constant: value.remainder(by: divisor)) }
    return IntegerTerm(.remainder(divisor: divisor), [node])
  }

  package func isAtMost(_ other: IntegerTerm) -> Formula {
    if let value = constantValue, let bound = other.constantValue {
      return Formula(constant: value <= bound)
    }
    if node.isIdentical(to: other.node) { return Formula(constant: true) }
    return Formula(comparing: node, .atMost, other.node)
  }

  package func isEqual(to other: IntegerTerm) -> Formula {
    if let value = constantValue, let target = other.constantValue {
      return Formula(constant: value == target)
    }
    if node.isIdentical(to: other.node) { return Formula(constant: true) }
    return Formula(comparing: node, .equal, other.node)
  }

  package static func choose(
    _ condition: Formula,
    _ first: IntegerTerm,
    else second: IntegerTerm
  ) -> IntegerTerm {
    if let value = condition.constantValue { return value ? first : second }
    if first.node.isIdentical(to: second.node) { return first }
    return IntegerTerm(.choice, [condition.node, first.node, second.node])
  }
}

/// A sum under construction: parts that occur several times are collected.
private struct LinearSum {
  private var atoms: [Node] = []
  private var coefficients: [Int64] = []
  private var constant: Int64 = 0
  private var positions: [Atom: Int] = [:]

  /// Adds a multiple of the node, taken apart where it is a sum of few parts.
  mutating func add(_ node: Node, times factor: Int64, flattening limit: Int = 8) {
    switch node.operation {
    case .constant(let value):
      constant += factor * value
    case .linear(let inner, let value) where inner.count <= limit:
      constant += factor * value
      for (part, coefficient) in zip(node.parts, inner) {
        addAtom(part, times: factor * coefficient)
      }
    case .truth, .booleanSymbol, .negation, .conjunction, .disjunction, .atMost, .equal,
      .weightedAtMost, .integerSymbol, .linear, .product, .quotient, .remainder, .choice:
      addAtom(node, times: factor)
    }
  }

  private mutating func addAtom(_ node: Node, times factor: Int64) {
    if let position = position(of: node) {
      coefficients[position] += factor
    } else {
      if atoms.count >= Self.scanned { positions[Atom(node)] = atoms.count }
      atoms.append(node)
      coefficients.append(factor)
    }
  }

  /// Few atoms are compared one by one, which is faster than hashing them.
  private static let scanned = 8

  private func position(of node: Node) -> Int? {
    for (position, atom) in atoms.prefix(Self.scanned).enumerated()
    where atom.isIdentical(to: node) {
      return position
    }
    return positions.isEmpty ? nil : positions[Atom(node)]
  }

  var term: IntegerTerm {
    let kept = atoms.indices.filter { coefficients[$0] != 0 }
    guard let first = kept.first else { return IntegerTerm(constant: constant) }
    if kept.count == 1, constant == 0, coefficients[first] == 1 {
      return IntegerTerm(node: atoms[first])
    }
    let operation = Operation.linear(
      coefficients: kept.map { coefficients[$0] },
      constant: constant
    )
    return IntegerTerm(node: Node(operation, kept.map { atoms[$0] }))
  }
}

/// What makes two parts of a sum the same: being the same symbol or the same node.
private enum Atom: Hashable {
  case symbol(IntegerSymbol)
  case node(ObjectIdentifier)

  init(_ node: Node) {
    if case .integerSymbol(let symbol) = node.operation {
      self = .symbol(symbol)
    } else {
      self = .node(ObjectIdentifier(node))
    }
  }
}

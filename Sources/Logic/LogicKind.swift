/// How much a solver must understand to decide a query; it decides how the solver is set up.
package enum LogicKind: Hashable, Sendable, CaseIterable {
  /// Truth values only.
  case booleans
  /// Truth values and bounds on weighted sums of them.
  case pseudoBooleans
  /// Truth values and bounds on integers and on differences of two of them.
  case differences
  /// Linear arithmetic, division by constants, choices between terms.
  case linear
  /// Products of unknowns as well.
  case nonlinear

  /// The least kind that covers all the formulas.
  package init(covering formulas: some Sequence<Formula>) {
    var classifier = LogicClassifier()
    self = formulas.reduce(.booleans) { $0.joined(with: classifier.kind(of: $1)) }
  }

  /// The least kind that covers both.
  package func joined(with other: LogicKind) -> LogicKind {
    if covers(other) { return self }
    return other.covers(self) ? other : .linear
  }

  /// Whether whatever belongs to the other kind belongs to this one.
  package func covers(_ other: LogicKind) -> Bool {
    switch (self, other) {
    case (_, .booleans), (.nonlinear, _): true
    case (.linear, .pseudoBooleans), (.linear, .differences), (.linear, .linear): true
    case (.pseudoBooleans, .pseudoBooleans), (.differences, .differences): true
    case (.booleans, _), (.pseudoBooleans, _), (.differences, _), (.linear, .nonlinear): false
    }
  }
}

/// Finds the kind of formulas, remembering the parts it has met.
package struct LogicClassifier: Sendable {
  private var fold = Fold<LogicKind>()

  /// A classifier that has met no formula.
  package init() {}

  /// The least kind that covers the formula.
  package mutating func kind(of formula: Formula) -> LogicKind {
    fold.value(of: formula.node) { node, parts in
      parts.reduce(Self.kind(of: node)) { $0.joined(with: $1) }
    }
  }

  /// What the node itself asks for; a sum asks for nothing before it is compared.
  private static func kind(of node: Node) -> LogicKind {
    switch node.operation {
    case .truth, .booleanSymbol, .negation, .conjunction, .disjunction: .booleans
    case .constant, .integerSymbol, .linear: .booleans
    case .weightedAtMost: .pseudoBooleans
    case .atMost, .equal: isDifference(node.parts[0], node.parts[1]) ? .differences : .linear
    case .quotient, .remainder, .choice: .linear
    case .product: .nonlinear
    }
  }

  private static func isDifference(_ left: Node, _ right: Node) -> Bool {
    var coefficients: [(symbol: IntegerSymbol, coefficient: Int64)] = []
    for (node, sign) in [(left, Int64(1)), (right, -1)] {
      guard let summands = summands(of: node) else { return false }
      for (symbol, factor) in summands {
        let coefficient = sign * factor
        if let position = coefficients.firstIndex(where: { $0.symbol == symbol }) {
          coefficients[position].coefficient += coefficient
        } else {
          coefficients.append((symbol, coefficient))
        }
      }
    }
    let kept = coefficients.map(\.coefficient).filter { $0 != 0 }
    return kept.count <= 2 && kept.allSatisfy { abs($0) == 1 } && Set(kept).count == kept.count
  }

  /// The symbols that are added up with their coefficients, or nil where it is more than a sum.
  private static func summands(of node: Node) -> [(IntegerSymbol, Int64)]? {
    switch node.operation {
    case .constant:
      return []
    case .integerSymbol(let symbol):
      return [(symbol, 1)]
    case .linear(let coefficients, _):
      guard coefficients.count <= 4, coefficients.allSatisfy({ abs($0) == 1 }) else { return nil }
      var summands: [(IntegerSymbol, Int64)] = []
      for (part, coefficient) in zip(node.parts, coefficients) {
        guard case .integerSymbol(let symbol) = part.operation else { return nil }
        summands.append((symbol, coefficient))
      }
      return summands
    case .truth, .booleanSymbol, .negation, .conjunction, .disjunction, .atMost, .equal,
      .weightedAtMost, .product, .quotient, .remainder, .choice:
      return nil
    }
  }
}

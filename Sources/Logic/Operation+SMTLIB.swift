extension LogicKind {
  /// The logic that a script names; difference logics are not named, because solvers disagree on
  /// which ways of writing a difference belong to them.
  var smtlibName: String {
    switch self {
    case .booleans: "QF_UF"
    case .pseudoBooleans, .differences, .linear: "QF_LIA"
    case .nonlinear: "QF_NIA"
    }
  }
}

extension Operation {
  /// Whether the operation yields a truth value.
  var isTruth: Bool {
    switch self {
    case .truth, .booleanSymbol, .negation, .conjunction, .disjunction, .atMost, .equal,
      .weightedAtMost:
      true
    case .constant, .integerSymbol, .linear, .product, .quotient, .remainder, .choice:
      false
    }
  }

  /// The operation applied to the texts of its parts.
  func smtlibText(_ parts: [String], naming name: (Symbolic) -> String) -> String {
    switch self {
    case .truth(let value): value ? "true" : "false"
    case .booleanSymbol(let symbol): name(.boolean(symbol))
    case .negation: applied("not", parts)
    case .conjunction: applied("and", parts)
    case .disjunction: applied("or", parts)
    case .atMost: applied("<=", parts)
    case .equal: applied("=", parts)
    case .weightedAtMost(let weights, let bound):
      applied(
        "<=",
        [sum(zip(weights, parts).map { "(ite \($1) \(number($0)) 0)" }), number(bound)]
      )
    case .constant(let value): number(value)
    case .integerSymbol(let symbol): name(.integer(symbol))
    case .linear(let coefficients, let constant):
      sum(
        zip(coefficients, parts).map { $0 == 1 ? $1 : applied("*", [number($0), $1]) }
          + (constant == 0 ? [] : [number(constant)])
      )
    case .product: applied("*", parts)
    case .quotient(let divisor): applied("div", parts + [number(divisor)])
    case .remainder(let divisor): applied("mod", parts + [number(divisor)])
    case .choice: applied("ite", parts)
    }
  }

  private func applied(_ function: String, _ parts: [String]) -> String {
    "(\(function) \(parts.joined(separator: " ")))"
  }

  private func sum(_ parts: [String]) -> String {
    parts.count == 1 ? parts[0] : applied("+", parts)
  }

  /// SMT-LIB has no negative numerals.
  private func number(_ value: Int64) -> String {
    value < 0 ? "(- \(value.magnitude))" : "\(value)"
  }
}

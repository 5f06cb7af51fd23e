import Logic
import Quantities

/// A wrong encoding: one change at one place of the queries of one kind.
struct Tampering: Hashable, Sendable {
  /// What is done to a part of a query.
  enum Change: String, CaseIterable, Sendable {
    case dropConstraint
    case dropAssumption
    case swapComparison
    case tightenComparison
    case loosenComparison
    case joinByOther
    case dropFirstPart
    case dropLastPart
    case forgetNegation
    case negateSymbol
    case raiseConstant
    case raiseBound
    case lowerBound
    case forgetWeight
    /// A step takes what the one that waits for it takes.
    case chargeWrongStep
    /// A step, such as a transfer, takes no time and nothing waits for it.
    case forgetStep
  }

  /// The beginning of the names of the queries that are changed.
  let queries: String
  let change: Change
  /// Which of the places where the change is possible, in the order of reading.
  let place: Int

  /// The changed query, nil where it has no such place.
  func applied(to query: Query) -> Query? {
    var constraints = query.constraints
    var assumptions = query.assumptions.values
    switch change {
    case .dropConstraint:
      guard constraints.indices.contains(place) else { return nil }
      constraints.remove(at: place)
    case .dropAssumption:
      guard assumptions.indices.contains(place) else { return nil }
      assumptions.remove(at: place)
    case .chargeWrongStep, .forgetStep:
      guard let changed = retimed(assumptions) else { return nil }
      assumptions = changed
    case .swapComparison, .tightenComparison, .loosenComparison, .joinByOther, .dropFirstPart,
      .dropLastPart, .forgetNegation, .negateSymbol, .raiseConstant, .raiseBound, .lowerBound,
      .forgetWeight:
      var rewriting = Rewriting(change: change, place: place)
      constraints = constraints.map { rewriting.formula($0.node) }
      assumptions = assumptions.map { Assumption($0.name, rewriting.formula($0.formula.node)) }
      guard rewriting.isDone else { return nil }
    }
    return Query(
      name: query.name,
      constraints: constraints,
      assumptions: assumptions,
      explanation: query.explanation,
      limit: query.limit
    )
  }
}

extension Tampering {
  /// The assumptions about times with one step charged wrongly or left out.
  private func retimed(_ assumptions: [Assumption]) -> [Assumption]? {
    if change == .forgetStep {
      let ends = assumptions.filter { $0.name.hasSuffix(" ends in time") }
      guard ends.indices.contains(place) else { return nil }
      let step = ends[place].name.dropLast(" ends in time".count)
      let rest = assumptions.filter {
        !$0.name.hasPrefix(step + " ") && !$0.name.hasSuffix(" after " + step)
      }
      return rest.count < assumptions.count ? rest : nil
    }
    let waits = assumptions.indices.filter { assumptions[$0].name.contains(" after ") }
    guard waits.indices.contains(place) else { return nil }
    let position = waits[place]
    let waiting = assumptions[position].name.split(separator: " after ").first ?? ""
    guard let own = assumptions.first(where: { $0.name == waiting + " ends in time" }),
      case .linear(_, let duration) = own.formula.node.parts[0].operation,
      case .linear(_, let before) = assumptions[position].formula.node.parts[0].operation,
      case .integerSymbol(let start) =
        assumptions[position].formula.node.parts[0].parts[0].operation,
      case .integerSymbol(let next) = assumptions[position].formula.node.parts[1].operation,
      before != duration
    else { return nil }
    var result = assumptions
    result[position] = Assumption(
      assumptions[position].name,
      (IntegerTerm(start) + IntegerTerm(constant: duration)).isAtMost(IntegerTerm(next))
    )
    return result
  }
}

/// A solver that is asked wrong questions.
struct TamperingSolver<Oracle: Solver>: Solver {
  let solver: Oracle
  let tampering: Tampering

  func solve(_ query: Query) throws(SolverError) -> Answer {
    guard query.name.hasPrefix(tampering.queries) else { return try solver.solve(query) }
    return try solver.solve(tampering.applied(to: query) ?? query)
  }
}

/// Builds formulas anew with one change on the way.
private struct Rewriting {
  let change: Tampering.Change
  let place: Int
  private var seen = 0

  init(change: Tampering.Change, place: Int) {
    self.change = change
    self.place = place
  }

  var isDone: Bool { seen > place }

  /// Whether the change is one for the node at hand and this is the place for it.
  private mutating func isHere(_ changes: Tampering.Change...) -> Bool {
    guard changes.contains(change) else { return false }
    defer { seen += 1 }
    return seen == place
  }

  mutating func formula(_ node: Node) -> Formula {
    switch node.operation {
    case .truth(let value): return Formula(constant: value)
    case .booleanSymbol(let symbol):
      return isHere(.negateSymbol) ? Formula(symbol).negated : Formula(symbol)
    case .negation:
      let isForgotten = isHere(.forgetNegation)
      let part = formula(node.parts[0])
      return isForgotten ? part : part.negated
    case .conjunction, .disjunction: return joined(node)
    case .atMost: return comparison(node)
    case .equal:
      let isSwapped = isHere(.swapComparison)
      let equality = term(node.parts[0]).isEqual(to: term(node.parts[1]))
      return isSwapped ? equality.negated : equality
    case .weightedAtMost(let weights, let bound): return weighted(node, weights, bound)
    case .constant, .integerSymbol, .linear, .product, .quotient, .remainder, .choice:
      preconditionFailure("a formula is no number")
    }
  }

  private mutating func joined(_ node: Node) -> Formula {
    let isOther = isHere(.joinByOther)
    let isShort = isHere(.dropFirstPart, .dropLastPart)
    var parts = node.parts.map { formula($0) }
    if isShort {
      if change == .dropFirstPart { parts.removeFirst() } else { parts.removeLast() }
    }
    let isConjunction = (node.operation == .conjunction) != isOther
    return isConjunction ? .conjunction(parts) : .disjunction(parts)
  }

  private mutating func comparison(_ node: Node) -> Formula {
    let isHere = isHere(.swapComparison, .tightenComparison, .loosenComparison)
    let left = term(node.parts[0])
    let right = term(node.parts[1])
    let one = IntegerTerm(constant: 1)
    guard isHere else { return left.isAtMost(right) }
    switch change {
    case .swapComparison: return right.isAtMost(left)
    case .tightenComparison: return (left + one).isAtMost(right)
    default: return left.isAtMost(right + one)
    }
  }

  private mutating func weighted(_ node: Node, _ weights: [Int64], _ bound: Int64) -> Formula {
    let isRaised = isHere(.raiseBound)
    let isLowered = isHere(.lowerBound)
    let isForgotten = isHere(.forgetWeight)
    let terms = zip(weights, node.parts)
      .map { weight, part in
        Formula.Weighted(weight: weight, condition: formula(part))
      }
    return .weightedSum(
      isForgotten ? Array(terms.dropFirst()) : terms,
      isAtMost: bound + (isRaised ? 1 : 0) - (isLowered ? 1 : 0)
    )
  }

  private mutating func term(_ node: Node) -> IntegerTerm {
    switch node.operation {
    case .constant(let value):
      return IntegerTerm(constant: isHere(.raiseConstant) ? value + 1 : value)
    case .integerSymbol(let symbol): return IntegerTerm(symbol)
    case .linear(let coefficients, let constant):
      let raise: Int64 = isHere(.raiseConstant) ? 1 : 0
      let parts = zip(coefficients, node.parts).map { $0 * term($1) }
      return IntegerTerm.sum(parts + [IntegerTerm(constant: constant + raise)])
    case .product: return term(node.parts[0]) * term(node.parts[1])
    case .quotient(let divisor): return term(node.parts[0]).dividedRoundingDown(by: divisor)
    case .remainder(let divisor): return term(node.parts[0]).remainder(by: divisor)
    case .choice:
      return .choose(formula(node.parts[0]), term(node.parts[1]), else: term(node.parts[2]))
    case .truth, .booleanSymbol, .negation, .conjunction, .disjunction, .atMost, .equal,
      .weightedAtMost:
      preconditionFailure("a number is no formula")
    }
  }
}

import Logic
import Quantities
import Randomness

/// A problem over so few values that all assignments can be tried.
struct SmallProblem {
  static let domain: ClosedRange<Int64> = -1...2

  let integers: [IntegerSymbol]
  let booleans: [BooleanSymbol]
  let constraints: [Formula]
  let assumptions: [Formula]

  var query: Query {
    Query(
      name: "small",
      constraints: constraints,
      assumptions: assumptions.enumerated().map { Assumption("a\($0.offset)", $0.element) }
    )
  }

  /// Whether some assignment satisfies the constraints and the chosen assumptions.
  func isSatisfiable(assuming chosen: [Int]) throws -> Bool {
    let formulas = constraints + chosen.map { assumptions[$0] }
    for assignment in assignments {
      var evaluator = Evaluator(assignment)
      if try formulas.allSatisfy({ try evaluator.value(of: $0) }) { return true }
    }
    return false
  }

  private var assignments: [Assignment] {
    var all = [Assignment()]
    for symbol in integers {
      all = all.flatMap { assignment in
        Self.domain.map { value in
          var next = assignment
          next[symbol] = value
          return next
        }
      }
    }
    for symbol in booleans {
      all = all.flatMap { assignment in
        [false, true]
          .map { value in
            var next = assignment
            next[symbol] = value
            return next
          }
      }
    }
    return all
  }
}

/// Makes small problems of a given kind of logic.
struct SmallProblemGenerator {
  private let kind: LogicKind
  private var random: RandomStream
  private let integers: [IntegerSymbol]
  private let booleans: [BooleanSymbol]

  init(kind: LogicKind, seed: UInt64) {
    self.kind = kind
    random = RandomStream(Seed(seed))
    var vocabulary = Vocabulary()
    let hasIntegers = kind != .booleans && kind != .pseudoBooleans
    integers = (0..<(hasIntegers ? 2 : 0)).map { vocabulary.integer("x\($0)") }
    booleans = (0..<(hasIntegers ? 2 : 4)).map { vocabulary.boolean("b\($0)") }
  }

  mutating func problem() -> SmallProblem {
    let box = integers.map { symbol in
      let term = IntegerTerm(symbol)
      return IntegerTerm(constant: SmallProblem.domain.lowerBound).isAtMost(term)
        && term.isAtMost(IntegerTerm(constant: SmallProblem.domain.upperBound))
    }
    let extra = (0..<random.integer(in: 0...2)).map { _ in formula(depth: 2) }
    let assumptions = (0..<random.integer(in: 0...6))
      .map { _ in formula(depth: random.integer(in: 0...3)) }
    return SmallProblem(
      integers: integers,
      booleans: booleans,
      constraints: box + extra,
      assumptions: assumptions
    )
  }

  private mutating func formula(depth: Int) -> Formula {
    guard depth > 0 else { return atom() }
    switch random.integer(in: 0...6) {
    case 0: return .conjunction(formulas(depth))
    case 1: return .disjunction(formulas(depth))
    case 2: return formula(depth: depth - 1).negated
    case 3: return formula(depth: depth - 1).implies(formula(depth: depth - 1))
    case 4: return formula(depth: depth - 1).isEquivalent(to: formula(depth: depth - 1))
    default: return atom()
    }
  }

  private mutating func formulas(_ depth: Int) -> [Formula] {
    (0..<random.integer(in: 0...3)).map { _ in formula(depth: depth - 1) }
  }

  private mutating func atom() -> Formula {
    let choice = random.integer(in: 0...12)
    if choice == 0 { return Formula(constant: random.integer(in: 0...1) == 0) }
    if choice <= 3 || kind == .booleans { return Formula(random.element(of: booleans)) }
    switch kind {
    case .booleans, .pseudoBooleans: return weighted()
    case .differences: return difference()
    case .linear, .nonlinear:
      if choice == 4 { return weighted() }
      let left = term(depth: 2)
      let right = term(depth: 1)
      return choice < 8 ? left.isAtMost(right) : left.isEqual(to: right)
    }
  }

  private mutating func weighted() -> Formula {
    let large: Int64 = random.integer(in: 0...3) == 0 ? 1 << 40 : 1
    let terms = (0..<random.integer(in: 1...4))
      .map { _ in
        Formula.Weighted(
          weight: Int64(random.integer(in: -4...6)) * large + Int64(random.integer(in: 0...1)),
          condition: random.integer(in: 0...4) == 0
            ? Formula(random.element(of: booleans)).negated : Formula(random.element(of: booleans))
        )
      }
    return .weightedSum(
      terms,
      isAtMost: Int64(random.integer(in: -4...8)) * large + Int64(random.integer(in: 0...2))
    )
  }

  private mutating func difference() -> Formula {
    let constant = IntegerTerm(constant: Int64(random.integer(in: -2...2)))
    let left = IntegerTerm(random.element(of: integers))
    let right =
      random.integer(in: 0...2) == 0 ? constant : IntegerTerm(random.element(of: integers))
    switch random.integer(in: 0...3) {
    case 0: return (left + constant).isEqual(to: right)
    case 1: return (left - right).isAtMost(constant)
    default: return (left + constant).isAtMost(right)
    }
  }

  private mutating func term(depth: Int) -> IntegerTerm {
    guard depth > 0 else {
      return random.integer(in: 0...2) == 0
        ? IntegerTerm(constant: Int64(random.integer(in: -3...3)))
        : IntegerTerm(random.element(of: integers))
    }
    let left = term(depth: depth - 1)
    switch random.integer(in: 0...7) {
    case 0: return left + term(depth: depth - 1)
    case 1: return left - term(depth: depth - 1)
    case 2: return Int64(random.integer(in: -3...3)) * left
    case 3: return left.dividedRoundingDown(by: Int64(random.integer(in: 1...3)))
    case 4: return left.remainder(by: Int64(random.integer(in: 1...3)))
    case 5:
      return .choose(Formula(random.element(of: booleans)), left, else: term(depth: depth - 1))
    case 6 where kind == .nonlinear: return left * term(depth: depth - 1)
    default: return .greatest(left, term(depth: depth - 1))
    }
  }
}

import Logic
import Quantities
import Randomness
import Testing

/// A rule as data: it is interpreted over numbers and over terms.
private indirect enum Rule {
  case input(Int)
  case constant(Int64)
  case sum(Rule, Rule)
  case difference(Rule, Rule)
  case product(Rule, Rule)
  case quotient(Rule, Int64)
  case remainder(Rule, Int64)
  case least(Rule, Rule)
  case greatest(Rule, Rule)
  case choice(Condition, Rule, Rule)

  func value<Number: Numeral>(_ inputs: [Number]) -> Number {
    switch self {
    case .input(let position): inputs[position]
    case .constant(let value): Number(constant: value)
    case .sum(let left, let right): left.value(inputs) + right.value(inputs)
    case .difference(let left, let right): left.value(inputs) - right.value(inputs)
    case .product(let left, let right): left.value(inputs) * right.value(inputs)
    case .quotient(let rule, let divisor): rule.value(inputs).dividedRoundingDown(by: divisor)
    case .remainder(let rule, let divisor): rule.value(inputs).remainder(by: divisor)
    case .least(let left, let right): Number.least(left.value(inputs), right.value(inputs))
    case .greatest(let left, let right): Number.greatest(left.value(inputs), right.value(inputs))
    case .choice(let condition, let left, let right):
      Number.choose(condition.value(inputs), left.value(inputs), else: right.value(inputs))
    }
  }
}

private indirect enum Condition {
  case atMost(Rule, Rule)
  case less(Rule, Rule)
  case equal(Rule, Rule)
  case all([Condition])
  case any([Condition])
  case not(Condition)

  func value<Number: Numeral>(_ inputs: [Number]) -> Number.Truth {
    switch self {
    case .atMost(let left, let right): left.value(inputs).isAtMost(right.value(inputs))
    case .less(let left, let right): left.value(inputs).isLess(than: right.value(inputs))
    case .equal(let left, let right): left.value(inputs).isEqual(to: right.value(inputs))
    case .all(let parts): .conjunction(parts.map { $0.value(inputs) })
    case .any(let parts): .disjunction(parts.map { $0.value(inputs) })
    case .not(let part): part.value(inputs).negated
    }
  }
}

extension RandomStream {
  fileprivate mutating func rule(depth: Int) -> Rule {
    guard depth > 0 else {
      return integer(in: 0...2) == 0
        ? .constant(Int64(integer(in: -9...9))) : .input(integer(in: 0...2))
    }
    let first = rule(depth: depth - 1)
    let second = rule(depth: integer(in: 0...depth - 1))
    switch integer(in: 0...8) {
    case 0: return .sum(first, second)
    case 1: return .difference(first, second)
    case 2: return .product(first, second)
    case 3: return .quotient(first, Int64(integer(in: 1...7)))
    case 4: return .remainder(first, Int64(integer(in: 1...7)))
    case 5: return .least(first, second)
    case 6: return .greatest(first, second)
    case 7: return .sum(first, first)
    default: return .choice(condition(depth: depth - 1), first, second)
    }
  }

  fileprivate mutating func condition(depth: Int) -> Condition {
    guard depth > 0 else { return .atMost(rule(depth: 0), rule(depth: 0)) }
    switch integer(in: 0...5) {
    case 0: return .atMost(rule(depth: depth - 1), rule(depth: depth - 1))
    case 1: return .less(rule(depth: depth - 1), rule(depth: depth - 1))
    case 2: return .equal(rule(depth: depth - 1), rule(depth: depth - 1))
    case 3: return .all((0..<integer(in: 0...3)).map { _ in condition(depth: depth - 1) })
    case 4: return .any((0..<integer(in: 0...3)).map { _ in condition(depth: depth - 1) })
    default: return .not(condition(depth: depth - 1))
    }
  }
}

@Suite("A rule means the same over numbers and over terms")
struct NumeralLaws {
  @Test func evaluatedTermsEqualNumbers() throws {
    var distinct: Set<Int64> = []
    for seed in UInt64(0)..<2_000 {
      var random = RandomStream(Seed(seed))
      let rule = random.rule(depth: 4)
      var vocabulary = Vocabulary()
      let symbols = (0..<3).map { vocabulary.integer("n\($0)") }
      let numbers = symbols.map { _ in Int64(random.integer(in: -20...20)) }
      var assignment = Assignment()
      for (symbol, number) in zip(symbols, numbers) { assignment[symbol] = number }
      let expected = rule.value(numbers)
      var evaluator = Evaluator(assignment)
      let term = rule.value(symbols.map { IntegerTerm($0) })
      #expect(try evaluator.value(of: term) == expected, "seed \(seed)")
      let folded = rule.value(numbers.map { IntegerTerm(constant: $0) })
      #expect(folded.constantValue == expected, "seed \(seed)")
      distinct.insert(expected)
    }
    #expect(distinct.count > 100)
  }

  @Test func builtTwiceIsEqual() {
    for seed in UInt64(0)..<500 {
      var random = RandomStream(Seed(seed))
      let rule = random.rule(depth: 4)
      var vocabulary = Vocabulary()
      let inputs = (0..<3).map { IntegerTerm(vocabulary.integer("n\($0)")) }
      #expect(rule.value(inputs) == rule.value(inputs))
      #expect(rule.value(inputs).hashValue == rule.value(inputs).hashValue)
      let other = rule.value(inputs) + IntegerTerm(constant: 1)
      #expect(rule.value(inputs) != other)
    }
  }
}

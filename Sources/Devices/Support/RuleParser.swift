/// Reads the text of a rule by recursive descent.
///
/// Loosest first: `implies` (to the right), `or`, `and`, `not`, comparisons and `in` (which do not
/// chain), `+ -`, `* / %`, unary `-`.
struct RuleParser {
  /// The deepest nesting of parentheses, negations and implications.
  static let deepest = 40

  private let tokens: [RuleToken]
  var position = 0
  private var depth = 0
  /// What `input` and `output` without a position stand for inside `every` and `some`.
  var bound: Set<OperandName> = []

  /// Reads a rule.
  ///
  /// - Throws: `RuleError` with the column, for text that is no rule.
  static func requirement(of text: String) throws(RuleError) -> Requirement {
    var parser = RuleParser(tokens: try RuleScanner.tokens(of: text))
    let result = try parser.implication()
    guard parser.current.content == .end else { throw parser.expected("the end of the rule") }
    return result
  }

  private init(tokens: [RuleToken]) {
    self.tokens = tokens
  }
}

// MARK: Tokens

extension RuleParser {
  var current: RuleToken { tokens[min(position, tokens.count - 1)] }

  func expected(_ what: String) -> RuleError {
    RuleError(
      column: current.column,
      problem: .unexpected(current.quoted, expected: what)
    )
  }

  mutating func take(_ content: RuleToken.Content) -> Bool {
    guard current.content == content else { return false }
    position += 1
    return true
  }

  mutating func expect(sign: String) throws(RuleError) {
    guard take(.sign(sign)) else { throw expected("'\(sign)'") }
  }

  mutating func word(_ what: String) throws(RuleError) -> String {
    guard case .word(let word) = current.content else { throw expected(what) }
    position += 1
    return word
  }

  mutating func integer(_ what: String) throws(RuleError) -> Int64 {
    let negative = take(.sign("-"))
    guard case .number(let number) = current.content else { throw expected(what) }
    position += 1
    return negative ? -number : number
  }

  mutating func nested<Result>(
    _ read: (inout RuleParser) throws(RuleError) -> Result
  ) throws(RuleError) -> Result {
    guard depth < Self.deepest else {
      throw RuleError(column: current.column, problem: .tooDeep(limit: Self.deepest))
    }
    depth += 1
    let result = try read(&self)
    depth -= 1
    return result
  }
}

// MARK: Logic

extension RuleParser {
  mutating func implication() throws(RuleError) -> Requirement {
    let column = current.column
    return try requirement(from: implicationTerm(), at: column)
  }

  /// An implication, or a lone term that a pair of parentheses may make a number.
  private mutating func implicationTerm() throws(RuleError) -> RuleTerm {
    let column = current.column
    let premise = try joined(by: "or")
    guard take(.word("implies")) else { return premise }
    let conclusion = try nested { parser throws(RuleError) in try parser.implication() }
    return .requirement(.implication(try requirement(from: premise, at: column), conclusion))
  }

  private mutating func joined(by connective: String) throws(RuleError) -> RuleTerm {
    let column = current.column
    let first = try connective == "or" ? joined(by: "and") : negation()
    guard current.content == .word(connective) else { return first }
    var parts = [try requirement(from: first, at: column)]
    while take(.word(connective)) {
      let column = current.column
      let next = try connective == "or" ? joined(by: "and") : negation()
      parts.append(try requirement(from: next, at: column))
    }
    return .requirement(connective == "or" ? .disjunction(parts) : .conjunction(parts))
  }

  private mutating func negation() throws(RuleError) -> RuleTerm {
    guard take(.word("not")) else { return try comparison() }
    let column = current.column
    let inner = try nested { parser throws(RuleError) in try parser.negation() }
    return .requirement(.negation(try requirement(from: inner, at: column)))
  }

  private mutating func comparison() throws(RuleError) -> RuleTerm {
    let column = current.column
    let left = try sum()
    if case .sign(let sign) = current.content, let relation = Relation(rawValue: sign) {
      position += 1
      let rightColumn = current.column
      let right = try sum()
      let comparer = RuleComparer(column: column, rightColumn: rightColumn)
      return .requirement(try comparer.comparison(of: left, relation, right))
    }
    let isNegated = current.content == .word("not")
    if isNegated { position += 1 }
    guard take(.word("in")) else {
      if isNegated { throw expected("'in'") }
      return left
    }
    let setColumn = current.column
    let members = try self.members()
    let comparer = RuleComparer(column: column, rightColumn: setColumn)
    let membership = try comparer.membership(of: left, in: members)
    return .requirement(isNegated ? .negation(membership) : membership)
  }

  private mutating func members() throws(RuleError) -> [RuleTerm] {
    try expect(sign: "{")
    var members: [RuleTerm] = []
    repeat {
      if case .word(let word) = current.content {
        position += 1
        members.append(.word(word))
      } else {
        members.append(.measure(.literal(try integer("a number or a word"))))
      }
    } while take(.sign(","))
    try expect(sign: "}")
    return members
  }

  private func requirement(from term: RuleTerm, at column: Int) throws(RuleError) -> Requirement {
    guard case .requirement(let requirement) = term else {
      throw RuleError(
        column: column,
        problem: .unexpected(term.name, expected: "a condition")
      )
    }
    return requirement
  }
}

// MARK: Arithmetic

extension RuleParser {
  private mutating func sum() throws(RuleError) -> RuleTerm {
    try chain(of: [.sum, .difference]) { parser throws(RuleError) in try parser.product() }
  }

  private mutating func product() throws(RuleError) -> RuleTerm {
    try chain(of: [.product, .quotient, .remainder]) { parser throws(RuleError) in
      try parser.factor()
    }
  }

  private mutating func chain(
    of operations: [Arithmetic],
    _ operand: (inout RuleParser) throws(RuleError) -> RuleTerm
  ) throws(RuleError) -> RuleTerm {
    let column = current.column
    var left = try operand(&self)
    while case .sign(let sign) = current.content, let operation = Arithmetic(rawValue: sign),
      operations.contains(operation)
    {
      let signColumn = current.column
      position += 1
      let rightColumn = current.column
      let right = try measure(from: operand(&self), at: rightColumn)
      let measure = Measure.arithmetic(operation, try self.measure(from: left, at: column), right)
      try check(measure, operation, divisor: right, at: signColumn)
      left = .measure(measure)
    }
    return left
  }

  private func check(
    _ measure: Measure,
    _ operation: Arithmetic,
    divisor: Measure,
    at column: Int
  ) throws(RuleError) {
    if operation == .quotient || operation == .remainder {
      guard divisor.isFixed else {
        throw RuleError(column: column, problem: .divisorDependsOnExtents)
      }
      if case .literal(let value) = divisor, value <= 0 {
        throw RuleError(column: column, problem: .divisorNotPositive)
      }
    }
    guard measure.magnitude != nil else { throw RuleError(column: column, problem: .mayOverflow) }
  }

  private func measure(from term: RuleTerm, at column: Int) throws(RuleError) -> Measure {
    guard case .measure(let measure) = term else {
      throw RuleError(column: column, problem: .unexpected(term.name, expected: "a number"))
    }
    return measure
  }

  private mutating func factor() throws(RuleError) -> RuleTerm {
    let column = current.column
    if take(.sign("-")) {
      if case .number(let number) = current.content {
        position += 1
        return .measure(.literal(-number))
      }
      let term = try nested { parser throws(RuleError) in try parser.factor() }
      let inner = try measure(from: term, at: column)
      return .measure(.arithmetic(.difference, .literal(0), inner))
    }
    if take(.sign("(")) {
      let inner = try nested { parser throws(RuleError) in try parser.implicationTerm() }
      try expect(sign: ")")
      return inner
    }
    if case .number(let number) = current.content {
      position += 1
      return .measure(.literal(number))
    }
    return try name()
  }
}

public import Quantities

/// One condition under which a backend accepts an operator, with its source.
public struct SupportRule: Hashable, Sendable {
  /// What a rule judges.
  public enum Scope: Hashable, Sendable {
    /// The operator, whether split or not.
    case operators
    /// The share of the output that a step computes; an operator that is not split passes.
    case parts
  }

  /// The identifier inside its backend, such as `softmax-rank`.
  public let id: String
  /// The condition as written.
  public let statement: String
  /// Why the backend has it, in a clause; empty where the source does not say.
  public let because: String
  /// Where it was read.
  public let source: String
  /// What it judges.
  public let scope: Scope
  let requirement: Requirement

  /// Reads a rule.
  ///
  /// - Throws: `RuleError` with the column, for a statement that is no condition.
  public init(
    id: String,
    that statement: String,
    because: String = "",
    source: String = "",
    scope: Scope = .operators
  ) throws(RuleError) {
    let requirement = try RuleParser.requirement(of: statement)
    guard scope == .parts || !requirement.readsPart else {
      throw RuleError(column: 1, problem: .readsPart)
    }
    self.init(
      id: id,
      requirement,
      statement: statement,
      because: because,
      source: source,
      scope: scope
    )
  }

  init(
    id: String,
    _ requirement: Requirement,
    statement: String? = nil,
    because: String = "",
    source: String = "",
    scope: Scope = .operators
  ) {
    self.id = id
    self.requirement = requirement
    self.statement = statement ?? requirement.description
    self.because = because
    self.source = source
    self.scope = scope
  }

  /// Whether an operator meets the rule, over numbers or over the solver's terms.
  ///
  /// A measure that the operator does not have makes the comparison that asks for it neither true
  /// nor false; the rule holds only if it is true without it.
  public func holds<Number: Numeral>(for facts: OperatorFacts<Number>) -> Number.Truth {
    guard scope == .operators || facts.part != nil else { return Number.Truth(constant: true) }
    return RuleReading(facts).truth(of: requirement).holds
  }

  /// The refusal of an operator that does not meet the rule, nil where it does.
  public func refusal(of facts: OperatorFacts<Int64>) -> Refusal? {
    guard !holds(for: facts) else { return nil }
    if case .constant(false) = requirement {
      return Refusal(
        rule: id,
        reason: "\(facts.typeName) is not among the backend's operators",
        because: because
      )
    }
    let clauses = RuleReading(facts).obstacles(to: requirement)
    return Refusal(
      rule: id,
      reason: clauses.isEmpty ? statement : clauses.joined(separator: " and "),
      because: because
    )
  }
}

/// A rule that cannot be read.
public struct RuleError: Error, Hashable, Sendable {
  /// What is wrong with a rule.
  public enum Problem: Hashable, Sendable {
    case tooLong(limit: Int)
    case tooDeep(limit: Int)
    case unexpectedCharacter(Character)
    case numberTooLarge
    case unexpected(String, expected: String)
    case unknownMeasure(String, known: [String])
    case unknownElementType(String, known: [String])
    case unknownAxis(String, known: [String])
    case notComparable(String, with: String)
    case eachOutsideEvery(String)
    case divisorDependsOnExtents
    case divisorNotPositive
    case mayOverflow
    case readsPart
  }

  /// The column in the rule's text, counted from one.
  public let column: Int
  /// What is wrong there.
  public let problem: Problem

  /// Makes an error.
  public init(column: Int, problem: Problem) {
    self.column = column
    self.problem = problem
  }
}

extension RuleError: CustomStringConvertible {
  public var description: String { "column \(column): \(problem)" }
}

extension RuleError.Problem: CustomStringConvertible {
  public var description: String {
    switch self {
    case .tooLong(let limit): "the rule is longer than \(limit) characters"
    case .tooDeep(let limit): "the rule nests deeper than \(limit)"
    case .unexpectedCharacter(let character): "unexpected character '\(character)'"
    case .numberTooLarge: "the number is larger than 2³¹"
    case .unexpected(let found, let expected): "found \(found) where \(expected) was expected"
    case .unknownMeasure(let name, let known):
      "no measure '\(name)'; there are \(known.joined(separator: ", "))"
    case .unknownElementType(let name, let known):
      "no element type '\(name)'; there are \(known.joined(separator: ", "))"
    case .unknownAxis(let name, let known):
      "no axis '\(name)'; there are \(known.joined(separator: ", "))"
    case .notComparable(let left, let right): "\(left) cannot be compared with \(right)"
    case .eachOutsideEvery(let name):
      "'\(name)' needs a position, as in \(name)(0), outside 'every(\(name): …)'"
    case .divisorDependsOnExtents: "a divisor must not depend on extents"
    case .divisorNotPositive: "a divisor must be positive"
    case .mayOverflow: "the arithmetic may leave 64 bits"
    case .readsPart: "part facts may be used in the rules under 'parts' only"
    }
  }
}

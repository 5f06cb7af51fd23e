import Graphs

/// What a piece of a rule's text stands for, before it is known what it is compared with.
enum RuleTerm {
  case requirement(Requirement)
  case measure(Measure)
  case word(String)
  case elementType(OperandName)
  case textAttribute(String, fallback: String)
  case partAxis
  case items(isEvery: Bool, list: String)

  /// What a name without parentheses stands for.
  init(standalone name: String) {
    switch name {
    case "true": self = .requirement(.constant(true))
    case "false": self = .requirement(.constant(false))
    case "part_axis": self = .partAxis
    case "part_start": self = .measure(.partStart)
    case "part_end": self = .measure(.partEnd)
    case "part_size": self = .measure(.arithmetic(.difference, .partEnd, .partStart))
    case "depthwise": self = .requirement(.depthwise)
    case "multiplier": self = .measure(.multiplier)
    default: self = .word(name)
    }
  }

  /// How an error message calls it.
  var name: String {
    switch self {
    case .requirement: "a condition"
    case .measure: "a number"
    case .word(let word): "'\(word)'"
    case .elementType: "an element type"
    case .textAttribute(let name, _): "attribute '\(name)'"
    case .partAxis: "the part's axis"
    case .items(_, let list): "the list '\(list)'"
    }
  }
}

extension Requirement {
  /// A convolution with one group for each channel of its input.
  fileprivate static let depthwise = Requirement.conjunction([
    .comparison(.attribute("group", fallback: 1), .greater, .literal(1)),
    .comparison(
      .attribute("group", fallback: 1),
      .equal,
      .extent(.input(0), dimension: 1)
    ),
  ])
}

extension Measure {
  /// The output channels of each group of a convolution.
  fileprivate static let multiplier = Measure.arithmetic(
    .quotient,
    .extent(.output(0), dimension: 1),
    .attribute("group", fallback: 1)
  )
}

/// Gives comparisons their meaning from what is on both sides.
struct RuleComparer {
  /// Where the left side starts.
  let column: Int
  /// Where the right side starts.
  let rightColumn: Int

  func comparison(of left: RuleTerm, _ relation: Relation, _ right: RuleTerm)
    throws(RuleError) -> Requirement
  {
    switch (left, right) {
    case (.measure(let left), .measure(let right)):
      return .comparison(left, relation, right)
    case (.items(let isEvery, let list), .measure(let right)):
      return quantified(isEvery, list, .comparison(.eachItem(list), relation, right))
    case (_, .word):
      let membership = try membership(of: left, in: [right])
      switch relation {
      case .equal: return membership
      case .unequal: return .negation(membership)
      case .less, .atMost, .greater, .atLeast: throw notComparable(left, right)
      }
    default: throw notComparable(left, right)
    }
  }

  func membership(of left: RuleTerm, in members: [RuleTerm]) throws(RuleError) -> Requirement {
    switch left {
    case .measure(.attribute(let name, fallback: nil)) where members.contains(where: \.isWord):
      return .word(attribute: name, fallback: nil, try words(of: members, with: left))
    case .textAttribute(let name, let fallback):
      return .word(attribute: name, fallback: fallback, try words(of: members, with: left))
    case .measure(let measure):
      return .membership(measure, try numbers(of: members, with: left))
    case .items(let isEvery, let list):
      let numbers = try numbers(of: members, with: left)
      return quantified(isEvery, list, .membership(.eachItem(list), numbers))
    case .elementType(let operand):
      return .elementType(operand, try elementTypes(of: members, with: left))
    case .partAxis:
      return .partAxis(try axes(of: members, with: left))
    case .word(let word):
      throw RuleError(column: column, problem: .unexpected("'\(word)'", expected: "a measure"))
    case .requirement: throw notComparable(left, members.first ?? left)
    }
  }

  private func quantified(_ isEvery: Bool, _ list: String, _ inner: Requirement) -> Requirement {
    isEvery ? .every(.list(list), inner) : .some(.list(list), inner)
  }

  private func numbers(of members: [RuleTerm], with left: RuleTerm) throws(RuleError) -> [Int64] {
    var numbers: [Int64] = []
    for member in members {
      guard case .measure(.literal(let value)) = member else { throw notComparable(left, member) }
      numbers.append(value)
    }
    return numbers
  }

  private func words(of members: [RuleTerm], with left: RuleTerm) throws(RuleError) -> [String] {
    var words: [String] = []
    for member in members {
      guard case .word(let word) = member else { throw notComparable(left, member) }
      words.append(word)
    }
    return words
  }

  private func elementTypes(of members: [RuleTerm], with left: RuleTerm)
    throws(RuleError) -> [ElementType]
  {
    var types: [ElementType] = []
    for name in try words(of: members, with: left) {
      guard let type = ElementType(rawValue: name) else {
        throw RuleError(
          column: rightColumn,
          problem: .unknownElementType(name, known: ElementType.allCases.map(\.rawValue))
        )
      }
      types.append(type)
    }
    return types
  }

  private func axes(of members: [RuleTerm], with left: RuleTerm) throws(RuleError) -> [Axis] {
    var axes: [Axis] = []
    for name in try words(of: members, with: left) {
      guard let axis = Axis(rawValue: name) else {
        throw RuleError(
          column: rightColumn,
          problem: .unknownAxis(name, known: Axis.allCases.map(\.rawValue))
        )
      }
      axes.append(axis)
    }
    return axes
  }

  private func notComparable(_ left: RuleTerm, _ right: RuleTerm) -> RuleError {
    RuleError(column: rightColumn, problem: .notComparable(left.name, with: right.name))
  }
}

extension RuleTerm {
  fileprivate var isWord: Bool {
    if case .word = self { true } else { false }
  }
}

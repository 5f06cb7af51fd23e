import Graphs

/// Names, with and without arguments.
extension RuleParser {
  private static let measures = [
    "rank", "extent", "batch", "channels", "height", "width", "elements", "count", "attribute",
    "item", "every", "some", "type", "constant", "present", "depthwise", "multiplier", "part_axis",
    "part_start", "part_end", "part_size", "true", "false",
  ]
  private static let connectives: Set = ["and", "or", "not", "implies", "in"]

  mutating func name() throws(RuleError) -> RuleTerm {
    let column = current.column
    let name = try word("a measure")
    guard !Self.connectives.contains(name) else {
      throw RuleError(column: column, problem: .unexpected("'\(name)'", expected: "a measure"))
    }
    guard take(.sign("(")) else { return RuleTerm(standalone: name) }
    let term = try nested { parser throws(RuleError) in try parser.call(of: name, at: column) }
    try expect(sign: ")")
    return term
  }

  private mutating func call(of name: String, at column: Int) throws(RuleError) -> RuleTerm {
    switch name {
    case "rank": return .measure(.rank(try operand()))
    case "elements": return .measure(.elements(try operand()))
    case "batch": return .measure(.axisExtent(.batch, try operand()))
    case "channels": return .measure(.axisExtent(.channel, try operand()))
    case "height": return .measure(.axisExtent(.height, try operand()))
    case "width": return .measure(.axisExtent(.width, try operand()))
    case "type": return .elementType(try operand())
    case "constant": return .requirement(.fixed(try operand()))
    case "present": return .requirement(.present(try operand()))
    case "extent":
      let operand = try operand()
      try expect(sign: ",")
      return .measure(.extent(operand, dimension: try small("a dimension")))
    case "count": return .measure(count(of: try word("'inputs', 'outputs' or a list's name")))
    case "item":
      let list = try word("a list's name")
      try expect(sign: ",")
      return .measure(.listItem(list, position: try small("a position")))
    case "attribute": return try attribute()
    case "every", "some": return try quantified(isEvery: name == "every")
    default:
      throw RuleError(column: column, problem: .unknownMeasure(name, known: Self.measures))
    }
  }

  private func count(of name: String) -> Measure {
    switch name {
    case "inputs": .inputCount
    case "outputs": .outputCount
    default: .listCount(name)
    }
  }

  private mutating func small(_ what: String) throws(RuleError) -> Int {
    let column = current.column
    let value = try integer(what)
    guard value.magnitude < 1_000 else {
      throw RuleError(column: column, problem: .unexpected("'\(value)'", expected: what))
    }
    return Int(value)
  }

  private mutating func operand() throws(RuleError) -> OperandName {
    let column = current.column
    let name = try word("'input' or 'output'")
    guard name == "input" || name == "output" else {
      throw RuleError(
        column: column,
        problem: .unexpected("'\(name)'", expected: "'input' or 'output'")
      )
    }
    if take(.sign("(")) {
      let position = try small("a position")
      guard position >= 0 else {
        throw RuleError(
          column: column,
          problem: .unexpected("'\(position)'", expected: "a position")
        )
      }
      try expect(sign: ")")
      return name == "input" ? .input(position) : .output(position)
    }
    let each: OperandName = name == "input" ? .eachInput : .eachOutput
    if bound.contains(each) { return each }
    guard name == "output" else {
      throw RuleError(column: column, problem: .eachOutsideEvery(name))
    }
    return .output(0)
  }

  private mutating func attribute() throws(RuleError) -> RuleTerm {
    let name = try word("an attribute's name")
    guard take(.sign(",")) else { return .measure(.attribute(name, fallback: nil)) }
    if case .word(let fallback) = current.content {
      position += 1
      return .textAttribute(name, fallback: fallback)
    }
    return .measure(.attribute(name, fallback: try integer("a number or a word")))
  }

  private mutating func quantified(isEvery: Bool) throws(RuleError) -> RuleTerm {
    let name = try word("'input', 'output' or a list's name")
    guard name == "input" || name == "output" else { return .items(isEvery: isEvery, list: name) }
    try expect(sign: ":")
    let each: OperandName = name == "input" ? .eachInput : .eachOutput
    let outer = bound
    bound.insert(each)
    let inner = try nested { parser throws(RuleError) in try parser.implication() }
    bound = outer
    let range: Requirement.Range = name == "input" ? .inputs : .outputs
    return .requirement(isEvery ? .every(range, inner) : .some(range, inner))
  }
}

import Devices
import Graphs
import Quantities
import Testing

@Suite("The language of support rules")
struct RuleLanguageTests {
  /// A convolution of 6×8 images: 12 channels in 12 groups, kernel 3×5, dilation 1 and 2.
  private static let convolution = Probe(
    .conv,
    [.data([2, 12, 6, 8]), .weight([24, 1, 3, 5]), .absent, .integers([-1, 7])],
    to: [2, 24, 4, 2],
    with: ("group", .integer(12)),
    ("dilations", .integers([1, 2])),
    ("strides", .integers([1, 1])),
    ("mode", .text("reflect")),
    ("axis", .integer(-3)),
    ("alpha", .real(2)),
    ("beta", .real(0.5)),
    ("huge", .integer(.max))
  )

  private func holds(_ statement: String, part: Slice? = nil) throws -> Bool {
    let rule = try SupportRule(id: "r", that: statement, scope: .parts)
    let facts = OperatorFacts<Int64>(
      of: Index(0),
      in: try Self.convolution.graph(),
      part: OperatorFacts.Part(part ?? Slice(dimension: 1, range: 4..<8))
    )
    return rule.holds(for: facts)
  }

  @Test(arguments: [
    "rank(output) == 4", "extent(output, 1) == 24", "extent(output, -1) == 2",
    "batch(output) + channels(output) + height(output) + width(output) == 32",
    "elements(input(0)) == 2 * 12 * 6 * 8", "count(inputs) == 3", "count(outputs) == 1",
    "count(dilations) == 2", "item(dilations, -1) == 2", "every(dilations) <= 2",
    "some(dilations) == 2", "not every(dilations) == 2", "every(strides) in {1}",
    "attribute(group) == 12", "attribute(missing, 3) == 3", "attribute(axis) == 1",
    "attribute(alpha) == 2", "attribute(mode) == reflect", "attribute(mode) in {edge, reflect}",
    "attribute(mode) != constant", "attribute(other, constant) == constant",
    "type(input(0)) == fp32", "type(input(3)) not in {fp32, fp16}", "present(input(3))",
    "not present(input(2))", "not present(input(9))", "constant(input(1))",
    "not constant(input(0))", "depthwise", "multiplier == 2",
    "every(input: rank(input) in {1, 4})", "some(input: rank(input) == 1)",
    "every(input: constant(input) or channels(input) % 4 == 0)",
    "every(output: channels(output) == channels(output(0)))",
    "1 + 2 * 3 == 7", "(1 + 2) * 3 == 9", "7 - 2 - 1 == 4", "-7 / 2 == -4", "-7 % 4 == 1",
    "7 / 2 == 3", "-(2 + 3) == -5", "true or false and false", "false implies false implies false",
    "not false and true", "1 < 2 and 2 <= 2 and 3 > 2 and 2 >= 2 and 1 != 2",
    "part_axis == channel", "part_axis in {height, channel}", "part_start == 4",
    "part_end - part_start == part_size", "part_size == 4", "every(absent_list) == 5",
    "(channels(output) / attribute(group) % 4 == 2)",
  ])
  func isTrue(_ statement: String) throws {
    #expect(try holds(statement))
    #expect(try !holds("not (\(statement))"))
  }

  @Test(
    "What does not exist is neither true nor false",
    arguments: [
      "width(input(3)) == 1", "extent(output, 4) == 1", "extent(output, -5) == 1",
      "rank(input(2)) == 4", "attribute(missing) == 1", "attribute(beta) == 0",
      "attribute(huge) == 1", "attribute(mode) == 1", "item(dilations, 2) == 1",
      "count(absent_list) == 0", "type(input(2)) == fp32", "1 / attribute(zero, 0) == 1",
      "rank(output) % (rank(output) - 4) == 0", "attribute(group) in {a}",
    ]
  )
  func isUnknown(_ statement: String) throws {
    #expect(try !holds(statement))
    #expect(try !holds("not (\(statement))"))
    #expect(try holds("\(statement) or true"))
    #expect(try !holds("\(statement) and true"))
    #expect(try holds("false implies \(statement)"))
  }

  @Test func partRulesDoNotJudgeWholeOperators() throws {
    let rule = try SupportRule(id: "r", that: "part_start % 4 == 0", scope: .parts)
    let graph = try Self.convolution.graph()
    #expect(rule.holds(for: OperatorFacts<Int64>(of: Index(0), in: graph)))
    let odd = OperatorFacts<Int64>.Part(Slice(dimension: 1, range: 3..<8))
    #expect(!rule.holds(for: OperatorFacts<Int64>(of: Index(0), in: graph, part: odd)))
  }

  @Test(arguments: [
    ("", 1, "found the end where a measure was expected"),
    ("rank(output)", 1, "found a number where a condition was expected"),
    ("rank(output) ==", 16, "found the end where a measure was expected"),
    ("rank(output) = 4", 14, "unexpected character '='"),
    ("rank(output) == 4 5", 19, "found '5' where the end of the rule was expected"),
    ("rank(outptu) == 4", 6, "found 'outptu' where 'input' or 'output' was expected"),
    ("rank(input) == 4", 6, "'input' needs a position, as in input(0), outside 'every(input: …)'"),
    ("1 == 2 == 3", 8, "found '==' where the end of the rule was expected"),
    ("rank(output) in {2, }", 21, "found '}' where a number or a word was expected"),
    ("rank(output) in 2", 17, "found '2' where '{' was expected"),
    ("rank(output) == four", 17, "a number cannot be compared with 'four'"),
    ("type(output) == fp33", 17, "no element type 'fp33'; there are fp64"),
    ("part_axis == depth", 14, "no axis 'depth'; there are batch, channel, height, width"),
    ("1 / 0 == 1", 3, "a divisor must be positive"),
    ("1 % channels(output) == 1", 3, "a divisor must not depend on extents"),
    ("width(output) * width(output) * width(output) > 1", 31, "the arithmetic may leave 64 bits"),
    ("99999999999999999999 == 1", 1, "the number is larger than 2³¹"),
    ("rank(output) == 4 and (1 == 1", 30, "found the end where ')' was expected"),
    ("1 == 1 and rank(output)", 12, "found a number where a condition was expected"),
    ("(1 == 1) + 1 == 2", 1, "found a condition where a number was expected"),
    ("rank(output) == type(output)", 17, "a number cannot be compared with an element type"),
    ("volume(output) == 1", 1, "no measure 'volume'; there are rank"),
    ("rank(output) not 4", 18, "found '4' where 'in' was expected"),
    ("every(dilations)", 1, "found the list 'dilations' where a condition was expected"),
    ("and", 1, "found 'and' where a measure was expected"),
  ])
  func isRefused(_ statement: String, column: Int, message: String) {
    let error = #expect(throws: RuleError.self) {
      try SupportRule(id: "r", that: statement, scope: .parts)
    }
    #expect(error?.column == column)
    #expect(error?.problem.description.hasPrefix(message) == true, "\(error as Any)")
  }

  @Test func partFactsAreForPartRules() throws {
    #expect(throws: RuleError(column: 1, problem: .readsPart)) {
      try SupportRule(id: "r", that: "rank(output) == 4 or part_size > 1")
    }
  }

  @Test(arguments: ["(", "not ", "-", "1 == 1 implies ", "every(input: "])
  func deepNestingIsRefused(_ opening: String) {
    let few = String(repeating: opening, count: 60)
    let error = #expect(throws: RuleError.self) { try SupportRule(id: "r", that: few) }
    #expect(error?.problem == .tooDeep(limit: 40))
    let many = String(repeating: opening, count: 100_000)
    #expect(throws: RuleError(column: 2_000, problem: .tooLong(limit: 2_000))) {
      try SupportRule(id: "r", that: many)
    }
  }
}

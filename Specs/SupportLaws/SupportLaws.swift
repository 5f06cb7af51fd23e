import Devices
import Graphs
import Logic
import Quantities
import Randomness
import Testing

@Suite("Support rules")
struct SupportLaws {
  private static let runs: UInt64 = 10_000

  @Test("A rule judges numbers and terms alike, and explains each refusal")
  func numbersAndTermsAgree() throws {
    var verdicts: [Bool: Int] = [:]
    var symbolic = 0
    var unknown = 0
    for seed in 0..<Self.runs {
      var random = RandomStream(Seed(seed))
      let statement = random.condition(depth: 3)
      let rule: SupportRule
      do {
        rule = try SupportRule(id: "r", that: statement, scope: .parts)
      } catch {
        #expect(error.problem == .mayOverflow, "seed \(seed): \(statement): \(error)")
        continue
      }
      let operation = RandomFacts(from: &random)
      let numbers = operation.facts { $0 }
      let expected = rule.holds(for: numbers)
      verdicts[expected, default: 0] += 1

      var vocabulary = Vocabulary()
      var assignment = Assignment()
      let terms = operation.facts { number in
        let symbol = vocabulary.integer("n")
        assignment[symbol] = number
        return IntegerTerm(symbol)
      }
      let formula = rule.holds(for: terms)
      if formula.constantValue == nil { symbolic += 1 }
      var evaluator = Evaluator(assignment)
      #expect(try evaluator.value(of: formula) == expected, "seed \(seed): \(statement)")
      let folded = rule.holds(for: operation.facts { IntegerTerm(constant: $0) })
      #expect(folded.constantValue == expected, "seed \(seed): \(statement)")

      let refusal = rule.refusal(of: numbers)
      #expect((refusal == nil) == expected, "seed \(seed): \(statement)")
      #expect(refusal?.reason.isEmpty != true)
      let opposite = try SupportRule(id: "r", that: "not (\(statement))", scope: .parts)
      if numbers.part != nil {
        let both = expected && opposite.holds(for: numbers)
        #expect(!both, "seed \(seed): \(statement)")
        if !expected, !opposite.holds(for: numbers) { unknown += 1 }
      }
    }
    #expect(verdicts[true, default: 0] > 1_000)
    #expect(verdicts[false, default: 0] > 1_000)
    #expect(symbolic > 1_000)
    #expect(unknown > 500)
  }

  @Test("Any text is a rule or a RuleError, and no rule traps on extreme numbers")
  func hostileTextIsHarmless() {
    let pieces = [
      "rank", "extent", "(", ")", "output", "input", "(0)", ",", "1", "2147483648", "-", "*", "/",
      "%", "+", "==", "<", "in", "{", "}", "and", "not", "implies", "every", "some", ":", "axes",
      "elements", "(output)", "channels(output)", "attribute", "(axis)", "(huge)", "part_start",
      "part_axis", "channel", "é", "\u{0}", "type", "fp32", "item", "count",
    ]
    var read = 0
    for seed in 0..<Self.runs {
      var random = RandomStream(Seed(seed))
      let arithmetic = random.integer(in: 0...1) == 0
      let text =
        arithmetic
        ? Self.extremes(&random)
        : (0..<random.integer(in: 1...12)).map { _ in random.element(of: pieces) }
          .joined(separator: " ")
      do {
        let rule = try SupportRule(id: "r", that: text, scope: .parts)
        read += 1
        _ = rule.refusal(of: Self.extreme)
      } catch {
        #expect(error.column >= 1 && error.column <= text.count + 1, "\(text)")
      }
    }
    #expect(read > 1_000)
  }

  private static func extremes(_ random: inout RandomStream) -> String {
    let leaves = [
      "extent(output, 0)", "extent(output, 1)", "elements(output)", "attribute(huge)",
      "attribute(least)", "attribute(large)", "part_start", "part_end", "2147483648",
      "-2147483648", "item(dilations, 0)",
    ]
    let operands = (0..<random.integer(in: 1...4)).map { _ in random.element(of: leaves) }
    let signs = [" + ", " - ", " * ", " / 3 * ", " % 5 - "]
    return operands.dropFirst().reduce(operands[0]) { $0 + random.element(of: signs) + $1 }
      + " \(random.element(of: ["==", "<", ">="])) \(random.element(of: leaves))"
  }

  /// An operator with the largest numbers that a graph can hold, and larger ones.
  private static let extreme = OperatorFacts<Int64>(
    kind: .reduceMean,
    attributes: Attributes([
      ("huge", .integer(.max)), ("least", .integer(.min)), ("large", .integer(1 << 31)),
      ("dilations", .integers([1 << 31, .min])), ("axes", .integers([.min, .max])),
      ("axis", .integer(.min)),
    ]),
    inputs: [.init(elementType: .float32, extents: [1 << 31])],
    outputs: [.init(elementType: .float32, extents: [1 << 31, 1 << 9])],
    part: .init(Slice(dimension: 0, range: (.max - 1)..<(.max)))
  )
}

import Logic
import Quantities
import Testing

@Suite("The evaluator computes or says why it cannot")
struct EvaluatorTests {
  @Test func missingValuesAreNamed() {
    var vocabulary = Vocabulary()
    let term = IntegerTerm(vocabulary.integer("start of s1")) + IntegerTerm(constant: 1)
    let formula = Formula(vocabulary.boolean("s1 on gpu"))
    var evaluator = Evaluator(Assignment())
    #expect(throws: EvaluationError.unassigned(symbol: "start of s1")) {
      try evaluator.value(of: term)
    }
    #expect(throws: EvaluationError.unassigned(symbol: "s1 on gpu")) {
      try evaluator.value(of: formula)
    }
  }

  @Test func comparisonsAreExactBeyondSixtyFourBits() throws {
    var vocabulary = Vocabulary()
    let symbol = vocabulary.integer("x")
    let x = IntegerTerm(symbol)
    var assignment = Assignment()
    assignment[symbol] = .max
    var evaluator = Evaluator(assignment)
    #expect(try evaluator.value(of: (x + x).isAtMost(x)) == false)
    #expect(try evaluator.value(of: (x * x).isAtMost(x)) == false)
    #expect(throws: EvaluationError.overflow) { try evaluator.value(of: x + x) }
    #expect(throws: EvaluationError.overflow) {
      try evaluator.value(of: ((x * x) * (x * x)).isAtMost(x))
    }
  }

  @Test("Parts that are used twice at each level are computed once")
  func sharedPartsAreComputedOnce() throws {
    var vocabulary = Vocabulary()
    let symbols = (0..<200).map { vocabulary.integer("n\($0)") }
    var assignment = Assignment()
    for symbol in symbols { assignment[symbol] = Int64(symbol.id) * 7 % 199 }
    let build = {
      symbols.map { IntegerTerm($0) }.reduce(IntegerTerm(constant: 0), IntegerTerm.greatest)
    }
    let term = build()
    var evaluator = Evaluator(assignment)
    #expect(try evaluator.value(of: term) == 198)
    #expect(term == build())
    let query = Query(name: "greatest", constraints: [term.isAtMost(IntegerTerm(constant: 9))])
    #expect(query.kind == .linear)
    #expect(SMTLIBPrinter.script(for: query).utf8.count < 40_000)
  }

  @Test func deepTermsNeedNoDeepStack() throws {
    var vocabulary = Vocabulary()
    let symbol = vocabulary.integer("x")
    let x = IntegerTerm(symbol)
    var term = x
    for _ in 0..<5_000 {
      term = .choose(term.isAtMost(IntegerTerm(constant: 5)), term + x, else: term - x)
    }
    var assignment = Assignment()
    assignment[symbol] = 1
    var evaluator = Evaluator(assignment)
    #expect(try evaluator.value(of: term) == 5)
  }
}

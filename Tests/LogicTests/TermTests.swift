import Logic
import Quantities
import Testing

@Suite("Terms and formulas fold what is known")
struct TermTests {
  private let x: IntegerSymbol
  private let y: IntegerSymbol
  private let p: BooleanSymbol
  private let q: BooleanSymbol

  init() {
    var vocabulary = Vocabulary()
    x = vocabulary.integer("x")
    y = vocabulary.integer("y")
    p = vocabulary.boolean("p")
    q = vocabulary.boolean("q")
  }

  private func number(_ value: Int64) -> IntegerTerm { IntegerTerm(constant: value) }

  @Test func sumsCollectEqualParts() {
    let x = IntegerTerm(x)
    let y = IntegerTerm(y)
    #expect((x + number(3)) - x == number(3))
    #expect(x + y - y == x)
    #expect(x + x == 2 * x)
    #expect(number(0) * x == number(0))
    #expect(number(1) * x == x)
    #expect(.sum([x, number(2), y, x, number(-2)]) == 2 * x + y)
    #expect(x + y != x - y)
  }

  @Test func longSumsKeepEveryPart() throws {
    var vocabulary = Vocabulary()
    let symbols = (0..<100).map { vocabulary.integer("n\($0)") }
    var assignment = Assignment()
    for symbol in symbols { assignment[symbol] = Int64(symbol.id) }
    let terms = (symbols + symbols).map { IntegerTerm($0) }
    var evaluator = Evaluator(assignment)
    #expect(try evaluator.value(of: .sum(terms)) == 9_900)
    #expect(try evaluator.value(of: terms.reduce(number(0), +)) == 9_900)
  }

  @Test func divisionRoundsDown() {
    #expect(number(-7).dividedRoundingDown(by: 2) == number(-4))
    #expect(number(-7).remainder(by: 2) == number(1))
    #expect(IntegerTerm(x).dividedRoundingDown(by: 1) == IntegerTerm(x))
    #expect(IntegerTerm(x).remainder(by: 1) == number(0))
  }

  @Test func comparisonsOfTheSameAreConstant() {
    #expect(IntegerTerm(x).isAtMost(IntegerTerm(x)).constantValue == true)
    #expect(IntegerTerm(x).isEqual(to: IntegerTerm(x)).constantValue == true)
    #expect(number(2).isAtMost(number(1)).constantValue == false)
    #expect(IntegerTerm(x).isAtMost(IntegerTerm(y)).constantValue == nil)
  }

  @Test func joinsDropNeutralPartsAndFlatten() {
    let p = Formula(p)
    let q = Formula(q)
    let yes = Formula(constant: true)
    let no = Formula(constant: false)
    #expect(Formula.conjunction([]) == yes)
    #expect(Formula.disjunction([]) == no)
    #expect((p && yes) == p)
    #expect((p && no) == no)
    #expect((p || yes) == yes)
    #expect((p || no) == p)
    #expect((p && (q && p)) == .conjunction([p, q, p]))
    #expect(!(!p) == p)
    #expect(no.implies(p) == yes)
    #expect(yes.isEquivalent(to: p) == p)
    #expect(no.isEquivalent(to: p) == !p)
  }

  @Test func choicesOfKnownConditionsDisappear() {
    let x = IntegerTerm(x)
    let y = IntegerTerm(y)
    #expect(IntegerTerm.choose(Formula(constant: true), x, else: y) == x)
    #expect(IntegerTerm.choose(Formula(constant: false), x, else: y) == y)
    #expect(IntegerTerm.choose(Formula(p), x, else: x) == x)
  }

  @Test func weightedSumsFoldWhatCannotMatter() {
    let p = Formula.Weighted(weight: 5, condition: Formula(p))
    let q = Formula.Weighted(weight: -3, condition: Formula(q))
    let known = Formula.Weighted(weight: 4, condition: Formula(constant: true))
    #expect(Formula.weightedSum([p, q], isAtMost: 5).constantValue == true)
    #expect(Formula.weightedSum([p, q], isAtMost: -4).constantValue == false)
    #expect(Formula.weightedSum([p, q], isAtMost: 4).constantValue == nil)
    #expect(Formula.weightedSum([p, known], isAtMost: 3).constantValue == false)
    #expect(Formula.weightedSum([p, known], isAtMost: 9).constantValue == true)
  }

  @Test func weightedSumsHoldLargeWeights() throws {
    let large: Int64 = 1 << 40
    let terms = [p, q].map { Formula.Weighted(weight: large, condition: Formula($0)) }
    let formula = Formula.weightedSum(terms, isAtMost: 2 * large - 1)
    for (first, second) in [(true, true), (true, false), (false, false)] {
      var assignment = Assignment()
      assignment[p] = first
      assignment[q] = second
      var evaluator = Evaluator(assignment)
      #expect(try evaluator.value(of: formula) == !(first && second))
    }
  }
}

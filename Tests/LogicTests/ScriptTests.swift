import Logic
import Quantities
import Testing

@Suite("A script reads like its query")
struct ScriptTests {
  @Test func wholeScript() {
    var vocabulary = Vocabulary()
    let first = IntegerTerm(vocabulary.integer("start s1"))
    let second = IntegerTerm(vocabulary.integer("start s2"))
    let late = Formula(vocabulary.boolean("late"))
    let query = Query(
      name: "order",
      constraints: [
        late.implies(IntegerTerm(constant: -5).isAtMost(first)),
        .weightedSum([.init(weight: 3, condition: late)], isAtMost: 2),
      ],
      assumptions: [
        Assumption("s1 before s2", (first + IntegerTerm(constant: 10)).isAtMost(second)),
        Assumption("s1 before s2", (first - second).isEqual(to: IntegerTerm(constant: -12))),
      ]
    )
    #expect(
      SMTLIBPrinter.script(for: query) == """
        ; order
        (set-option :produce-models true)
        (set-logic QF_LIA)
        (declare-const |int start s1| Int)
        (declare-const |int start s2| Int)
        (declare-const |bool late| Bool)
        (assert (or (not |bool late|) (<= (- 5) |int start s1|)))
        (assert (<= (ite |bool late| 3 0) 2))
        (declare-const |assume s1 before s2| Bool)
        (assert (=> |assume s1 before s2| (<= (+ |int start s1| 10) |int start s2|)))
        (declare-const |assume s1 before s2%:1| Bool)
        (assert (=> |assume s1 before s2%:1| \
        (= (+ |int start s1| (* (- 1) |int start s2|)) (- 12))))
        (check-sat-assuming (|assume s1 before s2| |assume s1 before s2%:1|))

        """
    )
  }

  @Test func largePartsAreDefinedOnce() {
    var vocabulary = Vocabulary()
    let terms = (0..<10).map { IntegerTerm(vocabulary.integer("n\($0)")) }
    let sum = IntegerTerm.sum(terms)
    let query = Query(
      name: "shared",
      constraints: [
        sum.isAtMost(IntegerTerm(constant: 3)), IntegerTerm(constant: 1).isAtMost(sum * sum),
      ]
    )
    let script = SMTLIBPrinter.script(for: query)
    #expect(script.contains("(set-logic QF_NIA)"))
    #expect(script.contains("(assert (<= |part 1| 3))"))
    #expect(script.contains("(assert (<= 1 (* |part 1| |part 1|)))"))
    #expect(script.split(separator: "\n").filter { $0.hasPrefix("(define-fun") }.count == 1)
  }

  @Test func kindsAreTheLeastThatCover() {
    var vocabulary = Vocabulary()
    let x = IntegerTerm(vocabulary.integer("x"))
    let y = IntegerTerm(vocabulary.integer("y"))
    let p = Formula(vocabulary.boolean("p"))
    let five = IntegerTerm(constant: 5)
    let weighted = Formula.weightedSum([.init(weight: 2, condition: p)], isAtMost: 1)
    let cases: [([Formula], LogicKind)] = [
      ([p], .booleans), ([weighted, p], .pseudoBooleans),
      ([x.isAtMost(y + five), p], .differences), ([(x - y).isEqual(to: five)], .differences),
      ([x.isAtMost(five)], .differences), ([(x + y).isAtMost(five)], .linear),
      ([(2 * x).isAtMost(y)], .linear), ([weighted, x.isAtMost(y)], .linear),
      ([IntegerTerm.choose(p, x, else: y).isAtMost(five)], .linear),
      ([x.remainder(by: 3).isAtMost(five)], .linear), ([(x * y).isAtMost(five)], .nonlinear),
      ([x.isAtMost(y), (x * x).isAtMost(y)], .nonlinear),
    ]
    for (formulas, kind) in cases {
      #expect(LogicKind(covering: formulas) == kind)
    }
  }
}

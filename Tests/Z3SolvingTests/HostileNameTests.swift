import CZ3
import Logic
import Quantities
import Testing
import Z3Solving

@Suite("Names of any text pass through solvers")
struct HostileNameTests {
  static let names = [
    "", "and", "Int", "x|y", "back\\slash", "two\nlines", "@reserved", ".1", "é", "🧪", "a b",
    "(assert false)", "; comment", "\"quoted\"", "100%", "%7C", "%:1", "same", "same", "\0",
  ]

  private var query: Query {
    var vocabulary = Vocabulary()
    var constraints: [Formula] = []
    var assumptions: [Assumption] = []
    for (position, name) in Self.names.enumerated() {
      let number = IntegerTerm(vocabulary.integer(name))
      let flag = Formula(vocabulary.boolean(name))
      constraints.append(
        flag.implies(number.isEqual(to: IntegerTerm(constant: Int64(-position))))
      )
      assumptions.append(Assumption(name, flag))
    }
    return Query(
      name: "hostile\n(assert false)",
      constraints: constraints,
      assumptions: assumptions
    )
  }

  @Test func theLibraryReadsTheScript() throws {
    let script = SMTLIBPrinter.script(for: query)
    #expect(try answer(to: script) == "sat\n")
  }

  @Test func valuesComeBackByName() throws {
    guard case .satisfiable(let assignment) = try Z3Solver().solve(query) else {
      Issue.record("not satisfiable")
      return
    }
    #expect(assignment.integerSymbols.map(\.name) == Self.names)
    #expect(
      assignment.integerSymbols.map { assignment[$0] } == Self.names.indices.map { Int64(-$0) }
    )
    #expect(assignment.booleanSymbols.allSatisfy { assignment[$0] == true })
  }

  @Test func theScriptDeclaresEachNameOnce() {
    let declared = SMTLIBPrinter.script(for: query).split(separator: "\n")
      .filter { $0.hasPrefix("(declare-const ") }
      .compactMap { $0.split(separator: "|").dropFirst().first }
    #expect(declared.count == 3 * Self.names.count)
    #expect(Set(declared).count == declared.count)
    let texts = declared.compactMap { SMTLIBName(quoted: String($0))?.text }
    #expect(texts == Self.names + Self.names + Self.names)
  }

  /// What the library's own reader answers to the script.
  private func answer(to script: String) throws -> String {
    let configuration = Z3_mk_config()
    let context = try #require(Z3_mk_context(configuration))
    Z3_del_config(configuration)
    Z3_set_error_handler(context) { _, _ in }
    defer { Z3_del_context(context) }
    return String(cString: Z3_eval_smtlib2_string(context, script))
  }
}

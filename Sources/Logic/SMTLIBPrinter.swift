import Quantities

/// Writes a query as an SMT-LIB 2 script that other solvers read.
///
/// Each assumption becomes a truth value that implies it, and the script checks under these truth
/// values. Equal queries give equal text: symbols are declared by kind and number.
package struct SMTLIBPrinter: Sendable {
  private var names: [Symbolic: String] = [:]
  private var repetitions: [SMTLIBName: Int] = [:]
  private var shared: Set<NodeIdentity> = []
  private var sharedCount = 0
  private var texts = Fold<String>()
  private var lines: [String] = []
  private var census = NodeCensus(of: [])

  private init() {}

  /// The whole script for the query, ending in its one check.
  package static func script(for query: Query) -> String {
    var printer = SMTLIBPrinter()
    printer.write(query)
    return printer.lines.joined(separator: "\n") + "\n"
  }

  /// A script that also asks for the value of every symbol, should there be values.
  package struct Questions: Sendable {
    /// The script.
    package let script: String
    /// The integer symbols in the order in which their values are asked for.
    package let integers: [IntegerSymbol]
    /// The boolean symbols in that order, after the integers.
    package let booleans: [BooleanSymbol]
  }

  /// The script for the query that asks for values, and for the reason where there is no answer.
  package static func questions(for query: Query) -> Questions {
    var printer = SMTLIBPrinter()
    printer.write(query)
    let integers = printer.census.integers.sorted()
    let booleans = printer.census.booleans.sorted()
    let names =
      integers.map { printer.declaredName(.integer($0)) }
      + booleans.map { printer.declaredName(.boolean($0)) }
    printer.lines.append("(get-info :reason-unknown)")
    if !names.isEmpty { printer.lines.append("(get-value (\(names.joined(separator: " "))))") }
    return Questions(
      script: printer.lines.joined(separator: "\n") + "\n",
      integers: integers,
      booleans: booleans
    )
  }

  private mutating func write(_ query: Query) {
    let formulas = query.constraints + query.assumptions.values.map(\.formula)
    census = NodeCensus(of: formulas.map(\.node))
    shared = census.shared
    lines.append("; \(SMTLIBName.escaped(query.name))")
    lines.append("(set-option :produce-models true)")
    lines.append("(set-logic \(query.kind.smtlibName))")
    declare()
    for constraint in query.constraints {
      let text = text(of: constraint.node)
      lines.append("(assert \(text))")
    }
    var literals: [String] = []
    for assumption in query.assumptions.values {
      let literal = name(assumption.name, for: .assumption)
      let text = text(of: assumption.formula.node)
      lines.append("(declare-const \(literal) Bool)")
      lines.append("(assert (=> \(literal) \(text)))")
      literals.append(literal)
    }
    lines.append(
      literals.isEmpty
        ? "(check-sat)" : "(check-sat-assuming (\(literals.joined(separator: " "))))"
    )
  }

  private mutating func declare() {
    for symbol in census.integers.sorted() {
      let name = name(symbol.name, for: .integer)
      names[.integer(symbol)] = name
      lines.append("(declare-const \(name) Int)")
    }
    for symbol in census.booleans.sorted() {
      let name = name(symbol.name, for: .boolean)
      names[.boolean(symbol)] = name
      lines.append("(declare-const \(name) Bool)")
    }
  }

  private mutating func name(_ text: String, for kind: SMTLIBName.Kind) -> String {
    let first = SMTLIBName(kind: kind, text: text)
    let repetition = repetitions[first, default: 0]
    repetitions[first] = repetition + 1
    return SMTLIBName(kind: kind, text: text, repetition: repetition).quoted
  }

  private func declaredName(_ symbol: Symbolic) -> String {
    guard let name = names[symbol] else {
      preconditionFailure("a symbol is declared before it is used")
    }
    return name
  }

  /// The text of the node; what it shares with others is defined in lines of its own before.
  private mutating func text(of node: Node) -> String {
    var fold = Fold<String>()
    swap(&fold, &texts)
    defer { swap(&fold, &texts) }
    return fold.value(of: node) { node, parts in
      let text = node.operation.smtlibText(parts, naming: declaredName)
      guard shared.contains(NodeIdentity(node)) else { return text }
      sharedCount += 1
      let name = SMTLIBName(kind: .shared, text: "\(sharedCount)").quoted
      lines.append("(define-fun \(name) () \(node.operation.isTruth ? "Bool" : "Int") \(text))")
      return name
    }
  }
}

/// A symbol of either kind.
enum Symbolic: Hashable, Sendable {
  case integer(IntegerSymbol)
  case boolean(BooleanSymbol)
}

/// The symbols of some nodes, and the larger parts that occur more than once.
private struct NodeCensus {
  private(set) var integers: Set<IntegerSymbol> = []
  private(set) var booleans: Set<BooleanSymbol> = []
  private(set) var shared: Set<NodeIdentity> = []

  /// Smaller parts are written wherever they occur, which reads better.
  private static let smallestShared = 8

  init(of roots: [Node]) {
    var sizes = Fold<Int>()
    var used: Set<NodeIdentity> = []
    for root in roots {
      let size = sizes.value(of: root) { node, sizes in
        meet(node.operation)
        for (part, size) in zip(node.parts, sizes) { use(part, size, &used) }
        return min(sizes.reduce(1, +), Self.smallestShared)
      }
      use(root, size, &used)
    }
  }

  private mutating func meet(_ operation: Operation) {
    switch operation {
    case .integerSymbol(let symbol): integers.insert(symbol)
    case .booleanSymbol(let symbol): booleans.insert(symbol)
    case .truth, .negation, .conjunction, .disjunction, .atMost, .equal, .weightedAtMost,
      .constant, .linear, .product, .quotient, .remainder, .choice:
      break
    }
  }

  private mutating func use(_ node: Node, _ size: Int, _ used: inout Set<NodeIdentity>) {
    guard size >= Self.smallestShared else { return }
    if !used.insert(NodeIdentity(node)).inserted { shared.insert(NodeIdentity(node)) }
  }
}

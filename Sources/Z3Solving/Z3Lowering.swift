import CZ3
import Logic

/// The translation of terms and formulas into the library's, each distinct part once.
struct Z3Lowering: ~Copyable {
  private(set) var context: Z3Context
  private let kind: LogicKind
  private var classifier = LogicClassifier()
  private var fold = Fold<Z3Term>()
  private var integers: [IntegerSymbol: Z3Term] = [:]
  private var booleans: [BooleanSymbol: Z3Term] = [:]
  private var literalCount: Int32 = 0
  private var placeholders: [Z3Term] = []

  /// A translation of formulas of the kind.
  init(kind: LogicKind, in library: Z3Library? = nil) throws(SolverError) {
    context = try Z3Context(in: library)
    self.kind = kind
  }

  /// The integer symbols met so far, by number, with their translations.
  var integerSymbols: [(symbol: IntegerSymbol, term: Z3Term)] {
    integers.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// The boolean symbols met so far, by number, with their translations.
  var booleanSymbols: [(symbol: BooleanSymbol, term: Z3Term)] {
    booleans.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Translates the formula, if it belongs to the kind.
  mutating func lower(_ formula: Formula) throws(SolverError) -> Z3Term {
    let needed = classifier.kind(of: formula)
    guard kind.covers(needed) else { throw .outsideLogic(needed: needed, available: kind) }
    var fold = Fold<Z3Term>()
    swap(&fold, &self.fold)
    defer { swap(&fold, &self.fold) }
    return try fold.value(of: formula.node) { (node, parts) throws(SolverError) in
      try self.lower(node.operation, parts)
    }
  }

  /// Makes a new truth value that no formula contains.
  mutating func freshLiteral() throws(SolverError) -> Z3Term {
    defer { literalCount += 1 }
    return try constant(number: literalCount, namespace: .literal)
  }

  /// Truth values that stand for parts until they are substituted; at least this many.
  mutating func placeholders(_ count: Int) throws(SolverError) -> ArraySlice<Z3Term> {
    while placeholders.count < count { placeholders.append(try freshLiteral()) }
    return placeholders.prefix(count)
  }

  /// Keeps the term that the library makes.
  @safe
  mutating func term(_ make: (Z3_context) -> Z3_ast?) throws(SolverError) -> Z3Term {
    try unsafe context.term(make)
  }

  /// Keeps the term that the body makes and has referenced already.
  @safe
  mutating func adopt(_ make: (Z3_context) -> Z3_ast?) throws(SolverError) -> Z3Term {
    try unsafe context.adopt(make)
  }

  /// The formula that holds if the first does not or the second does.
  mutating func implication(
    _ premise: Z3Term,
    _ conclusion: Z3Term
  ) throws(SolverError) -> Z3Term {
    try context.term { context in
      unsafe Z3_mk_implies(context, premise.pointer, conclusion.pointer)
    }
  }

  private mutating func lower(
    _ operation: Operation,
    _ parts: [Z3Term]
  ) throws(SolverError) -> Z3Term {
    switch operation {
    case .truth(let value):
      return try context.term { context in
        value ? unsafe Z3_mk_true(context) : unsafe Z3_mk_false(context)
      }
    case .booleanSymbol(let symbol):
      if let known = booleans[symbol] { return known }
      let made = try constant(number: symbol.id, namespace: .boolean)
      booleans[symbol] = made
      return made
    case .negation:
      return try context.term { context in unsafe Z3_mk_not(context, parts[0].pointer) }
    case .conjunction: return try unsafe apply(parts) { unsafe Z3_mk_and($0, $1, $2) }
    case .disjunction: return try unsafe apply(parts) { unsafe Z3_mk_or($0, $1, $2) }
    case .choice:
      return try context.term { context in
        unsafe Z3_mk_ite(context, parts[0].pointer, parts[1].pointer, parts[2].pointer)
      }
    case .weightedAtMost(let weights, let bound):
      return try weightedAtMost(weights, bound, parts)
    case .equal where kind == .differences:
      return try unsafe apply([try atMost(parts[0], parts[1]), try atMost(parts[1], parts[0])]) {
        unsafe Z3_mk_and($0, $1, $2)
      }
    case .atMost, .equal, .constant, .integerSymbol, .linear, .product, .quotient, .remainder:
      return try lowerArithmetic(operation, parts)
    }
  }

  private mutating func lowerArithmetic(
    _ operation: Operation,
    _ parts: [Z3Term]
  ) throws(SolverError) -> Z3Term {
    switch operation {
    case .atMost: return try atMost(parts[0], parts[1])
    case .equal:
      return try context.term { context in
        unsafe Z3_mk_eq(context, parts[0].pointer, parts[1].pointer)
      }
    case .constant(let value): return try number(value)
    case .integerSymbol(let symbol):
      if let known = integers[symbol] { return known }
      let made = try constant(number: symbol.id, namespace: .integer)
      integers[symbol] = made
      return made
    case .linear(let coefficients, let constant):
      return try linear(coefficients, constant, parts)
    case .quotient(let divisor):
      let divisor = try number(divisor)
      return try context.term { context in
        unsafe Z3_mk_div(context, parts[0].pointer, divisor.pointer)
      }
    case .remainder(let divisor):
      let divisor = try number(divisor)
      return try context.term { context in
        unsafe Z3_mk_mod(context, parts[0].pointer, divisor.pointer)
      }
    case .product, .truth, .booleanSymbol, .negation, .conjunction, .disjunction, .choice,
      .weightedAtMost:
      return try unsafe apply(parts) { unsafe Z3_mk_mul($0, $1, $2) }
    }
  }

  private mutating func atMost(
    _ left: Z3Term,
    _ right: Z3Term
  ) throws(SolverError) -> Z3Term {
    try context.term { context in
      unsafe Z3_mk_le(context, left.pointer, right.pointer)
    }
  }

  private mutating func linear(
    _ coefficients: [Int64],
    _ constant: Int64,
    _ parts: [Z3Term]
  ) throws(SolverError) -> Z3Term {
    var summands: [Z3Term] = []
    for (coefficient, part) in zip(coefficients, parts) {
      if coefficient == 1 {
        summands.append(part)
      } else {
        unsafe summands.append(
          try apply([try number(coefficient), part]) { unsafe Z3_mk_mul($0, $1, $2) }
        )
      }
    }
    if constant != 0 { summands.append(try number(constant)) }
    return try unsafe apply(summands) { unsafe Z3_mk_add($0, $1, $2) }
  }

  private mutating func number(_ value: Int64) throws(SolverError) -> Z3Term {
    try context.term { context in
      unsafe Z3_mk_int64(context, value, Z3_mk_int_sort(context))
    }
  }

  private mutating func apply(
    _ parts: [Z3Term],
    _ make: (Z3_context, UInt32, UnsafePointer<Z3_ast?>?) -> Z3_ast?
  ) throws(SolverError) -> Z3Term {
    let pointers: [Z3_ast?] = unsafe parts.map { unsafe $0.pointer }
    return try context.term { context in
      unsafe pointers.withUnsafeBufferPointer { buffer in
        unsafe make(context, UInt32(buffer.count), buffer.baseAddress)
      }
    }
  }

  private enum Namespace: Int32 {
    case integer, boolean, literal
  }

  /// Numbers instead of names keep whatever names contain away from the library.
  private mutating func constant(
    number: Int32,
    namespace: Namespace
  ) throws(SolverError) -> Z3Term {
    try context.term { context in
      let symbol = unsafe Z3_mk_int_symbol(context, number * 3 + namespace.rawValue)
      let sort =
        namespace == .integer ? unsafe Z3_mk_int_sort(context) : unsafe Z3_mk_bool_sort(context)
      return unsafe Z3_mk_const(context, symbol, sort)
    }
  }
}

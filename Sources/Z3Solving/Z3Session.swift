import CZ3
package import Logic
import Quantities

/// Constraints given to Z3 once and then asked about under several sets of assumptions.
@safe
package struct Z3Session: ~Copyable {
  private let kind: LogicKind
  private let limit: SolverLimit
  private var lowering: Z3Lowering
  private let solver: Z3_solver
  private var asserted: [Formula] = []
  private var literals: [NodeIdentity: Z3Term] = [:]
  private var scopedLiterals: [NodeIdentity] = []
  private let library: Z3Library?

  /// Opens a session for formulas of the kind; the limit holds for each check.
  package init(kind: LogicKind, limit: SolverLimit = .unlimited) throws(SolverError) {
    try self.init(kind: kind, limit: limit, in: nil)
  }

  /// Opens a session in a context that others share.
  init(kind: LogicKind, limit: SolverLimit, in library: Z3Library?) throws(SolverError) {
    let lowering = try Z3Lowering(kind: kind, in: library)
    let solver = try unsafe lowering.context.makeSolver(kind: kind, limit: limit)
    self.kind = kind
    self.limit = limit
    self.library = library
    self.lowering = lowering
    unsafe self.solver = solver
  }

  deinit {
    unsafe lowering.context.release(solver)
  }

  /// Requires the formula in all checks to come, or in those of the scope it is given in.
  package mutating func assert(_ formula: Formula) throws(SolverError) {
    let term = try lowering.lower(formula)
    let solver = unsafe self.solver
    try lowering.context.call { context in
      unsafe Z3_solver_assert(context, solver, term.pointer)
    }
    asserted.append(formula)
  }

  /// Runs the body; what it asserts is forgotten afterwards.
  package mutating func withScope<Result>(
    _ body: (inout Z3Session) throws(SolverError) -> Result
  ) throws(SolverError) -> Result {
    try push()
    let assertedBefore = asserted.count
    let literalsBefore = scopedLiterals.count
    let result: Result
    do {
      result = try body(&self)
    } catch {
      try pop(toAsserted: assertedBefore, literals: literalsBefore)
      throw error
    }
    try pop(toAsserted: assertedBefore, literals: literalsBefore)
    return result
  }

  /// Asks whether the assumptions can hold together with all that was asserted.
  package mutating func check(
    assuming assumptions: [Formula] = [],
    explanation: Explanation = .minimal
  ) throws(SolverError) -> Answer {
    var positions: [UInt32: Int] = [:]
    var terms: [Z3Term] = []
    for (position, assumption) in assumptions.enumerated() {
      let literal = try literal(for: assumption)
      let identity = try lowering.context.identity(of: literal)
      guard positions[identity] == nil else { continue }
      positions[identity] = position
      terms.append(literal)
    }
    let before = try unsafe lowering.context.resourcesSpent(by: solver)
    switch try unsafe lowering.context.check(solver, assuming: terms) {
    case .satisfiable:
      return .satisfiable(try confirmedAssignment(assuming: assumptions))
    case .unsatisfiable:
      let members = try unsafe lowering.context.core(of: solver).compactMap { positions[$0] }
      return try explained(members.sorted(), of: assumptions, explanation)
    case .undecided:
      let spent = try unsafe lowering.context.resourcesSpent(by: solver) &- before
      return .undecided(
        try unsafe lowering.context.indecision(of: solver, spent: spent, limit: limit)
      )
    }
  }

  private func push() throws(SolverError) {
    let solver = unsafe self.solver
    try lowering.context.call { context in unsafe Z3_solver_push(context, solver) }
  }

  private mutating func pop(
    toAsserted assertedBefore: Int,
    literals literalsBefore: Int
  ) throws(SolverError) {
    asserted.removeLast(asserted.count - assertedBefore)
    for literal in scopedLiterals[literalsBefore...] { literals[literal] = nil }
    scopedLiterals.removeLast(scopedLiterals.count - literalsBefore)
    let solver = unsafe self.solver
    try lowering.context.call { context in unsafe Z3_solver_pop(context, solver, 1) }
  }

  private func explained(
    _ members: [Int],
    of assumptions: [Formula],
    _ explanation: Explanation
  ) throws(SolverError) -> Answer {
    guard explanation == .minimal else {
      return .unsatisfiable(
        UnsatisfiableCore(members: members.map { Index($0) }, isMinimal: members.isEmpty)
      )
    }
    let minimizer = CoreMinimizer(
      kind: kind,
      limit: limit,
      library: library,
      constraints: asserted,
      assumptions: assumptions
    )
    return .unsatisfiable(try minimizer.minimized(members))
  }

  /// The truth value that stands for the assumption; it implies it wherever it was introduced.
  private mutating func literal(for assumption: Formula) throws(SolverError) -> Z3Term {
    let identity = NodeIdentity(assumption.node)
    if let known = literals[identity] { return known }
    let term = try lowering.lower(assumption)
    let literal: Z3Term
    if assumption.isLiteral {
      literal = term
    } else {
      literal = try lowering.freshLiteral()
      let implication = try lowering.implication(literal, term)
      let solver = unsafe self.solver
      try lowering.context.call { context in
        unsafe Z3_solver_assert(context, solver, implication.pointer)
      }
    }
    literals[identity] = literal
    scopedLiterals.append(identity)
    return literal
  }

  /// Reads the values found and has the evaluator confirm them.
  private func confirmedAssignment(
    assuming assumptions: [Formula]
  ) throws(SolverError) -> Assignment {
    let assignment = try unsafe lowering.assignment(from: solver)
    var evaluator = Evaluator(assignment)
    for (position, formula) in (asserted + assumptions).enumerated() {
      let holds: Bool
      do {
        holds = try evaluator.value(of: formula)
      } catch {
        throw .evaluation(error)
      }
      guard holds else { throw .modelDoesNotSatisfy(position: position) }
    }
    return assignment
  }
}

extension Formula {
  /// Whether the formula is a boolean symbol or the opposite of one.
  fileprivate var isLiteral: Bool {
    let inner = if case .negation = node.operation { node.parts[0] } else { node }
    if case .booleanSymbol = inner.operation { return true }
    return false
  }
}

import CZ3
import Logic

extension Z3Context {
  /// Makes a solver set up for the kind; the caller releases it.
  ///
  /// On bounds on the memory of 1,000 events, the solver for finite domains takes 0.1 s where the
  /// general one takes 1 s, or more than 8 s with arithmetic in place of weighted sums.
  @unsafe
  func makeSolver(kind: LogicKind, limit: SolverLimit) throws(SolverError) -> Z3_solver {
    let made = try call { context in
      switch kind {
      case .booleans, .differences: unsafe Z3_mk_simple_solver(context)
      case .pseudoBooleans:
        unsafe Z3_mk_solver_for_logic(context, Z3_mk_string_symbol(context, "QF_FD"))
      case .linear, .nonlinear: unsafe Z3_mk_solver(context)
      }
    }
    guard let solver = unsafe made else { throw Self.missing("solver") }
    try call { context in unsafe Z3_solver_inc_ref(context, solver) }
    try unsafe configure(solver, kind: kind, limit: limit)
    return unsafe solver
  }

  private func configure(
    _ solver: Z3_solver,
    kind: LogicKind,
    limit: SolverLimit
  ) throws(SolverError) {
    let made = try call { context in unsafe Z3_mk_params(context) }
    guard let parameters = unsafe made else { throw Self.missing("parameters") }
    try call { context in unsafe Z3_params_inc_ref(context, parameters) }
    switch kind {
    case .booleans, .differences:
      // The graph-based difference solver, without guessing from the formulas.
      try unsafe set("auto_config", false, in: parameters)
      try unsafe set("arith.solver", 1, in: parameters)
      try unsafe set("relevancy", 0, in: parameters)
    case .pseudoBooleans, .linear, .nonlinear:
      break
    }
    if let resources = limit.resources {
      try unsafe set("rlimit", resources, in: parameters)
    }
    if let milliseconds = limit.milliseconds {
      try unsafe set("timeout", milliseconds, in: parameters)
    }
    try call { context in
      unsafe Z3_solver_set_params(context, solver, parameters)
      unsafe Z3_params_dec_ref(context, parameters)
    }
  }

  private func set(
    _ name: String,
    _ value: UInt32,
    in parameters: Z3_params
  ) throws(SolverError) {
    try call { context in
      unsafe Z3_params_set_uint(
        context,
        parameters,
        Z3_mk_string_symbol(context, name),
        value
      )
    }
  }

  private func set(
    _ name: String,
    _ value: Bool,
    in parameters: Z3_params
  ) throws(SolverError) {
    try call { context in
      unsafe Z3_params_set_bool(
        context,
        parameters,
        Z3_mk_string_symbol(context, name),
        value
      )
    }
  }

  /// Gives the solver back.
  @unsafe
  func release(_ solver: Z3_solver) {
    _ = try? call { context in unsafe Z3_solver_dec_ref(context, solver) }
  }

  /// Runs the solver.
  @unsafe
  func check(
    _ solver: Z3_solver,
    assuming literals: [Z3Term]
  ) throws(SolverError) -> Z3Outcome {
    let pointers: [Z3_ast?] = unsafe literals.map { unsafe $0.pointer }
    let outcome = try call { context in
      unsafe pointers.withUnsafeBufferPointer { buffer in
        unsafe Z3_solver_check_assumptions(
          context,
          solver,
          UInt32(buffer.count),
          buffer.baseAddress
        )
      }
    }
    switch outcome {
    case Z3_L_TRUE: return .satisfiable
    case Z3_L_FALSE: return .unsatisfiable
    default: return .undecided
    }
  }

  /// The identities of the literals that the solver found to clash.
  @unsafe
  func core(of solver: Z3_solver) throws(SolverError) -> [UInt32] {
    let found = try call { context in
      unsafe Z3_solver_get_unsat_core(context, solver)
    }
    guard let core = unsafe found else { throw Self.missing("core") }
    return try call { context in
      unsafe Z3_ast_vector_inc_ref(context, core)
      defer { unsafe Z3_ast_vector_dec_ref(context, core) }
      return unsafe (0..<Z3_ast_vector_size(context, core))
        .map { position in
          unsafe Z3_get_ast_id(context, Z3_ast_vector_get(context, core, position))
        }
    }
  }

  /// The number by which the context knows the term.
  func identity(of term: Z3Term) throws(SolverError) -> UInt32 {
    try call { context in unsafe Z3_get_ast_id(context, term.pointer) }
  }

  /// Why the solver gave up, having spent some of its steps on the check.
  ///
  /// The library often says *canceled* for steps and time alike, or nothing, so that the count
  /// decides.
  @unsafe
  func indecision(
    of solver: Z3_solver,
    spent: UInt32,
    limit: SolverLimit
  ) throws(SolverError) -> Indecision {
    let reason = try call { context in
      unsafe String(cString: Z3_solver_get_reason_unknown(context, solver))
    }
    if reason.contains("resource limit") { return .resourceLimit }
    if let resources = limit.resources, spent >= resources { return .resourceLimit }
    if reason == "timeout" { return .timeLimit }
    guard reason.hasSuffix("canceled") else {
      return .incomplete(reason: String(reason.prefix(200)))
    }
    return limit.milliseconds == nil ? .resourceLimit : .timeLimit
  }

  /// The steps counted in this context so far; the count wraps around at 32 bits.
  @unsafe
  func resourcesSpent(by solver: Z3_solver) throws(SolverError) -> UInt32 {
    let found = try call { context in unsafe Z3_solver_get_statistics(context, solver) }
    guard let statistics = unsafe found else { throw Self.missing("statistics") }
    return try call { context in
      unsafe Z3_stats_inc_ref(context, statistics)
      defer { unsafe Z3_stats_dec_ref(context, statistics) }
      let position = unsafe (0..<Z3_stats_size(context, statistics))
        .first { position in
          unsafe String(cString: Z3_stats_get_key(context, statistics, position)) == "rlimit count"
        }
      return position.map {
        unsafe Z3_stats_get_uint_value(context, statistics, $0)
      } ?? 0
    }
  }
}

/// What the library answers to a check.
enum Z3Outcome {
  case satisfiable
  case unsatisfiable
  case undecided
}

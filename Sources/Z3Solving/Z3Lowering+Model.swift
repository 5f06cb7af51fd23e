import CZ3
import Logic

extension Z3Lowering {
  /// The values that the solver found; where any value will do, zero or false.
  @unsafe
  borrowing func assignment(from solver: Z3_solver) throws(SolverError) -> Assignment {
    let found = try context.call { context in
      unsafe Z3_solver_get_model(context, solver)
    }
    guard let model = unsafe found else { throw Z3Context.missing("model") }
    try context.call { context in unsafe Z3_model_inc_ref(context, model) }
    var assignment = Assignment()
    for (symbol, term) in integerSymbols {
      assignment[symbol] = try unsafe integer(term, of: symbol, in: model)
    }
    for (symbol, term) in booleanSymbols {
      assignment[symbol] = try context.call { context in
        let value = unsafe Self.interpretation(of: term, in: model, context)
        return unsafe value.map { unsafe Z3_get_bool_value(context, $0) == Z3_L_TRUE } ?? false
      }
    }
    try context.call { context in unsafe Z3_model_dec_ref(context, model) }
    return assignment
  }

  private borrowing func integer(
    _ term: Z3Term,
    of symbol: IntegerSymbol,
    in model: Z3_model
  ) throws(SolverError) -> Int64 {
    let value: Int64? = try context.call { context in
      guard let found = unsafe Self.interpretation(of: term, in: model, context) else { return 0 }
      var value: Int64 = 0
      return unsafe Z3_get_numeral_int64(context, found, &value) ? value : nil
    }
    guard let value else { throw .valueOutOfRange(symbol: symbol.name) }
    return value
  }

  private static func interpretation(
    of term: Z3Term,
    in model: Z3_model,
    _ context: Z3_context
  ) -> Z3_ast? {
    let declaration = unsafe Z3_get_app_decl(context, Z3_to_app(context, term.pointer))
    return unsafe Z3_model_get_const_interp(context, model, declaration)
  }
}

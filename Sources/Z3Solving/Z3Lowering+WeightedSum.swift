import CZ3
import Logic
import Quantities

extension Z3Lowering {
  /// Whether the positive weights of the parts that hold sum to at most the bound.
  ///
  /// The library's own weighted sums are far faster than arithmetic on choices. Its function for
  /// them takes 32 bits, but its reader takes numbers of any size, so that sums which do not fit
  /// after division by what the weights have in common are read from text.
  mutating func weightedAtMost(
    _ weights: [Int64],
    _ bound: Int64,
    _ parts: [Z3Term]
  ) throws(SolverError) -> Z3Term {
    let divisor = max(1, weights.reduce(0, Self.greatestCommonDivisor))
    let weights = weights.map { $0 / divisor }
    let bound = bound.dividedRoundingDown(by: divisor)
    let total = weights.reduce(Int128(0)) { $0 + Int128($1) }
    guard total <= Int128(Int32.max), let limit = Int32(exactly: bound) else {
      return try readWeightedAtMost(weights, bound, parts)
    }
    let pointers: [Z3_ast?] = unsafe parts.map { unsafe $0.pointer }
    let small = weights.map { Int32($0) }
    return try term { context in
      unsafe Z3_mk_pble(context, UInt32(pointers.count), pointers, small, limit)
    }
  }

  private mutating func readWeightedAtMost(
    _ weights: [Int64],
    _ bound: Int64,
    _ parts: [Z3Term]
  ) throws(SolverError) -> Z3Term {
    let placeholders = try placeholders(parts.count)
    let names = parts.indices.map { "p\($0)" }
    let text =
      "(assert ((_ pble \(bound) \(weights.map { "\($0)" }.joined(separator: " "))) "
      + "\(names.joined(separator: " "))))"
    let from: [Z3_ast?] = unsafe placeholders.map { unsafe $0.pointer }
    let to: [Z3_ast?] = unsafe parts.map { unsafe $0.pointer }
    let formula = try adopt { context in
      let symbols: [Z3_symbol?] = unsafe names.map { unsafe Z3_mk_string_symbol(context, $0) }
      let declarations: [Z3_func_decl?] = unsafe from.map {
        unsafe Z3_get_app_decl(context, Z3_to_app(context, $0))
      }
      guard
        let read = unsafe Z3_parse_smtlib2_string(
          context,
          text,
          0,
          nil,
          nil,
          UInt32(names.count),
          symbols,
          declarations
        )
      else { return nil }
      unsafe Z3_ast_vector_inc_ref(context, read)
      defer { unsafe Z3_ast_vector_dec_ref(context, read) }
      guard unsafe Z3_ast_vector_size(context, read) == 1,
        let formula = unsafe Z3_ast_vector_get(context, read, 0)
      else { return nil }
      // Before the vector goes, which holds the only other reference.
      unsafe Z3_inc_ref(context, formula)
      return unsafe formula
    }
    return try term { context in
      unsafe Z3_substitute(context, formula.pointer, UInt32(from.count), from, to)
    }
  }

  private static func greatestCommonDivisor(_ first: Int64, _ second: Int64) -> Int64 {
    var (large, small) = (first, second)
    while small != 0 { (large, small) = (small, large % small) }
    return large
  }
}

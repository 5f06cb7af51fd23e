import CZ3
import Logic

/// One context of the library.
///
/// A class, because the sessions that are opened in it one after the other share it: making one
/// takes longer than most questions do.
@safe
final class Z3Library {
  fileprivate let context: Z3_context

  init() throws(SolverError) {
    let configuration = unsafe Z3_mk_config()
    defer { unsafe Z3_del_config(configuration) }
    guard let made = unsafe Z3_mk_context_rc(configuration) else {
      throw .library(code: UInt32(Z3_MEMOUT_FAIL.rawValue), message: "no context")
    }
    unsafe context = made
    // Without a handler of ours, the library ends the process; errors are polled instead.
    unsafe Z3_set_error_handler(made) { _, _ in }
  }

  deinit {
    unsafe Z3_del_context(context)
  }
}

/// The owner of terms in a library context.
///
/// Terms hold a reference each until their owner goes; the library's errors become Swift errors.
@safe
struct Z3Context: ~Copyable {
  private let library: Z3Library
  private var terms: [Z3Term] = []

  /// An owner without terms, in a context that is shared or, where none is given, of its own.
  init(in library: Z3Library? = nil) throws(SolverError) {
    if let library {
      self.library = library
    } else {
      self.library = try Z3Library()
    }
  }

  deinit {
    for term in terms { unsafe Z3_dec_ref(library.context, term.pointer) }
  }

  private var context: Z3_context { unsafe library.context }

  /// Calls the library and reports its error, if any.
  @safe
  func call<Result>(
    _ body: (Z3_context) -> Result
  ) throws(SolverError) -> Result {
    let result = unsafe body(context)
    let code = unsafe Z3_get_error_code(context)
    guard code == Z3_OK else {
      let message = unsafe String(cString: Z3_get_error_msg(context, code))
      let line = message.prefix { !$0.isNewline }
      throw .library(code: UInt32(code.rawValue), message: String(line.prefix(200)))
    }
    return result
  }

  /// Keeps the term that the library makes.
  @safe
  mutating func term(
    _ make: (Z3_context) -> Z3_ast?
  ) throws(SolverError) -> Z3Term {
    try adopt { context in
      guard let made = unsafe make(context) else { return nil }
      unsafe Z3_inc_ref(context, made)
      return unsafe made
    }
  }

  /// Keeps the term that the body makes and has referenced already.
  @safe
  mutating func adopt(
    _ make: (Z3_context) -> Z3_ast?
  ) throws(SolverError) -> Z3Term {
    guard let made = try unsafe call(make) else { throw Self.missing("term") }
    let term = unsafe Z3Term(pointer: made)
    terms.append(term)
    return term
  }

  /// The error for a call that returns nothing without saying why.
  static func missing(_ what: String) -> SolverError {
    .library(code: UInt32(Z3_EXCEPTION.rawValue), message: "no \(what)")
  }
}

/// A term of the library; it lives as long as its context.
@safe
struct Z3Term {
  let pointer: Z3_ast
}

import Quantities

/// Whether any plan of whole operators fits into memory, and if not, why.
package enum Fitting: Hashable, Sendable {
  /// One does: these steps, one after the other.
  case fits([Step])
  /// None does, for this reason.
  case impossible(MemoryConflict)
  /// The search was ended.
  case open

  /// A step of a plan that fits.
  package enum Step: Hashable, Sendable {
    case run(operator: Int, pool: Int)
    case copy(item: Int, from: Int, to: Int)
  }

  /// The states that the search through all plans may visit.
  package static let usualBudget = 300_000

  /// Answers the question.
  package init(_ problem: FittingProblem, budget: Int = usualBudget) {
    guard problem.pools.count <= 16 else {
      self = .open
      return
    }
    var explainer = FittingExplainer(problem, budget: budget)
    guard problem.operators.count <= 64 else {
      self = explainer.conflictOfOne().map { .impossible($0) } ?? .open
      return
    }
    self = explainer.answer()
  }
}

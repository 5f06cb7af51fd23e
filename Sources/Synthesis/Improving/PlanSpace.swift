/// The plans among which a better one is sought, or proved not to be.
package enum PlanSpace: Hashable, Sendable {
  /// Each operator is computed by one step on one processor.
  case wholeOperators
  /// Each operator is computed whole, or in two parts on two processors, cut along channels or
  /// height at the multiple that the operator allows nearest below one of 1/`steps` of its extent.
  case splits(steps: Int)

  /// The space in a sentence, as a verdict states it.
  package var sentence: String {
    switch self {
    case .wholeOperators:
      "each operator whole on one processor whose backend accepts it in the model's precision, "
        + "each tensor copied whole, at most once into a pool, in any order and with any waits"
    case .splits(let steps):
      "each operator in the model's precision, whole on one processor or in two parts on two, cut "
        + "along channels or height at a multiple of 1/\(steps), copies of what is missing, in any "
        + "order"
    }
  }

  /// The plans in a few words.
  package var plans: String {
    switch self {
    case .wholeOperators: "plans of whole operators"
    case .splits: "plans that divide operators in two"
    }
  }

  /// The space's short name.
  package var name: String {
    switch self {
    case .wholeOperators: "whole"
    case .splits: "split"
    }
  }
}

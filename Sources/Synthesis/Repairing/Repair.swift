package import Plans

/// What became of an attempt to repair a plan.
package enum Repair: Sendable {
  /// The plan keeps every safety obligation as it is.
  case alreadyLegal
  /// The plan with these changes keeps every safety obligation.
  case repaired(Plan, [String], Minimality)
  /// No plan is legal at all, and why.
  case impossible(reason: String)
  /// No repair was found, and how far the search went.
  case undecided(reason: String)

  /// Whether fewer changes would do.
  package enum Minimality: Hashable, Sendable {
    /// Every repair by fewer changes was tried, at each plan those that bear on its first fault.
    case proved
    /// Besides, so many single changes of any kind were tried, and so many plans that two of them
    /// lead to, and none will do; pairs are nil where the repair has two changes or they were too
    /// many to try.
    case provedAmong(singles: Int, pairs: Int?)
    /// The search left some out, and why.
    case unproved(reason: String)

    /// Whether fewer changes were shown not to do.
    package var isProved: Bool {
      switch self {
      case .proved, .provedAmong: true
      case .unproved: false
      }
    }
  }

  /// The word in a report.
  package var word: String {
    switch self {
    case .alreadyLegal: "legal"
    case .repaired: "repaired"
    case .impossible: "impossible"
    case .undecided: "undecided"
    }
  }
}

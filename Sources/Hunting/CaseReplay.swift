import Plans
import Quantities
package import Strategies

/// A stored case asked again.
package struct CaseReplay: Hashable, Sendable {
  /// What became of a case.
  package enum Status: String, Hashable, Sendable, CaseIterable {
    /// The property holds now.
    case fixed
    /// It is broken as before.
    case stillFailing = "still failing"
    /// It is broken, and less is lost.
    case better
    /// It is broken, and more is lost.
    case worse
    /// It is broken in another way than the case says.
    case new
    /// The strategy has no plan for the case.
    case noPlan = "no plan"

    /// Whether the strategy breaks a property.
    package var isFailing: Bool {
      switch self {
      case .fixed, .noPlan: false
      case .stillFailing, .better, .worse, .new: true
      }
    }
  }

  /// What became of it.
  package let status: Status
  /// What is broken now, if anything is.
  package let violation: Violation?
  /// What there is to say of it.
  package let message: String

  /// Asks a strategy again, for a case that once broke the referee's property as given.
  package init(_ task: Task, with referee: Referee, once: Violation) {
    switch referee.judge(task) {
    case .kept:
      status = .fixed
      violation = nil
      message = "the property holds"
    case .noPlan(let reason), .unavailable(let reason):
      status = .noPlan
      violation = nil
      message = reason
    case .broken(let now):
      status = Self.status(now, once: once)
      violation = now
      message = now.message
    }
  }

  private static func status(_ now: Violation, once: Violation) -> Status {
    guard now.property == once.property else { return .new }
    guard let loss = now.loss, let stored = once.loss else {
      return now.cause == once.cause ? .stillFailing : .new
    }
    let mine = loss.plan.amount.multipliedFullWidth(by: stored.best.amount)
    let theirs = stored.plan.amount.multipliedFullWidth(by: loss.best.amount)
    if mine == theirs { return .stillFailing }
    return (mine.high, mine.low) < (theirs.high, theirs.low) ? .better : .worse
  }
}

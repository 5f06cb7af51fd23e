package import Properties
import Quantities
import Strategies

/// A find made small.
package struct HuntedCase: Hashable, Sendable {
  /// What is broken.
  package let violation: Violation
  /// The smallest scenario that was found to show it.
  package let scenario: Scenario
  /// The choices that make the scenario.
  package let token: ReplayToken
  /// The number of the run that found it, counted from zero.
  package let run: UInt64
  /// The cell of the search that it is the worst case of: property, cause, family, granularity.
  package let cell: String
  /// What was found before it was made small.
  package let found: Failure
  /// How shrinking ended.
  package let shrinking: ShrinkOutcome
  /// How far the figures of its device may move; nil where nothing is measured.
  package var box: Box?

  /// Whether it stands before another: it loses more, or was found earlier.
  func comes(before other: HuntedCase) -> Bool {
    rank.comes(before: other.rank)
  }

  private var rank: CaseRank { CaseRank(violation.severity, run, cell) }

  /// What distinguishes a case for people: property, cause, and the shape of its graph.
  var signature: Signature {
    Signature(
      property: violation.property,
      cause: violation.cause,
      shape: GraphShape(scenario.task.graph)
    )
  }

  /// A case without its extents and figures.
  struct Signature: Hashable {
    let property: HuntedProperty
    let cause: String
    let shape: GraphShape
  }
}

/// The place of a case among others.
package struct CaseRank: Hashable, Sendable {
  private let severity: Int
  private let run: UInt64
  private let cell: String

  /// Takes what decides: how bad a case is, the number of the run that found it, and its cell.
  package init(_ severity: Int, _ run: UInt64, _ cell: String) {
    self.severity = severity
    self.run = run
    self.cell = cell
  }

  /// Whether it comes before another: the worse first, of equals what was found earlier.
  package func comes(before other: CaseRank) -> Bool {
    if severity != other.severity { return severity > other.severity }
    return (run, cell) < (other.run, other.cell)
  }
}

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
  /// What was found before it was made small.
  package let found: Failure
  /// How shrinking ended.
  package let shrinking: ShrinkOutcome
  /// How far the figures of its device may move; nil where nothing is measured.
  package var box: Box?

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

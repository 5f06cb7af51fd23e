import Graphs
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

  /// What distinguishes a case for people: property, cause, and the shape of its graph.
  var signature: Signature {
    let graph = scenario.task.graph
    return Signature(
      property: violation.property,
      cause: violation.cause,
      operators: graph.operators.indices.map { node in
        Signature.Node(
          type: graph.operators[node].typeName,
          predecessors: graph.predecessors(of: node).map(\.value)
        )
      }
    )
  }

  /// A case without its extents and figures.
  struct Signature: Hashable {
    struct Node: Hashable {
      let type: String
      let predecessors: [Int]
    }

    let property: HuntedProperty
    let cause: String
    let operators: [Node]
  }
}

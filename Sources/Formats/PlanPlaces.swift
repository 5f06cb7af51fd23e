package import Documents
package import Plans
package import Quantities

/// Where the parts of a plan stand in its file.
package struct PlanPlaces: Hashable, Sendable {
  /// The place of each step.
  package let steps: Table<Step, Place>
  /// The place of each wait, in the plan's order.
  package let waits: [Place]
  /// The place of each placement, in the plan's order.
  package let placements: [Place]

  /// Makes the side table of a plan.
  package init(steps: Table<Step, Place>, waits: [Place], placements: [Place]) {
    self.steps = steps
    self.waits = waits
    self.placements = placements
  }
}

/// A plan and where its parts stand in its file.
package struct LocatedPlan: Hashable, Sendable {
  /// The plan.
  package let plan: Plan
  /// Where its parts stand.
  package let places: PlanPlaces
}

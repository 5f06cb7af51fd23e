package import Formats
package import Plans
package import Strategies

/// What is known of a plan beyond its judgement; what is nil is not shown.
package struct Background: Sendable {
  /// The case that it was stored as.
  package var found: StoredCase?
  /// Whether its loss could have been avoided.
  package var avoidance: Avoidance?
  /// Where around it the loss persists.
  package var box: LossBox?
  /// What the plan is held against, where that is no single processor.
  package var rival: Rival?

  /// Collects what is known.
  package init(
    found: StoredCase? = nil,
    avoidance: Avoidance? = nil,
    box: LossBox? = nil,
    rival: Rival? = nil
  ) {
    self.found = found
    self.avoidance = avoidance
    self.box = box ?? found?.box.map { LossBox($0) }
    self.rival = rival
  }

  /// Another plan for the same model.
  package struct Rival: Sendable {
    /// The strategy that made it.
    package let name: String
    /// What the plan is called, such as `heft's plan`.
    package let title: String
    /// The plan.
    package let plan: Plan
    /// What the plan is for: the strategy may have changed the network.
    package let task: Task

    /// Takes a plan of somebody else.
    package init(name: String, title: String, _ plan: Plan, for task: Task) {
      self.name = name
      self.title = title
      self.plan = plan
      self.task = task
    }
  }
}

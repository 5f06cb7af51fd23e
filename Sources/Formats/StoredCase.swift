package import Devices
package import Documents
package import Graphs
package import Plans

/// A property that a strategy did not keep, with everything needed to ask it again.
package struct StoredCase: Hashable, Sendable {
  /// What is claimed of the strategy.
  package struct Claim: Hashable, Sendable {
    /// The property, by its name.
    package let property: String
    /// The kind of defect.
    package let cause: String
    /// What happened, in a sentence.
    package let message: String

    /// Makes a claim.
    package init(property: String, cause: String, message: String) {
      self.property = property
      self.cause = cause
      self.message = message
    }
  }

  /// How a case was found.
  package struct Origin: Hashable, Sendable {
    /// The strategy, by the name it was asked for.
    package let strategy: String
    /// The command of the strategy, where it is a program of its own.
    package let command: String?
    /// The strategy it was held against, if any.
    package let against: String?
    /// The command of that strategy, where it is a program of its own.
    package let againstCommand: String?
    /// The passes before and after the strategies, as they were named, if any.
    package let passes: String?
    /// The seed of the hunt.
    package let seed: String
    /// The number of the run, counted from zero.
    package let run: UInt64
    /// The family of the graph, or the name of the model.
    package let family: String
    /// The cell of the search that it is the worst case of; nil where there was no search.
    package let cell: String?
    /// How bad it was before it was made small, as a binary logarithm in units of 2⁻¹⁶; nil where
    /// there was no search.
    package let severity: Int?
    /// The choices that make the case, as a replay token.
    package let choices: String
    /// How shrinking ended.
    package let shrinking: String

    /// Puts an origin together.
    package init(
      strategy: String,
      command: String?,
      against: String?,
      againstCommand: String? = nil,
      passes: String? = nil,
      seed: String,
      run: UInt64,
      family: String,
      cell: String? = nil,
      severity: Int? = nil,
      choices: String,
      shrinking: String
    ) {
      self.strategy = strategy
      self.command = command
      self.against = against
      self.againstCommand = againstCommand
      self.passes = passes
      self.seed = seed
      self.run = run
      self.family = family
      self.cell = cell
      self.severity = severity
      self.choices = choices
      self.shrinking = shrinking
    }
  }

  /// What is claimed.
  package let claim: Claim
  /// The times, where the claim is about time.
  package let numbers: Loss?
  /// The model.
  package let graph: Graph
  /// The phone.
  package let device: Device
  /// The state of the phone.
  package let condition: Condition
  /// The plan; nil where the strategy gave none.
  package let plan: Plan?
  /// The network that the strategy made of the model, which the plan is for; nil for the model.
  package let network: Graph?
  /// How it was found.
  package let origin: Origin
  /// How far its figures may move; nil where that was not measured.
  package let box: CaseBox?

  /// Puts a case together.
  package init(
    claim: Claim,
    numbers: Loss?,
    graph: Graph,
    device: Device,
    condition: Condition,
    plan: Plan?,
    network: Graph? = nil,
    origin: Origin,
    box: CaseBox? = nil
  ) {
    self.claim = claim
    self.numbers = numbers
    self.graph = graph
    self.device = device
    self.condition = condition
    self.plan = plan
    self.network = network
    self.origin = origin
    self.box = box
  }

  /// The graph that the plan is for.
  package var plannedGraph: Graph { network ?? graph }
}

/// A case and where its parts stand in its file.
package struct LocatedCase: Hashable, Sendable {
  /// The case.
  package let item: StoredCase
  /// Where its claim stands.
  package let claim: Place
  /// Where the parts of its plan stand, if it has one.
  package let places: PlanPlaces?
}

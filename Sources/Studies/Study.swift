package import Devices
package import Graphs
package import Quantities
package import Strategies

/// What a study compares: models, devices, conditions and strategies, all with all.
///
/// The questions are those of Deep Learning Inference on Heterogeneous Mobile Processors
/// (arXiv:2405.01851): which strategy wins where, what falls back, how far predictions are off,
/// which granularity pays, what passes before planning gain.
package struct Study: Sendable {
  /// A model by the name under which it was asked for.
  package struct Model: Sendable {
    package let name: String
    package let graph: Graph

    /// Names a model.
    package init(_ name: String, _ graph: Graph) {
      self.name = name
      self.graph = graph
    }
  }

  /// A strategy by the name, with options, under which it was asked for.
  package struct Contender: Sendable {
    package let name: String
    package let strategy: any Strategy

    /// Names a strategy.
    package init(_ name: String, _ strategy: any Strategy) {
      self.name = name
      self.strategy = strategy
    }
  }

  package let models: [Model]
  package let devices: [Device]
  package let conditions: [Condition]
  package let contenders: [Contender]
  /// The backends that are asked which operators they refuse.
  package let backends: [Backend]
  /// Competing processes in slices, from none to many, for the question of granularity.
  package let competition: [Condition]
  /// Plans that CoDL's authors store for phones.
  package let published: [PlanAgreement.Published]
  /// The time within which a model must be done, where there is one.
  package let deadline: Nanoseconds?
  /// What others measured about placements on several processors, where it is at hand.
  package let evidence: FieldEvidence?
  /// The device on which the questions are asked that one phone answers: the first one.
  package let mainDevice: Device
  /// The model of the fallback ratio and of the first charts: the first one.
  package let mainModel: Model

  /// Puts a study together; nil where nothing is to be compared.
  package init?(
    models: [Model],
    devices: [Device],
    conditions: [Condition],
    contenders: [Contender],
    backends: [Backend],
    competition: [Condition],
    published: [PlanAgreement.Published] = [],
    evidence: FieldEvidence? = nil,
    deadline: Nanoseconds? = nil
  ) {
    guard let mainModel = models.first, let mainDevice = devices.first, !conditions.isEmpty,
      !contenders.isEmpty
    else { return nil }
    self.models = models
    self.devices = devices
    self.conditions = conditions
    self.contenders = contenders
    self.backends = backends
    self.competition = competition
    self.published = published
    self.evidence = evidence
    self.deadline = deadline
    self.mainModel = mainModel
    self.mainDevice = mainDevice
  }

  /// A model on a device in a condition.
  struct Piece: Sendable {
    let model: Model
    let device: Device
    let condition: Condition

    var setting: StudySetting {
      StudySetting(model: model.name, device: device.name, condition: condition.name)
    }
  }

  /// Every model on every device in every condition, in this order.
  var pieces: [Piece] {
    models.flatMap { model in
      devices.flatMap { device in
        conditions.map { Piece(model: model, device: device, condition: $0) }
      }
    }
  }

  /// The settings of all pieces of work, in their order.
  package var settings: [StudySetting] { pieces.map(\.setting) }

  /// Called as work is done, with what was worked on and how many pieces of how many.
  package typealias Progress = @Sendable (_ stage: String, _ done: Int, _ count: Int) -> Void
}

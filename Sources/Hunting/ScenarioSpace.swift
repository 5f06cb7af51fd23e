package import Devices
package import Generation
package import Graphs
package import Properties
import Quantities
package import Randomness
package import Strategies
import Synchronization

/// Where scenarios come from.
package struct ScenarioSpace: Sendable {
  /// The models.
  package enum Models: Sendable {
    /// Generated graphs of these families, at least one.
    case generated([GraphFamily])
    /// These graphs as they are, at least one.
    case given([Graph])
    /// Generated graphs of these families and, once in four, stretches of these graphs; at least
    /// one of each.
    case mixed([GraphFamily], [Graph])
  }

  /// The share of generated graphs of which a hunt leaves nothing out.
  package static let usualWholeShare = Odds(7, in: 8)

  private let models: Models
  private let devices: [Device]
  /// The share of generated graphs of which nothing is left out.
  private let wholeShare: Odds
  /// What drives random devices; nil where there are none.
  private let backends: [Backend]?

  /// Makes a space of models on phones near the given ones, at least one.
  ///
  /// Where it is also of random devices, one in eight is; these have the backends of the given
  /// ones, of which some must drive each kind of processor. Of generated graphs a share is whole,
  /// of the others a stretch of operators, short ones common.
  package init(
    _ models: Models = .generated(GraphFamily.allCases),
    near devices: [Device],
    alsoRandom: Bool = false,
    wholeShare: Odds = usualWholeShare
  ) {
    precondition(!devices.isEmpty, "a scenario needs a device")
    self.models = models
    self.devices = devices
    self.wholeShare = wholeShare
    var backends: [Backend] = []
    for backend in devices.flatMap(\.processors.values).map(\.backend)
    where !backends.contains(where: { $0.name == backend.name }) {
      backends.append(backend)
    }
    let isEveryKindDriven = ProcessorKind.allCases.allSatisfy { kind in
      backends.contains { $0.processors.isEmpty || $0.processors.contains(kind) }
    }
    self.backends = alsoRandom && isEveryKindDriven ? backends : nil
  }

  /// Whether some of its graphs have few operators, whatever the models.
  var drawsSmallGraphs: Bool {
    switch models {
    case .generated, .mixed: true
    case .given: false
    }
  }

  /// Draws a scenario: the phone first, so that what makes the graph smaller leaves it alone.
  package func draw(from test: inout TestCase) throws -> Scenario {
    let (device, condition) = try test.group(.value) { test in
      let device = try drawDevice(from: &test)
      return (device, try ConditionVariation.draw(for: device, from: &test))
    }
    let (family, graph) = try test.group(.value) { test in try drawGraph(from: &test) }
    return Scenario(
      family: family,
      task: Task(graph: graph, device: device, condition: condition)
    )
  }

  private func drawDevice(from test: inout TestCase) throws -> Device {
    if let backends, try test.boolean(Odds(1, in: 8)) {
      return try RandomDevice.draw(backends: backends, from: &test)
    }
    let device = devices[try test.index(below: devices.count)]
    return try DeviceVariation.draw(near: device, from: &test)
  }

  private func drawGraph(from test: inout TestCase) throws -> (String, Graph) {
    switch models {
    case .generated(let families):
      return try drawGenerated(families, from: &test)
    case .mixed(let families, let graphs):
      guard try test.boolean(Odds(1, in: 4)) else {
        return try drawGenerated(families, from: &test)
      }
      let model = graphs[try test.index(below: graphs.count)]
      return (model.name, try GraphVariation.draw(near: model, from: &test))
    case .given(let graphs):
      let graph = graphs[try test.index(below: graphs.count)]
      return (graph.name, graph)
    }
  }

  private func drawGenerated(_ families: [GraphFamily], from test: inout TestCase) throws
    -> (String, Graph)
  {
    let family = families[try test.index(below: families.count)]
    let graph = try test.group(.value) { test in try family.draw(from: &test) }
    return (family.rawValue, try GraphVariation.draw(fromWhole: graph, whole: wholeShare, &test))
  }

  /// The scenario that a sequence of choices stands for; nil where it stands for none.
  package func scenario(of token: ReplayToken) -> Scenario? {
    let drawn = Mutex<Scenario?>(nil)
    let property = Property("scenario") { test in
      let scenario = try draw(from: &test)
      drawn.withLock { $0 = scenario }
    }
    _ = property.run(from: token.source)
    return drawn.withLock { $0 }
  }
}

/// A model on a device in a condition.
package struct Scenario: Hashable, Sendable {
  /// The family of the graph, or the name of the model.
  package let family: String
  /// What a strategy is asked to plan for.
  package let task: Task
}

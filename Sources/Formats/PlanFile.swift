package import Devices
package import Documents
package import Graphs
package import Plans
import Quantities

/// The format `pitfall.plan/1`.
package enum PlanFile {
  /// The value of the `format` key.
  package static let format = "pitfall.plan/1"

  static let keys = [
    "format", "model", "device", "strategy", "synchronization", "steps", "after", "placements",
    "order",
  ]

  /// What a plan says before its steps: enough to find its graph and its device.
  package struct Header: Hashable, Sendable {
    /// The `model` text, where there is one.
    package let model: String?
    /// The `device` text, where there is one.
    package let device: String?
    /// Where `model` stands, or the plan where it is absent.
    package let modelPlace: Place
    /// Where `device` stands, or the plan where it is absent.
    package let devicePlace: Place
  }

  /// Reads which model and device a plan is for.
  package static func header(of document: Document) throws(InputProblems) -> Header {
    var log = ProblemLog()
    let object = document.object("a plan", keys: keys, &log)
    object?.checkFormat(format, &log)
    let model = object?.optional("model")
    let device = object?.optional("device")
    let header = Header(
      model: model?.text("'model'", &log),
      device: device?.text("'device'", &log),
      modelPlace: model?.place ?? document.place,
      devicePlace: device?.place ?? document.place
    )
    try log.check()
    return header
  }

  /// Reads a plan for a graph and a device.
  ///
  /// A part that is all of its tensor is read as no part.
  /// - Throws: every fault of the plan's form, every unknown name, every part out of range.
  package static func read(_ document: Document, graph: Graph, device: Device)
    throws(InputProblems) -> LocatedPlan
  {
    var reading = PlanReading(graph: graph, device: device)
    return try reading.read(document)
  }

  /// The JSON form of a plan.
  ///
  /// `model` and `deviceReference` are the references as the file shall have them; without the
  /// latter the device's name is written.
  package static func json(
    _ plan: Plan,
    graph: Graph,
    device: Device,
    model: String? = nil,
    deviceReference: String? = nil
  ) -> JSONValue {
    let writing = PlanWriting(graph: graph, device: device)
    return .object([
      "format": .text(format),
      "model": model.map { .text($0) },
      "device": .text(deviceReference ?? device.name),
      "strategy": plan.strategy.map {
        .object(["name": .text($0.name), "version": .text($0.version)])
      },
      "synchronization": .text(plan.synchronization.rawValue),
      "steps": .list(plan.steps.values.map(writing.json)),
      "after": plan.waits.isEmpty ? nil : .list(plan.waits.map { writing.json($0, of: plan) }),
      "order": plan.orders.isEmpty ? nil : .object(plan.orders.map(writing.member)),
      "placements": plan.placements.isEmpty ? nil : .list(plan.placements.map(writing.json)),
    ])
  }
}

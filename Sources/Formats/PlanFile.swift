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
    "format", "model", "models", "frames", "dimensions", "device", "strategy", "synchronization",
    "steps", "after", "placements", "order",
  ]

  /// What a plan says before its steps: enough to find its graph and its device.
  package struct Header: Hashable, Sendable {
    /// What the plan's graph is made of: one `model`, or several `models`, in one or more `frames`.
    package let subject: PlanSubject
    /// The `device` text, where there is one.
    package let device: String?
    /// The only model, where there is one.
    package var model: String? { subject.only }
    /// Where `model` or `models` stands, or the plan where both are absent.
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
    let several = object?.optional("models")
    let device = object?.optional("device")
    if let several, model != nil {
      log.report(several.place, "both 'model' and 'models'", cure: "keep one of them")
    }
    let models = several?.texts("'models'", &log) ?? []
    if let several, models.isEmpty { log.report(several.place, "'models' is empty") }
    let frames = object?.optional("frames")?
      .integer("'frames'", in: 1...Int64(Graph.mostFrames), &log)
    let one = model?.text("'model'", &log)
    var dimensions: [String: Int] = [:]
    for member in object?.optional("dimensions")?.members("'dimensions'", &log) ?? [] {
      let value = member.value.integer(
        "the dimension \(quoted(member.key))",
        in: 1...Int64(Int32.max),
        &log
      )
      if let value { dimensions[member.key] = Int(value) }
    }
    let header = Header(
      subject: PlanSubject(
        models: one.map { [$0] } ?? models,
        frames: frames.map { Int($0) } ?? 1,
        dimensions: dimensions
      ),
      device: device?.text("'device'", &log),
      modelPlace: (model ?? several)?.place ?? document.place,
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
    json(
      plan,
      graph: graph,
      device: device,
      subject: PlanSubject(model),
      deviceReference: deviceReference
    )
  }

  /// The JSON form of a plan for several models or frames.
  package static func json(
    _ plan: Plan,
    graph: Graph,
    device: Device,
    subject: PlanSubject,
    deviceReference: String? = nil
  ) -> JSONValue {
    let writing = PlanWriting(graph: graph, device: device)
    let models: JSONValue? =
      subject.models.count > 1 ? .list(subject.models.map { .text($0) }) : nil
    let frames: JSONValue? = subject.frames > 1 ? .integer(Int64(subject.frames)) : nil
    let dimensions = subject.dimensions.sorted { $0.key < $1.key }
      .map { JSONValue.Member($0.key, .integer(Int64($0.value))) }
    let waits: JSONValue? =
      plan.waits.isEmpty ? nil : .list(plan.waits.map { writing.json($0, of: plan) })
    let orders: JSONValue? =
      plan.orders.isEmpty ? nil : .object(plan.orders.map(writing.member))
    let placements: JSONValue? =
      plan.placements.isEmpty ? nil : .list(plan.placements.map(writing.json))
    return .object([
      "format": .text(format),
      "model": subject.only.map { .text($0) },
      "models": models,
      "frames": frames,
      "dimensions": dimensions.isEmpty ? nil : .object(dimensions),
      "device": .text(deviceReference ?? device.name),
      "strategy": plan.strategy.map {
        .object(["name": .text($0.name), "version": .text($0.version)])
      },
      "synchronization": .text(plan.synchronization.rawValue),
      "steps": .list(plan.steps.values.map(writing.json)),
      "after": waits,
      "order": orders,
      "placements": placements,
    ])
  }
}

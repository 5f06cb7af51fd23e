import ArgumentParser
import Devices
import Documents
import Formats
import Graphs
import Plans
import Strategies

/// The options that say what a plan is for.
struct TaskOptions: ParsableArguments {
  @Option(help: "The model: a file, or the name of a bundled one (see 'list models').")
  var model: String?

  @Option(help: "The device: a file, or the name of a bundled one (see 'list devices').")
  var device: String?

  @Option(help: "The state of the device: a file, or a bundled name (see 'list conditions').")
  var condition: String?

  @Option(
    name: .customLong("dim"),
    help: ArgumentHelp("A value for a symbolic dimension of the model.", valueName: "name=value"))
  var dimensions: [DimensionBinding] = []

  /// The task, with the model and device that a plan file names where no option does.
  func task(_ inputs: Inputs, from header: (file: String, PlanFile.Header)? = nil) throws -> Task {
    func reference(_ option: String?, _ written: String?, _ what: String) throws -> String {
      if let option { return option }
      if let header, let written { return inputs.reference(written, from: header.file) }
      throw Failure(
        header == nil ? .wrongUsage : .badData,
        header == nil
          ? "say which \(what) with --\(what)"
          : "the plan names no \(what); add \"\(what)\" to it or say which with --\(what)")
    }
    let modelReference = try reference(model, header?.1.model, "model")
    let deviceReference = try reference(device, header?.1.device, "device")
    return Task(
      graph: try inputs.graph(modelReference, dimensions: dimensions),
      device: try inputs.device(deviceReference), condition: try inputs.condition(condition))
  }
}

/// A plan, from a file or from a strategy, with its task.
struct PlanSource {
  /// The file or the strategy, for people.
  let label: String
  let plan: Plan
  let task: Task
  let places: PlanPlaces?

  /// Reads the plan file, or asks the strategy.
  init(file: String?, strategy: String?, _ options: TaskOptions, _ inputs: Inputs) throws {
    switch (file, strategy) {
    case (let file?, nil):
      let document = try inputs.document(at: file)
      let header = try PlanFile.header(of: document)
      task = try options.task(inputs, from: (file, header))
      let located = try PlanFile.read(document, graph: task.graph, device: task.device)
      plan = located.plan
      places = located.places
      label = file
    case (nil, let name?):
      task = try options.task(inputs)
      let strategy = try StrategyCatalogue.strategy(named: name)
      plan = try strategy.plan(for: task)
      places = nil
      label = "strategy \(name)"
    case (nil, nil):
      throw Failure(.wrongUsage, "name a plan file, or a strategy with --strategy")
    case (_?, _?):
      throw Failure(.wrongUsage, "name a plan file or a strategy, not both")
    }
  }
}

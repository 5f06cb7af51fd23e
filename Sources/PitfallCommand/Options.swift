import ArgumentParser
import Devices
import Documents
import ExternalStrategies
import Formats
import Graphs
import Hunting
import Loading
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
    help: ArgumentHelp("A value for a symbolic dimension of the model.", valueName: "name=value")
  )
  var dimensions: [DimensionBinding] = []

  @OptionGroup var external: ExternalOptions

  /// The model and the device, as the options or a plan file name them.
  func references(_ inputs: Inputs, from header: (file: String, PlanFile.Header)? = nil) throws
    -> PlanReferences
  {
    func reference(_ option: String?, _ written: String?, _ what: String) throws -> String {
      if let option { return option }
      if let header, let written { return inputs.reference(written, from: header.file) }
      throw Failure(
        header == nil ? .wrongUsage : .badData,
        header == nil
          ? "say which \(what) with --\(what)"
          : "the plan names no \(what); add \"\(what)\" to it or say which with --\(what)"
      )
    }
    return PlanReferences(
      model: try reference(model, header?.1.model, "model"),
      device: try reference(device, header?.1.device, "device")
    )
  }

  /// The task with the model and device of the references.
  func task(_ inputs: Inputs, _ references: PlanReferences) throws -> Task {
    Task(
      graph: try inputs.graph(references.model, dimensions: dimensions),
      device: try inputs.device(references.device),
      condition: try inputs.condition(condition)
    )
  }
}

/// A plan, from a file or from a strategy, with its task.
struct PlanSource {
  /// The file or the strategy, for people.
  let label: String
  let plan: Plan
  let task: Task
  let places: PlanPlaces?
  /// The model and device as they were named; nil where a case holds its own.
  let references: PlanReferences?

  /// Reads the plan or case file, or asks the strategy.
  init(file: String?, strategy: String?, _ options: TaskOptions, _ inputs: Inputs) throws {
    let command = options.external.strategyCommand
    switch (file, strategy ?? command) {
    case (let file?, nil):
      let document = try FileReading.document(at: file)
      if document["format"]?.value == .text(CaseFile.format) {
        self = try Self.ofCase(at: file, options, inputs)
        return
      }
      let header = try PlanFile.header(of: document)
      let references = try options.references(inputs, from: (file, header))
      self.references = references
      task = try options.task(inputs, references)
      let located = try PlanFile.read(document, graph: task.graph, device: task.device)
      plan = located.plan
      places = located.places
      label = file
    case (nil, let name?):
      let references = try options.references(inputs)
      self.references = references
      task = try options.task(inputs, references)
      let planner = try options.external.planner(named: strategy)
      do throws(PlanningFault) {
        plan = try planner.plan(for: task)
      } catch {
        throw Failure(error, of: planner.name)
      }
      places = nil
      label = "strategy \(name)"
    case (nil, nil):
      throw Failure(
        .wrongUsage,
        "name a plan file, or a strategy with --strategy or --strategy-command"
      )
    case (_?, _?):
      throw Failure(.wrongUsage, "name a plan file or a strategy, not both")
    }
  }
}

extension PlanSource {
  /// The plan of a case, for the model, device and condition that the case holds itself.
  private static func ofCase(at file: String, _ options: TaskOptions, _ inputs: Inputs) throws
    -> PlanSource
  {
    let given = [
      ("model", options.model), ("device", options.device), ("condition", options.condition),
    ]
    if let (name, _) = given.first(where: { $0.1 != nil }) {
      throw Failure(.wrongUsage, "a case holds its own \(name); leave out --\(name)")
    }
    let item = try inputs.storedCase(at: file)
    guard let plan = item.plan else {
      throw Failure(
        .badData,
        "\(escaped(file, limit: 4_096)): the case has no plan, because the strategy gave none; "
          + "'pitfall replay' asks it again"
      )
    }
    let task = Task(graph: item.graph, device: item.device, condition: item.condition)
    return PlanSource(label: file, plan: plan, task: task, places: nil)
  }

  private init(label: String, plan: Plan, task: Task, places: PlanPlaces?) {
    self.label = label
    self.plan = plan
    self.task = task
    self.places = places
    references = nil
  }
}

extension DimensionBinding: ExpressibleByArgument {
  init?(argument: String) { self.init(argument) }
}

/// The options that name a strategy outside of this package.
struct ExternalOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A program that answers requests for plans in JSON lines, as a shell command.",
      valueName: "command"
    )
  )
  var strategyCommand: String?

  @Option(
    help: ArgumentHelp("How long such a program may take for one answer.", valueName: "time")
  )
  var strategyTimeout: TimeSpan = TimeSpan(nanoseconds: 10_000_000_000)

  /// The strategy of a name, or the program; a name beside the program is its label.
  func planner(named name: String?) throws -> any Planner {
    if let strategyCommand {
      return ExternalPlanner(
        command: strategyCommand,
        name: name ?? "external",
        timeout: .nanoseconds(Int64(clamping: strategyTimeout.nanoseconds))
      )
    }
    guard let name else {
      throw Failure(.wrongUsage, "name a strategy with --strategy or --strategy-command")
    }
    return BuiltInPlanner(try AllStrategies.strategy(named: name), name: name)
  }
}

extension Failure {
  /// A strategy that has no plan.
  init(_ fault: PlanningFault, of strategy: String) {
    let status: ExitStatus =
      switch fault {
      case .declined: .wrongUsage
      case .crashed, .silent, .malformed: .badData
      case .unavailable: .missingInput
      }
    self.init(status, "strategy \(quoted(strategy)): \(escaped(fault.message, limit: 2_000))")
  }
}

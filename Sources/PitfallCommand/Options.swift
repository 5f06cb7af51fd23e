import ArgumentParser
import Devices
import Documents
import ExternalStrategies
import Formats
import Graphs
import Hunting
import Loading
import Logic
import Passes
import Plans
import Quantities
import Reporting
import Strategies

/// The options that say what a plan is for.
struct TaskOptions: ParsableArguments {
  @Option(
    help: """
      The model: a file, or the name of a bundled one (see 'list models'); several, which run at \
      the same time, are separated by commas.
      """,
    completion: .bundled(.models)
  )
  var model: String?

  @Option(help: "How many frames of the model are in flight at the same time; default 1.")
  var frames: Int?

  @Option(
    help: "The device: a file, or the name of a bundled one (see 'list devices').",
    completion: .bundled(.devices)
  )
  var device: String?

  @Option(
    help: "The state of the device: a file, or a bundled name (see 'list conditions').",
    completion: .bundled(.conditions)
  )
  var condition: String?

  @Option(
    name: .customLong("dim"),
    help: ArgumentHelp(
      "A value for a symbolic dimension of the model, such as batch=1; 'verify' takes ranges, too, "
        + "such as batch=1..32.",
      valueName: "name=value"
    )
  )
  var dimensions: [DimensionRange] = []

  /// What the option for passes says wherever a strategy is asked.
  static let passesHelp = ArgumentHelp(
    "Transformations before and after a strategy plans: "
      + PassCatalogue.entries.map { "\($0.name) \($0.meaning)" }.joined(separator: "; ")
      + "; several in order, separated by commas.",
    valueName: "passes"
  )

  @Option(help: passesHelp)
  var passes: String?

  @OptionGroup var external: ExternalOptions

  /// The models and frames, as the options or a plan file name them.
  func subject(_ inputs: Inputs, from header: (file: String, PlanFile.Header)? = nil) throws
    -> PlanSubject
  {
    if let frames, !(1...Graph.mostFrames).contains(frames) {
      throw Failure(.wrongUsage, "--frames takes a number from 1 to \(Graph.mostFrames)")
    }
    let written = header?.1.subject
    let frames = frames ?? written?.frames ?? 1
    if let model {
      let isOne = !model.contains(",") || FileReading.isFile(model)
      let models = isOne ? [model] : model.split(separator: ",").map(String.init)
      return PlanSubject(models: models, frames: frames, dimensions: singleValues)
    }
    let models = written?.models.map { inputs.reference($0, from: header?.file ?? "") } ?? []
    guard !models.isEmpty else { throw Self.missing("model", in: header?.file) }
    let dimensions = (written?.dimensions ?? [:]).merging(singleValues) { $1 }
    return PlanSubject(models: models, frames: frames, dimensions: dimensions)
  }

  private static func missing(_ what: String, in file: String?) -> Failure {
    Failure(
      file == nil ? .wrongUsage : .badData,
      file == nil
        ? "say which \(what) with --\(what)"
        : "\(escaped(file ?? "", limit: 4_096)): the plan names no \(what); add \"\(what)\" to it "
          + "or say which with --\(what)"
    )
  }

  /// The task, with the model and device that a plan file names where no option does.
  func task(_ inputs: Inputs, from header: (file: String, PlanFile.Header)? = nil) throws -> Task {
    try files(inputs, from: header).task(dimensions: try bindings())
  }

  /// What the task is made of, for any values of symbolic dimensions.
  func files(
    _ inputs: Inputs,
    from header: (file: String, PlanFile.Header)? = nil,
    deadline: Nanoseconds? = nil
  ) throws -> TaskFiles {
    let subject = try subject(inputs, from: header)
    let written = header.flatMap { header in
      header.1.device.map { inputs.reference($0, from: header.file) }
    }
    guard let reference = device ?? written else {
      throw Self.missing("device", in: header?.file)
    }
    return TaskFiles(
      subject: subject,
      models: try models(inputs, from: header),
      device: try Self.naming("device", at: device == nil ? header?.1.devicePlace : nil) {
        try inputs.device(reference)
      },
      condition: try inputs.condition(condition),
      deadline: deadline
    )
  }

  /// The models of a plan, with their files opened.
  func models(_ inputs: Inputs, from header: (file: String, PlanFile.Header)?) throws
    -> OpenedSubject
  {
    let subject = try subject(inputs, from: header)
    return try Self.naming("model", at: model == nil ? header?.1.modelPlace : nil) {
      try inputs.opened(subject)
    }
  }

  /// Reads what a plan names at a place; where there is no such file, the message names the place.
  private static func naming<Item>(_ what: String, at place: Place?, _ read: () throws -> Item)
    throws -> Item
  {
    do {
      return try read()
    } catch InputFault.missing(let path, let cure) {
      guard let place else { throw InputFault.missing(path: path, cure: cure) }
      throw Failure(
        .missingInput,
        "\(place): the plan's \(what) \(quoted(path)) is neither a file beside the plan nor "
          + "bundled; name another with --\(what)" + (cure.map { "; " + $0 } ?? "")
      )
    }
  }
}

/// The files of a task, read as far as values of symbolic dimensions do not matter.
struct TaskFiles {
  /// The models and frames, with the values that a plan names.
  let subject: PlanSubject
  let models: OpenedSubject
  let device: Device
  let condition: Condition
  /// The time that a strategy is told to keep, if there is one.
  let deadline: Nanoseconds?

  /// The task for some values; the plan's are those of the dimensions that get none.
  func task(dimensions: [DimensionBinding]) throws -> Task {
    Task(
      graph: try models.graph(dimensions: subject.bindings(and: dimensions)),
      device: device,
      condition: condition,
      deadline: deadline
    )
  }
}

extension DimensionRange: ExpressibleByArgument {
  init?(argument: String) {
    self.init(argument)
  }
}

/// A plan, from a file or from a strategy, with its task.
struct PlanSource {
  /// The file or the strategy, for people.
  let label: String
  let plan: Plan
  let task: Task
  let places: PlanPlaces?
  /// What the strategy said with the plan; nil for a plan from a file.
  var proposal: Proposal?
  /// The network in place of the model's, where passes or the strategy have changed it.
  var changed: Graph?
  /// What the strategy was asked; `task` has the network that it made of the model's, if it did.
  var asked: Task
  /// The case that holds the plan, if one does.
  let stored: StoredCase?
  /// The model's file as it was named, for a strategy's plan.
  var modelFile: String?
}

extension PlanSource {
  /// Where a code scanner shows the findings: in the plan's file, else in the model's.
  func sarifSource(file: String?) -> SARIFReport.Source {
    if let file, let places { return .plan(file: file, places: places) }
    return .model(file: file ?? modelFile ?? task.graph.name)
  }

  /// Reads the plan or case file, or asks the strategy, which is told the deadline if there is one.
  init(
    file: String?,
    strategy: String?,
    _ options: TaskOptions,
    _ inputs: Inputs,
    deadline: Nanoseconds? = nil
  ) throws {
    let origin = try PlanOrigin(
      file: file,
      strategy: strategy,
      options,
      inputs,
      deadline: deadline
    )
    self = try origin.source(dimensions: try options.bindings())
  }
}

/// What is said of a network on standard error.
enum Notes {
  /// Says so where operators stand between conversions to integers, which runtimes compute in
  /// integers.
  static func onConversions(in graph: Graph) {
    guard QuantizedUnits.apply(to: graph) else { return }
    Console.warn(
      "pitfall: what stands between DequantizeLinear and QuantizeLinear counts as computed in real "
        + "numbers; runtimes compute it in integers, as '--passes qdq' does"
    )
  }

  /// Says which operators are not known, so that only their launch and their data take time.
  static func onOpaqueOperators(in graph: Graph) {
    let opaque = graph.operators.values.filter { $0.kind == .opaque }
    guard let first = opaque.first else { return }
    var types: [String] = []
    for node in opaque where !types.contains(node.typeName) { types.append(node.typeName) }
    let names = types.prefix(5).map { escaped($0, limit: 80) } + (types.count > 5 ? ["…"] : [])
    Console.warn(
      opaque.count == 1
        ? "pitfall: one operator is not known and counts no work, only a launch and what it reads "
          + "and writes: \(names.joined()) \(quoted(first.name))"
        : "pitfall: \(opaque.count) operators are not known and count no work, only a launch and "
          + "what they read and write: \(names.joined(separator: ", ")); the first is "
          + "\(quoted(first.name))"
    )
  }
}

extension Task {
  /// The task with the network that passes make of its own.
  func transformed(by passes: PassCatalogue.Selection) throws -> Task {
    with(try passes.transformed(graph))
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
    help: ArgumentHelp(
      "How long such a program may take for one answer, such as 500ms.",
      valueName: "time"
    )
  )
  var strategyTimeout: TimeSpan = TimeSpan(nanoseconds: 10_000_000_000)

  /// The strategy that another one is held against, if there is one.
  func rival(named name: String?, command: String?) throws -> (any Planner)? {
    guard name != nil || command != nil else { return nil }
    var other = self
    other.strategyCommand = command
    return try other.planner(named: name)
  }

  /// The strategy of a name, or the program; a name beside the program is its label.
  func planner(named name: String?) throws -> any Planner {
    if let strategyCommand {
      guard strategyCommand.contains(where: { !$0.isWhitespace }) else {
        throw Failure(
          .wrongUsage,
          "the strategy's command is empty; give one such as 'python3 strategy.py'"
        )
      }
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
    let message = escaped(fault.message, limit: 2_000)
    // A strategy of this package names itself in its reasons.
    let isNamed = message.hasPrefix("strategy \(quoted(String(strategy.prefix { $0 != ":" })))")
    self.init(status, isNamed ? message : "strategy \(quoted(strategy)): \(message)")
  }
}

/// How far the solver may go.
struct SolverOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The solver's step limit for each question; 0 for none.",
      valueName: "steps"
    )
  )
  var limit: UInt32?

  /// The limit, nil for the checker's own.
  var solverLimit: SolverLimit? {
    limit.map { SolverLimit(resources: $0 == 0 ? nil : $0) }
  }
}

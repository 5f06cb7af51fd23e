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
import Strategies

/// The options that say what a plan is for.
struct TaskOptions: ParsableArguments {
  @Option(
    help: """
      The model: a file, or the name of a bundled one (see 'list models'); several, which run at \
      the same time, are separated by commas.
      """
  )
  var model: String?

  @Option(help: "How many frames of the model are in flight at the same time; default 1.")
  var frames: Int?

  @Option(help: "The device: a file, or the name of a bundled one (see 'list devices').")
  var device: String?

  @Option(help: "The state of the device: a file, or a bundled name (see 'list conditions').")
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

  @Option(
    help: ArgumentHelp(
      "Transformations before and after a strategy plans: "
        + PassCatalogue.entries.map { "\($0.name) \($0.meaning)" }.joined(separator: "; ")
        + "; several in order, separated by commas.",
      valueName: "passes"
    )
  )
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
  ///
  /// Symbolic dimensions have the given values, or those of the options; device and condition are
  /// those of an earlier task of the same options, if there is one.
  func task(
    _ inputs: Inputs,
    from header: (file: String, PlanFile.Header)? = nil,
    deadline: Nanoseconds? = nil,
    dimensions values: [DimensionBinding]? = nil,
    reusing earlier: Task? = nil
  ) throws -> Task {
    func reference(_ option: String?, _ written: String?, _ what: String) throws -> String {
      if let option { return option }
      if let header, let written { return inputs.reference(written, from: header.file) }
      throw Self.missing(what, in: header?.file)
    }
    let subject = try subject(inputs, from: header)
    let deviceReference =
      earlier == nil ? try reference(device, header?.1.device, "device") : ""
    let graph = try Self.naming("model", at: model == nil ? header?.1.modelPlace : nil) {
      try inputs.graph(of: subject, dimensions: subject.bindings(and: try values ?? bindings()))
    }
    if let earlier {
      return earlier.with(graph)
    }
    return Task(
      graph: graph,
      device: try Self.naming("device", at: device == nil ? header?.1.devicePlace : nil) {
        try inputs.device(deviceReference)
      },
      condition: try inputs.condition(condition),
      deadline: deadline
    )
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

  /// Reads the plan or case file, or asks the strategy, which is told the deadline if there is one.
  init(
    file: String?,
    strategy: String?,
    _ options: TaskOptions,
    _ inputs: Inputs,
    deadline: Nanoseconds? = nil,
    dimensions: [DimensionBinding]? = nil,
    reusing earlier: Task? = nil
  ) throws {
    let command = options.external.strategyCommand
    switch (file, strategy ?? command) {
    case (let file?, nil):
      let document = try FileReading.document(at: file)
      if document["format"]?.value == .text(CaseFile.format) {
        self = try PlanSource(document, caseAt: file, options, inputs)
        return
      }
      let header = try PlanFile.header(of: document)
      task = try options.task(
        inputs,
        from: (file, header),
        dimensions: dimensions,
        reusing: earlier
      )
      asked = task
      let located = try PlanFile.read(document, graph: task.graph, device: task.device)
      plan = located.plan
      places = located.places
      stored = nil
      label = file
    case (nil, let name?):
      let given = try options.task(
        inputs,
        deadline: deadline,
        dimensions: dimensions,
        reusing: earlier
      )
      let passes = try PassCatalogue.passes(named: options.passes ?? "")
      let asked = try given.transformed(by: passes)
      self.asked = asked
      if options.passes == nil { Notes.onConversions(in: given.graph) }
      let planner = try options.external.planner(named: strategy)
      do throws(PlanningFault) {
        let proposal = try planner.proposal(for: asked)
        task = proposal.task(for: asked)
        plan =
          passes.plansMemory
          ? MemoryPlanning.placed(proposal.plan, graph: task.graph, device: task.device)
            ?? proposal.plan
          : proposal.plan
        changed = proposal.graph ?? (passes.graphPasses.isEmpty ? nil : asked.graph)
        self.proposal = proposal
        for note in proposal.notes {
          Console.warn("pitfall: \(escaped(planner.name, limit: 200)): \(note)")
        }
      } catch {
        throw Failure(error, of: planner.name)
      }
      places = nil
      stored = nil
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
}

extension Task {
  /// The task with the network that passes make of its own.
  func transformed(by passes: PassCatalogue.Selection) throws -> Task {
    with(try passes.transformed(graph))
  }
}

extension PlanSource {
  /// The plan of a case, for the model, device and condition that the case holds itself.
  private init(
    _ document: Document,
    caseAt file: String,
    _ options: TaskOptions,
    _ inputs: Inputs
  ) throws {
    let given = [
      ("model", options.model), ("device", options.device), ("condition", options.condition),
    ]
    if let (name, _) = given.first(where: { $0.1 != nil }) {
      throw Failure(.wrongUsage, "a case holds its own \(name); leave out --\(name)")
    }
    let located = try inputs.locatedCase(in: document, at: file)
    guard let plan = located.item.plan else {
      throw Failure(
        .badData,
        "\(escaped(file, limit: 4_096)): the case has no plan, because the strategy gave none; "
          + "'pitfall replay' asks it again"
      )
    }
    self.init(located, plan, file: file)
  }

  /// Takes the plan of a case.
  init(_ located: LocatedCase, _ plan: Plan, file: String) {
    let item = located.item
    label = file
    self.plan = plan
    task = Task(graph: item.plannedGraph, device: item.device, condition: item.condition)
    asked = Task(graph: item.graph, device: item.device, condition: item.condition)
    places = located.places
    stored = item
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

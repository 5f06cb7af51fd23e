import ArgumentParser
import Devices
import Documents
import Formats
import Graphs
import Loading
import Passes
import Quantities
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

import ArgumentParser
import Calibration
import Devices
import Documents
import Formats
import Foundation
import Loading
import Passes
import Reporting
import Strategies
import Studies

struct StudyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "study",
    abstract: "Compares strategies over models, phones and conditions.",
    discussion: HelpText.filled(
      """
      Asks which strategy wins where and in how many settings one processor alone is faster; what \
      falls back; how far off predictions are, offline and after runs in the condition; how fine \
      to schedule, with and without competing processes; what passes before planning gain; how \
      many frames a user interface drops. The answers are computed from simulated runs.

      Without options a small selection answers in under a minute; --full takes all bundled \
      models, phones and conditions, and most strategies, which takes some minutes. With --out a \
      study that was interrupted goes on where it was when it is started again; until it is done \
      the folder holds what was found as unfinished.jsonl.

      Lists are separated by commas; an item such as step=0.25 is one more option of the strategy \
      before it, and '+' in place of that comma does as well. The first model and the first \
      device are those of the questions that one phone answers.

      EXAMPLES
        pitfall study
        pitfall study --out study
        pitfall study --full --jobs 4 --out study
        pitfall study --models resnet50,my.onnx --devices my-phone.yaml --strategies mace,codl
        pitfall study --conditions calm,rendering --format csv > cells.csv
        pitfall study --strategies codl,mulayer:predictor=operations+step=0.25
        pitfall study --deadline 33ms
        pitfall study --models quantised.onnx,resnet50 --passes qdq,fold
        pitfall study --strategies heft,band:scheduler=lst,deadlines=20+30
      """
    )
  )

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text
    case markdown
    case json
    case csv
    case html
  }

  @Option(help: ArgumentHelp("The models: files or bundled names.", valueName: "a,b,…"))
  var models: String?

  @Option(help: ArgumentHelp("The devices: files or bundled names.", valueName: "a,b,…"))
  var devices: String?

  @Option(help: ArgumentHelp("The conditions: files or bundled names.", valueName: "a,b,…"))
  var conditions: String?

  @Option(help: ArgumentHelp("The strategies, with their options.", valueName: "a,b,…"))
  var strategies: String?

  @Option(
    name: .customLong("dim"),
    help: DimensionBinding.help(of: "the models that have it")
  )
  var dimensions: [DimensionBinding] = []

  @Option(
    help: ArgumentHelp(
      "Transformations of the models before anything plans for them, as 'plan' takes them, but "
        + "for memory; several in order, separated by commas.",
      valueName: "passes"
    )
  )
  var passes: String?

  @Option(
    help: "The time within which a model must be done, such as 33ms, 800us or 1s."
  )
  var deadline: String?

  @Flag(help: "Take everything that is bundled where nothing else is said.")
  var full = false

  @Option(help: "How many threads to use; the result does not depend on it.")
  var jobs: Int?

  @Option(
    name: .customLong("out"),
    help: ArgumentHelp(
      "Write a folder: index.html, study.md, study.json, cells.csv.",
      valueName: "folder"
    )
  )
  var out: String?

  @Option(help: "How to show the answers without --out.")
  var format: Format = .text

  func run() throws {
    try reporting {
      if let jobs, jobs < 1 {
        throw Failure(.wrongUsage, "--jobs takes a number of at least 1")
      }
      let study = try study(Inputs())
      if let out { try Output.makeFolder(out) }
      let notes = try out.map { try StudyNotes(of: study, in: $0) }
      if let notes, notes.known != StudyRecord() {
        Console.warn("going on with what \(notes.path) holds")
      }
      let results = StudyResults(
        study,
        jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount,
        known: notes?.known ?? StudyRecord(),
        keep: { notes?.add($0) }
      ) { stage, done, count in Console.warn("\(stage): \(done) of \(count)") }
      let report = StudyReport(results, reproduction: [ShellText.line(words)])
      guard let out else {
        Console.write(report.text(format))
        return
      }
      try Output.write(report.html, to: out + "/index.html")
      try Output.write(report.markdown, to: out + "/study.md")
      try Output.write(JSONWriter.text(report.json), to: out + "/study.json")
      try Output.write(report.csv, to: out + "/cells.csv")
      notes?.remove()
      Console.write(report.text)
    }
  }

  /// The command line that makes the same study.
  private var words: [String] {
    let options = [
      ("--models", models), ("--devices", devices), ("--conditions", conditions),
      ("--strategies", strategies), ("--passes", passes), ("--deadline", deadline),
    ]
    let named = options.flatMap { name, value in value.map { [name, $0] } ?? [] }
    let sizes = dimensions.flatMap { ["--dim", "\($0.name)=\($0.value)"] }
    return ["pitfall", "study"] + (full ? ["--full"] : []) + named + sizes + ["--out", "study"]
  }

  private func study(_ inputs: Inputs) throws -> Study {
    let named = try names(inputs)
    let passes = try PassCatalogue.passes(named: passes ?? "")
    guard !passes.plansMemory else {
      throw Failure(.wrongUsage, "a study looks at no offsets in memory; leave out the pass memory")
    }
    let graphs = try inputs.graphs(named.models, dimensions: dimensions)
      .map { try passes.transformed($0) }
    let study = Study(
      models: zip(named.models, graphs).map { Study.Model($0, $1) },
      devices: try named.devices.map { try inputs.device($0) },
      conditions: try named.conditions.map { try inputs.condition($0) },
      contenders: try named.strategies.map {
        Study.Contender($0, try AllStrategies.strategy(named: $0))
      },
      backends: try inputs.bundledFiles().names(of: .backends)
        .compactMap { try inputs.backend($0) },
      competition: try StudySelection.competition.map { try inputs.condition($0) },
      published: try inputs.publishedPlans(for: named.devices),
      evidence: try inputs.fieldEvidence(),
      deadline: try deadline.map(Deadline.time)
    )
    guard let study else { throw Failure(.wrongUsage, "a list of the study is empty") }
    return study
  }

  private func names(_ inputs: Inputs) throws -> StudySelection {
    let usual =
      full ? try StudySelection(everythingIn: inputs.bundledFiles()) : StudySelection.quick
    func list(
      _ text: String?,
      _ usual: [String],
      _ option: String,
      items: (String) -> [String] = { $0.split(separator: ",").map(String.init) }
    ) throws -> [String] {
      guard let text else { return usual }
      let items = items(text)
      guard !items.isEmpty else { throw Failure(.wrongUsage, "--\(option) names nothing") }
      if let twice = items.first(where: { item in items.count { $0 == item } > 1 }) {
        throw Failure(.wrongUsage, "--\(option) names \(quoted(twice)) twice")
      }
      return items
    }
    return StudySelection(
      models: try list(models, usual.models, "models"),
      devices: try list(devices, usual.devices, "devices"),
      conditions: try list(conditions, usual.conditions, "conditions"),
      strategies: try list(
        strategies,
        usual.strategies,
        "strategies",
        items: StudySelection.strategies(in:)
      )
    )
  }
}

extension Inputs {
  /// The plans that CoDL's authors store for phones, where the files with measurements are here.
  fileprivate func publishedPlans(for devices: [String]) throws -> [PlanAgreement.Published] {
    let path = try bundledFiles().home + "/Specs/measurements/codl-plans.json"
    guard FileReading.isFile(path) else { return [] }
    let file = try SharedPlanFile(FileReading.document(at: path))
    return try file.entries.compactMap { entry in
      guard let phone = entry.devices.first, devices.contains(phone) else { return nil }
      let subject = PlanSubject(models: [entry.model], frames: 1)
      let graph = try graph(of: subject, dimensions: [])
      return PlanAgreement.Published(entry, graph, try device(phone))
    }
  }

  /// What was measured about mixed placements, where the file is here.
  fileprivate func fieldEvidence() throws -> FieldEvidence? {
    let path = try bundledFiles().home + "/Specs/measurements/ai-hub-mixed.csv"
    guard FileReading.isFile(path) else { return nil }
    let bytes = try FileReading.bytes(at: path, atMost: 1 << 20)
    return FieldEvidence(csv: String(decoding: bytes, as: UTF8.self))
  }
}

extension StudyReport {
  /// The report in a format.
  fileprivate func text(_ format: StudyCommand.Format) -> String {
    switch format {
    case .text: text
    case .markdown: markdown
    case .json: JSONWriter.text(json)
    case .csv: csv
    case .html: html
    }
  }
}

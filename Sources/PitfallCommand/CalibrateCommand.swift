import ArgumentParser
import Calibration
import Devices
import Documents
import Formats
import Foundation
import Graphs
import Loading
import Passes
import Plans
import Quantities

struct CalibrateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate",
    abstract: "Fits a device file's figures to measurements, and says how good the fit is.",
    discussion: HelpText.filled(
      """
      The measurements are a CSV file whose first line names its columns: model and latency_us, \
      and where they apply operator (a name in the model, for one operator's time), processor \
      (a name in the device file), precision, threads, device, plan. What the measurements do not \
      determine stays as the device file gives it, and is listed as such. The errors of the fit \
      are followed by those of predicting each model from a fit to the others.

      Figures are speed, direct, winograd, pointwise, depthwise, grouped, matrix, simple, \
      accumulation, transforms, wide, loss, weights, packing, strided, group, results, bandwidth, \
      launch, light and small (launches of operators without products, and of what leaves little) \
      of a processor, and latency, synchronization and bandwidth of a link: cpu.speed, \
      gpu>cpu.synchronization. From a profile, of a single run what warms up is left out, and what \
      the device file lacks of packing and groups is added; give several runs where you can.

      With --each every device that the column 'device' names is calibrated by itself, on the \
      models of --on, and its other models are predicted: by processor, precision and model. \
      Columns npu, gpu and cpu may say how many layers ran there; a row with layers on several is \
      left out, and so are models whose graphs are not at hand and devices that lack a model of \
      --on, each with the reason. ONNX files serve as graphs: what runtimes fuse (activations, \
      biases, GELU) is fused first. The template for Qualcomm AI Hub has a cpu, a gpu and an npu, \
      whose rows may stand in one file.

      EXAMPLES
        pitfall calibrate rows.csv --device snapdragon-855 -o my-phone.yaml --name my-phone
        pitfall calibrate rows.csv --device my.yaml --fit cpu.speed --fit cpu.bandwidth
        pitfall calibrate rows.csv --device snapdragon-855 --check
        pitfall calibrate Specs/measurements/ncnn.csv --each \\
          --device Specs/measurements/ncnn-template.yaml \\
          --prior Specs/measurements/ncnn-prior.json \\
          --on mobilenet_v2,shufflenet,googlenet,vgg16
        pitfall calibrate rows.csv --each --device Specs/measurements/aihub-template.yaml \\
          --prior Specs/measurements/aihub-prior.json --models my-onnx-files \\
          --on squeezenet1_1,inception_v4,efficientnet_lite4,yolov8_det
        pitfall calibrate --profile profile.json --model m.onnx --device my.yaml -o mine.yaml
        pitfall calibrate --profile hetero.json --model m.onnx --device my.yaml \\
          --crossings 'cpu>gpu'
        pitfall calibrate rows.csv --device a.yaml --device b.yaml --fit cpu.speed \\
          --fit cpu.direct@all --leave-out models
      """
    )
  )

  enum LeftOut: String, ExpressibleByArgument, CaseIterable {
    case models
    case devices
    case none
  }

  @Argument(
    help: "The measurements: CSV files.",
    completion: .file(extensions: ["csv"])
  )
  var measurements: [String] = []

  @OptionGroup var profiles: ProfileOptions

  @Option(help: "The device to start from: a file or a bundled name. May be given repeatedly.")
  var device: [String]

  @Option(
    help: ArgumentHelp(
      "A figure to fit, for each device by itself, or by one factor for those named after '@'.",
      valueName: "figure[@device,device|@all]"
    )
  )
  var fit: [String] = []

  @Option(help: "A file of plans in CoDL's form, for measurements of plans.")
  var shares: String?

  @Option(
    help: ArgumentHelp(
      "A folder in which measured models are found by name: NAME.graph.json or NAME.onnx.",
      valueName: "folder"
    )
  )
  var models: String?

  @Option(help: "Take measurements of so many threads only, and those that name no number.")
  var threads: Int?

  @Flag(help: "Fit nothing; say how well the device files predict the measurements.")
  var check = false

  @Flag(
    help: "Calibrate each device that the measurements name by itself, from the one given."
  )
  var each = false

  @Option(
    help: ArgumentHelp(
      "With --each: fit to these models only, and predict the others.",
      valueName: "model,model,…"
    )
  )
  var on: String?

  @Option(
    help: ArgumentHelp(
      "How far and how jointly figures may lie from the device file's (pitfall.prior/1).",
      valueName: "file"
    )
  )
  var prior: String?

  @Option(
    help: ArgumentHelp(
      """
      With --each: learn from all devices how far and how jointly figures lie apart, write it \
      here, and the device at their middle to --output.
      """,
      valueName: "file"
    )
  )
  var learn: String?

  @Option(
    help: """
      Also fit without each model, or each device, in turn and predict it; models by default \
      where there are three or more. With --each devices: learn from the other families instead \
      of --prior.
      """
  )
  var leaveOut: LeftOut?

  @Option(
    help: """
      What to do to each model before it is measured against (see 'plan --help'): what the \
      measured runtime does to it; fold with --each, nothing otherwise.
      """
  )
  var passes: String?

  @Option(name: .shortAndLong, help: "Write the fitted device file here.")
  var output: String?

  @Option(help: "Write all fitted device files into this folder.")
  var outputFolder: String?

  @Option(help: "The name of the fitted device; that of the device file by default.")
  var name: String?

  @Option(help: "Where the measurements come from, for the device file.")
  var source: String?

  @Option(help: "How to show the result.")
  var format: ResultFormat = .text

  func run() throws {
    try reporting {
      let inputs = Inputs()
      guard !device.isEmpty else {
        throw Failure(.wrongUsage, "name the device to start from with --device")
      }
      guard each || (learn == nil && on == nil) else {
        throw Failure(.wrongUsage, "--learn and --on go with --each")
      }
      let devices = try device.map { try inputs.device($0) }
      let selection = try PassCatalogue.passes(named: passes ?? (each ? "fold" : ""))
      var desk = try CalibrationDesk(
        devices,
        threads: threads,
        isTemplate: each,
        shares: shares,
        models: models,
        inputs: inputs
      ) { graph throws(InputFault) in try selection.prepared(graph) }
      for file in measurements { try desk.add(file) }
      try profiles.add(to: &desk, for: devices, inputs)
      guard !desk.runs.isEmpty else {
        throw Failure(.badData, "no measurement is left to fit to" + desk.firstExclusion)
      }
      if each {
        try survey(desk)
        return
      }
      if !check, fit.isEmpty, !profiles.profile.isEmpty { desk.openDevices() }
      let known = try readPrior()
      let figures = check ? [] : try desk.figures(fit, prior: known)
      let result = Fit(figures, of: desk.devices, to: desk.runs, prior: known)
      let report = CalibrationReport(
        devices: devices,
        fit: result,
        validations: validations(figures, desk.devices, desk.runs, known),
        excluded: desk.excluded
      )
      try write(result)
      format.write(text: report.text, json: report.json)
    }
  }

  /// Calibrates device by device.
  private func survey(_ desk: CalibrationDesk) throws {
    guard let device = desk.devices.first, desk.devices.count == 1, on != nil || learn != nil
    else {
      throw Failure(
        .wrongUsage,
        "--each takes one --device to start from, and --on the models to calibrate with"
      )
    }
    let known = try readPrior()
    let chosen = try desk.figures(fit, prior: known)
    if let learn {
      try write(Survey.learn(device, desk.runs, chosen.map(\.figure)), priorTo: learn)
    }
    guard let given = on?.split(separator: ",").map({ String($0) }) else { return }
    let survey =
      leaveOut == .devices
      ? Survey(
        learningFromOthers: device,
        desk.runs,
        on: given,
        figures: chosen.map(\.figure),
        progress: { Console.warn($0) }
      )
      : Survey(device, desk.runs, on: given, prior: known) { runs in
        fit.isEmpty && known == .none
          ? FittedFigure.usual(for: runs, on: [device]) : chosen.filter { $0.isMeasured(by: runs) }
      }
    format.write(text: survey.text, json: survey.json)
    guard format == .text else { return }
    for line in desk.exclusionSummary { Console.warn("left out: " + line) }
    for item in survey.skipped { Console.warn("not calibrated: \(item.name): \(item.reason)") }
  }

  /// The prior that `--prior` names.
  private func readPrior() throws -> Prior {
    guard let prior else { return .none }
    let document = try FileReading.document(at: prior)
    return try Prior(document)
  }

  private func write(_ learned: (device: Device, prior: Prior), priorTo path: String) throws {
    let label = measurements.map { FileReading.name(of: $0) }.joined(separator: ", ")
    let source = "learnt with pitfall calibrate --each --learn from \(label)"
    try Output.write(JSONWriter.text(learned.prior.json(source: source)), to: path)
    guard let output else { return }
    let named = try learned.device.named(
      name ?? learned.device.name,
      sources: learned.device.sources
    )
    try Output.write(YAMLWriter.text(DeviceFile.json(named)), to: output)
  }

  private func validations(
    _ figures: [FittedFigure],
    _ devices: [Device],
    _ runs: [MeasuredRun],
    _ known: Prior
  ) -> [(leftOut: String, quality: FitQuality)] {
    guard !figures.isEmpty else { return [] }
    let isWorthwhile = Set(runs.map(\.measurement.model)).count >= 3
    switch leaveOut ?? (isWorthwhile ? .models : .none) {
    case .none: return []
    case .models:
      return [
        ("models", CrossValidation.leavingOutModels(figures, of: devices, runs, prior: known))
      ]
    case .devices:
      let groups = FittedFigure.groups(figures, deviceCount: devices.count)
      let quality = CrossValidation.leavingOutDevices(figures, of: devices, in: groups, runs)
      return [("devices", quality)]
    }
  }

  private func write(_ fit: Fit) throws {
    if output != nil, fit.devices.count != 1 {
      throw Failure(.wrongUsage, "--output takes one device; use --output-folder for several")
    }
    for device in fit.devices {
      guard let path = output ?? outputFolder.map({ "\($0)/\(device.name).yaml" }) else { continue }
      let label =
        source
        ?? (measurements + profiles.profile).map { FileReading.name(of: $0) }
        .joined(separator: ", ")
      let note =
        "Calibrated with pitfall calibrate: \(label); "
        + CalibrationReport.summary(fit.quality)
      let sources = device.sources.filter { !$0.hasPrefix("Calibrated with pitfall") } + [note]
      let named = try device.named(name ?? device.name, sources: sources)
      try Output.write(YAMLWriter.text(DeviceFile.json(named)), to: path)
    }
  }
}

extension Device {
  /// The same device under a name and with sources.
  fileprivate func named(_ name: String, sources: [String]) throws -> Device {
    do throws(DeviceErrors) {
      return try Device(
        name: name,
        summary: summary,
        sources: sources,
        processors: processors.values,
        pools: pools.values,
        links: links.values,
        memoryBandwidth: memoryBandwidth
      )
    } catch {
      throw Failure(.defect, "a device under another name is none: \(error.problems)")
    }
  }
}

extension PassCatalogue.Selection {
  /// What the measured runtime runs of a model.
  fileprivate func prepared(_ graph: Graph) throws(InputFault) -> Graph {
    do throws(PassError) {
      return try transformed(graph)
    } catch {
      throw .content(InputProblems(InputProblem(Place(file: graph.name), error.description)))
    }
  }
}

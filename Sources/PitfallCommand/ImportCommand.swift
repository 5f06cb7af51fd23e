import ArgumentParser
import Devices
import Documents
import Formats
import Graphs
import Loading
import Passes
import Quantities
import RuntimeImports

struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Makes a plan of what a runtime decided: its log, profile or settings.",
    discussion: HelpText.filled(
      """
      The plan runs each operator where the runtime said, one after the other, as interpreters do. \
      What does not fit is told: names that are not in the model, processors that the device does \
      not have, constants away from what reads them, fragments, a fallback to the CPU.

      EXAMPLES
        pitfall import profile.json --model m.onnx --device snapdragon-855 -o plan.json
        pitfall import session.log --from onnxruntime-log --model m.onnx --device phone.yaml \\
          --map NnapiExecutionProvider=npu -o plan.json
        pitfall import session.log --model quantised.onnx --device snapdragon-8-gen-2 \\
          --passes qdq -o plan.json
        pitfall import partition.log --model m.tflite --device snapdragon-888 -o plan.json
        pitfall verify plan.json

      KINDS\(ImportKind.list)
      """
    )
  )

  @Argument(help: "What the runtime wrote, or what was written for it.")
  var source: String

  @Option(help: ArgumentHelp("The kind of the source.", valueName: "kind|auto"))
  var from: String = "auto"

  @Option(help: "The model that the runtime ran: a file, or the name of a bundled one.")
  var model: String

  @Option(help: "The device: a file, or the name of a bundled one (see 'list devices').")
  var device: String

  @OptionGroup var names: RuntimeNameOptions

  @Option(
    name: .customLong("dim"),
    help: DimensionBinding.help(of: "the model")
  )
  var dimensions: [DimensionBinding] = []

  @Option(
    help: ArgumentHelp(
      "What the runtime made of the network before it placed it, such as qdq (see 'plan').",
      valueName: "passes"
    )
  )
  var passes: String?

  @Option(help: "How to show what was found: text, or a pitfall.import/1 document.")
  var format: ResultFormat = .text

  @Option(
    name: .shortAndLong,
    help: "The plan to write; without it the plan goes to standard output.",
    completion: .file(extensions: ["json"])
  )
  var output: String?

  func run() throws {
    try reporting {
      let inputs = Inputs()
      let model = try inputs.model(model, dimensions: dimensions)
      let device = try inputs.device(device)
      let imported = try changed(
        ImportedModel(
          graph: model.graph,
          nodes: model.nodes,
          dynamicInputs: model.dynamicInputs
        )
      )
      let bytes = try FileReading.bytes(at: source)
      let placement = try ImportSource.read(bytes, file: source, kind: try kind())
      let result = try PlanImport(
        placement,
        model: imported,
        device: device,
        targets: try names.targets(on: device),
        file: source
      )
      let plan = PlanFile.json(
        result.plan,
        graph: imported.graph,
        device: device,
        subject: passes == nil
          ? PlanSubject(
            Output.reference(self.model, from: output) ?? self.model,
            dimensions: Dictionary(dimensions.map { ($0.name, $0.value) }) { $1 }
          )
          : PlanSubject(try Output.write(imported.graph, beside: output)),
        deviceReference: Output.reference(self.device, from: output)
      )
      try show(result.report, plan)
    }
  }

  /// The model as the passes leave it.
  private func changed(_ model: ImportedModel) throws -> ImportedModel {
    guard let passes else {
      Notes.onConversions(in: model.graph)
      Notes.onOpaqueOperators(in: model.graph)
      return model
    }
    let graph = try PassCatalogue.passes(named: passes).transformed(model.graph)
    guard let result = model.reduced(to: graph) else {
      throw Failure(
        .wrongUsage,
        "--passes \(quoted(passes)) adds operators, of which the runtime's placement says nothing; "
          + "here go passes that leave some out: qdq, fuse"
      )
    }
    return result
  }

  /// The report goes to standard output where the plan goes to a file.
  private func show(_ report: ImportReport, _ plan: JSONValue) throws {
    if let output { try Output.write(JSONWriter.text(plan), to: output) }
    switch format {
    case .json:
      Console.write(
        JSONWriter.text(report.json(source: source, plan: output == nil ? plan : nil))
      )
    case .text where output == nil:
      Console.warn(String(report.text.dropLast()))
      Console.write(JSONWriter.text(plan))
    case .text:
      Console.write(report.text)
    }
  }

  private func kind() throws -> ImportKind? {
    guard from != "auto" else { return nil }
    if let kind = ImportKind(rawValue: from) { return kind }
    let names = ImportKind.allCases.map(\.rawValue)
    throw Failure(
      .wrongUsage,
      "\(quoted(from)) is no kind of source; "
        + (suggestion(for: from, among: names) ?? "the kinds are")
        + ImportKind.list
    )
  }
}

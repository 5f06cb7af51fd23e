import ArgumentParser
import Documents
import Formats
import Foundation
import Graphs
import Loading
import Plans
import Strategies

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Asks a strategy for a plan and writes it.",
    discussion: HelpText.filled(
      """
      EXAMPLES
        pitfall plan --strategy mace --model resnet50 --device snapdragon-855
        pitfall plan --strategy single:processor=gpu --model m.onnx --device phone.yaml -o p.json
        pitfall plan --strategy band --model resnet18,mobilenet_v2 --device snapdragon-855
        pitfall plan --strategy pipe-it --model resnet50 --frames 4 --device snapdragon-855
        pitfall plan --strategy heft --model resnet18 --device kirin-990 \\
          --passes prune:ratio=0.5,fuse,memory -o pruned.json

      Several models or frames are planned as one graph; the operators of the second model are \
      named model2/…, those of the second frame frame2/….

      A strategy or a pass that changes the network also writes it, as NAME.graph.json beside \
      the plan.
      """
    )
  )

  @Option(help: "The strategy, as name or name:key=value,… (see 'list strategies').")
  var strategy: String?

  @OptionGroup var options: TaskOptions

  @Option(
    name: .shortAndLong,
    help: "The file to write; default standard output.",
    completion: .file(extensions: ["json"])
  )
  var output: String?

  func run() throws {
    try reporting {
      let inputs = Inputs()
      let source = try PlanSource(file: nil, strategy: strategy, options, inputs)
      let json = PlanFile.json(
        source.plan,
        graph: source.task.graph,
        device: source.task.device,
        subject: try subject(of: source, inputs),
        deviceReference: reference(options.device)
      )
      try Output.write(JSONWriter.text(json), to: output)
    }
  }

  /// The models as the plan names them; a changed network is written first.
  private func subject(of source: PlanSource, _ inputs: Inputs) throws -> PlanSubject {
    guard let graph = source.changed else {
      let subject = try options.subject(inputs)
      return PlanSubject(
        models: subject.models.compactMap(reference),
        frames: subject.frames,
        dimensions: subject.dimensions
      )
    }
    return PlanSubject(try Output.write(graph, beside: output))
  }

  /// A path as seen from the plan file, or a bundled name as it is.
  private func reference(_ given: String?) -> String? {
    Output.reference(given, from: output)
  }
}

/// Files that commands write.
enum Output {
  /// A path as seen from a file that is written, or a bundled name as it is.
  static func reference(_ given: String?, from output: String?) -> String? {
    guard let given, FileManager.default.fileExists(atPath: given), let output else { return given }
    let folder = URL(fileURLWithPath: output).standardizedFileURL.deletingLastPathComponent()
    let file = URL(fileURLWithPath: given).standardizedFileURL
    return path(of: file.pathComponents, from: folder.pathComponents)
  }

  private static func path(of file: [String], from folder: [String]) -> String {
    let shared = zip(file, folder).prefix { $0 == $1 }.count
    let up = Array(repeating: "..", count: folder.count - shared)
    return (up + file.dropFirst(shared)).joined(separator: "/")
  }

  /// Writes a changed network beside a plan's file; its name as the plan gives it.
  static func write(_ graph: Graph, beside plan: String?) throws -> String {
    guard let plan, plan != StandardInput.path else {
      throw Failure(
        .wrongUsage,
        "the network is changed; name the plan's file with -o, so that the new "
          + "network can be written beside it"
      )
    }
    let url = URL(fileURLWithPath: plan)
    let file = url.deletingPathExtension().lastPathComponent + ".graph.json"
    let path = url.deletingLastPathComponent().appendingPathComponent(file).path
    try write(JSONWriter.text(GraphFile.json(graph)), to: path)
    return file
  }

  /// Writes a whole file at once, so that nobody meets half of it; nil means standard output.
  static func write(_ text: String, to path: String?) throws {
    try write(Data(text.utf8), to: path)
  }

  /// Refuses an output of another kind that would take the place of the input.
  static func protect(_ input: String?, from outputs: [(option: String, path: String?)]) throws {
    guard let input, !StandardInput.isMeant(by: input), FileReading.isFile(input) else { return }
    func resolved(_ path: String) -> String {
      URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    }
    for (option, path) in outputs {
      guard let path, !path.isEmpty, resolved(path) == resolved(input) else { continue }
      throw Failure(
        .wrongUsage,
        "\(option) \(escaped(path, limit: 4_096)) would replace the input; name another file"
      )
    }
  }

  /// Makes a folder, with those it lies in, where there is none.
  static func makeFolder(_ path: String) throws {
    try FileWriting.makeFolder(path)
  }

  /// Writes a whole file at once; nil and `-` mean standard output.
  static func write(_ bytes: Data, to path: String?) throws {
    guard let path, path != StandardInput.path else {
      Console.write(bytes)
      return
    }
    try FileWriting.write(bytes, to: path)
  }
}

import ArgumentParser
import Documents
import Foundation
import Loading

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Asks a strategy for a plan and writes it.",
    discussion: """
      EXAMPLES
        pitfall plan --strategy mace --model resnet50 --device snapdragon-855
        pitfall plan --strategy single:processor=gpu --model m.onnx --device phone.yaml -o p.json
      """
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
      try source.write(source.plan, to: output)
    }
  }
}

/// Files that commands write.
enum Output {
  /// Writes a whole file at once, so that nobody meets half of it; nil means standard output.
  static func write(_ text: String, to path: String?) throws {
    guard let path else {
      Console.write(text)
      return
    }
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw Failure(
        .missingInput,
        "\(escaped(path, limit: 4_096)): cannot be written: \(error.localizedDescription)"
      )
    }
  }
}

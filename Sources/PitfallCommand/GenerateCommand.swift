import ArgumentParser
import Documents
import Formats
import Foundation
import Generation
import Graphs
import Loading
import Properties
import Randomness

struct GenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Generates models of the families that a hunt draws from.",
    discussion: """
      The same seed and family give the same models. Every model is valid: its shapes follow from \
      the operator catalogue, and ONNX Runtime runs what --onnx writes.

      FAMILIES
        \(GraphFamily.allCases.map(\.rawValue).joined(separator: ", "))

      EXAMPLES
        pitfall generate --family residual --count 20 -o models
        pitfall generate --count 500 --seed 7 -o models --onnx
      """
  )

  enum Format: String, EnumerableFlag {
    case json
    case onnx

    static func help(for value: Format) -> ArgumentHelp? {
      switch value {
      case .json: "Write pitfall.graph/1 files (default)."
      case .onnx: "Write ONNX models."
      }
    }
  }

  @Option(
    help: ArgumentHelp("Only this family; may be given again. Default all.", valueName: "family")
  )
  var family: [GraphFamily] = []

  @Option(help: "How many models to generate.")
  var count: Int = 10

  @Option(help: "Where all random decisions come from: a number, or a seed that was printed.")
  var seed: String = "0"

  @Flag(help: "The format to write.")
  var format: Format = .json

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The folder to write to; it is made.", valueName: "folder"),
    completion: .directory
  )
  var output: String?

  func validate() throws {
    guard (1...1_000_000).contains(count) else {
      throw ValidationError("--count is \(count), expected 1 to 1000000")
    }
  }

  func run() throws {
    try reporting {
      guard let output else {
        throw Failure(.wrongUsage, "say where to write the models with -o")
      }
      try Output.makeFolder(output)
      let origin = try Seed(parsing: seed, option: "seed")
      for (number, graph) in GeneratedGraphs(families: family, seed: origin).prefix(count)
        .enumerated()
      {
        let digits = String(number + 1_000_000).dropFirst()
        let stem = output + "/\(graph.name)-\(digits)"
        switch format {
        case .json:
          try Output.write(JSONWriter.text(GraphFile.json(graph)), to: stem + ".graph.json")
        case .onnx: try Output.write(ExportCommand.onnx(graph), to: stem + ".onnx")
        }
      }
      Console.write("wrote \(count) models to \(escaped(output, limit: 4_096))\n")
    }
  }
}

extension GraphFamily: ExpressibleByArgument {}

extension Seed {
  /// Reads a seed that a person typed.
  init(parsing text: String, option: String) throws {
    do throws(SeedError) {
      try self.init(parsing: text)
    } catch {
      throw Failure(.wrongUsage, "--\(option): \(quoted(text)) is no seed; write a number")
    }
  }
}

import ArgumentParser
import Documents
import Formats
import Foundation
import Generation
import Graphs
import Loading
import Properties
import Quantities
import Randomness

struct GenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Generates models of the families that a hunt draws from.",
    discussion: HelpText.filled(
      """
      The same seed and family give the same models. Every model is valid: its shapes follow from \
      the operator catalogue, and ONNX Runtime runs what --onnx writes.

      --statistics writes no models but a table: the median and 90th percentile of the number of \
      operators, the median of the longest path, operators for each one on that path (width), the \
      share of operators that read several activations (joins), of activations that several \
      operators read (forks), and of each kind of work. Without -o, and without --statistics, \
      models are generated and counted only, and the speed of one core is told.

      FAMILIES
        \(GraphFamily.allCases.map(\.rawValue).joined(separator: ", "))

      EXAMPLES
        pitfall generate --family residual --count 20 -o models
        pitfall generate --count 500 --seed 7 -o models --onnx
        pitfall generate --statistics
        pitfall generate --operators 50 --count 100000
      """
    )
  )

  enum Format: String, EnumerableFlag {
    case json
    case onnx

    static func help(for value: Format) -> ArgumentHelp? {
      switch value {
      case .json: "Write pitfall.graph/1 files (default), or the statistics as JSON."
      case .onnx: "Write ONNX models."
      }
    }
  }

  @Option(
    help: ArgumentHelp("Only this family; may be given again. Default all.", valueName: "family")
  )
  var family: [GraphFamily] = []

  @Option(help: "How many models to generate; with --statistics, of each family (1000).")
  var count: Int?

  @Option(
    help: ArgumentHelp(
      "Add blocks until a model has so many operators; default a random, often small number.",
      valueName: "number"
    )
  )
  var operators: Int?

  @Flag(help: "Show statistics of the families and of the bundled models.")
  var statistics = false

  @Option(help: "Where all random decisions come from: a number, or a seed that was printed.")
  var seed: String = "0"

  @Flag(help: "The format to write.")
  var format: Format?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The folder to write to; it is made.", valueName: "folder"),
    completion: .directory
  )
  var output: String?

  func validate() throws {
    for (name, number, most) in [("count", count, 10_000_000), ("operators", operators, 10_000)] {
      guard let number, !(1...most).contains(number) else { continue }
      throw ValidationError("--\(name) is \(number), expected 1 to \(most)")
    }
    if statistics, output != nil || format == .onnx {
      throw ValidationError("--statistics writes no models; leave out -o and --onnx")
    }
    if output == nil, format != nil, !statistics {
      throw ValidationError("say where to write the models with -o")
    }
  }

  func run() throws {
    try reporting {
      let origin = try Seed(parsing: seed, option: "seed")
      let size = operators.map { GraphSize.operators(atLeast: $0) } ?? .geometric
      if statistics {
        try show(origin, size)
      } else if let output {
        try write(GeneratedGraphs(families: family, seed: origin, size: size), to: output)
      } else {
        time(GeneratedGraphs(families: family, seed: origin, size: size))
      }
    }
  }

  private func show(_ origin: Seed, _ size: GraphSize) throws {
    let inputs = Inputs()
    let real = try inputs.bundledFiles().names(of: .models)
      .map { try inputs.graph($0, dimensions: []) }
    let table = GeneratedStatistics(
      families: family.isEmpty ? GraphFamily.allCases : family,
      seed: origin,
      size: size,
      count: count ?? 1_000,
      real: real
    )
    Console.write(format == .json ? JSONWriter.text(table.json) : table.text)
  }

  private func write(_ graphs: GeneratedGraphs, to folder: String) throws {
    try Output.makeFolder(folder)
    let wanted = count ?? 10
    for (number, graph) in graphs.prefix(wanted).enumerated() {
      let digits = String(number + 1_000_000).dropFirst()
      let stem = folder + "/\(graph.name)-\(digits)"
      switch format ?? .json {
      case .json: try Output.write(JSONWriter.text(GraphFile.json(graph)), to: stem + ".graph.json")
      case .onnx: try Output.write(ExportCommand.onnx(graph), to: stem + ".onnx")
      }
    }
    Console.write("wrote \(wanted) models to \(escaped(folder, limit: 4_096))\n")
  }

  /// Generates models and tells on standard error how fast that was.
  private func time(_ graphs: GeneratedGraphs) {
    let wanted = count ?? 10
    var made = 0
    var sum = 0
    let start = ProcessorTime.seconds
    for graph in graphs.prefix(wanted) {
      made += 1
      sum += graph.operators.count
    }
    let seconds = max(ProcessorTime.seconds - start, 1e-9)
    Console.write("\(made) models, \(sum) operators\n")
    Console.warn(
      "\(Int(Double(made) / seconds)) models a second, of processor time; "
        + "\(Int(Double(sum) / seconds)) operators"
    )
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

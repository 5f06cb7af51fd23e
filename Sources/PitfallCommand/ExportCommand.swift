import ArgumentParser
import Documents
import Formats
import Foundation
import Graphs
import Hunting
import Loading
import ONNXModels
import Plans
import Reporting
import Strategies

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes the graph of a case, plan or model for other tools.",
    discussion: HelpText.filled(
      """
      FORMATS
        --onnx  an ONNX model, for Netron and ONNX Runtime. Weights have their shapes and one \
      number everywhere, because a graph does not know more; the file stays small.
        --dot   the graph for Graphviz; that of a case or plan with who computes which part of \
      each operator, and what is copied.
        --saga  the task graph and network as SAGA's JSON (its ProblemInstance). SAGA knows \
      related machines without overheads only: cases of the space pisa are exact; for others the \
      nearest such machines are written, and the largest deviation is said.

      EXAMPLES
        pitfall export case.json --onnx -o case.onnx
        pitfall export case.json --saga -o instance.json
        pitfall export plan.json --onnx -o model.onnx
        pitfall export codl-yolov2 --onnx -o yolov2.onnx
        pitfall export plan.json --dot | dot -Tsvg -o plan.svg
      """
    )
  )

  enum Format: String, EnumerableFlag {
    case onnx
    case dot
    case saga

    static func help(for value: Format) -> ArgumentHelp? {
      switch value {
      case .onnx: "Write an ONNX model."
      case .dot: "Write a graph for Graphviz."
      case .saga: "Write SAGA's task graph and network."
      }
    }
  }

  @Argument(
    help: """
      A case, a plan, a graph file, an ONNX model, or the name of a bundled model (see 'list \
      models').
      """,
    completion: .file()
  )
  var source: String

  @Flag(help: "The format to write.")
  var format: Format

  @OptionGroup var options: TaskOptions

  @Option(
    name: .shortAndLong,
    help: "The file to write; default standard output.",
    completion: .file()
  )
  var output: String?

  func run() throws {
    try reporting {
      try Output.protect(source, from: [("-o", output)])
      switch format {
      case .onnx: try Output.write(Self.onnx(try graph(Inputs())), to: output)
      case .dot: try Output.write(try dot(Inputs()), to: output)
      case .saga: try Output.write(Self.saga(try task(Inputs())), to: output)
      }
    }
  }

  /// What a source is.
  private enum Source {
    case model
    case plan(Document)
    case stored(Document)
  }

  private func opened() throws -> Source {
    guard try FileReading.holdsJSON(source) else { return .model }
    let document = try FileReading.document(at: source)
    if document.isOfFormat(CaseFile.format) { return .stored(document) }
    return document.isOfFormat(PlanFile.format) ? .plan(document) : .model
  }

  /// The plan's graph; that of a model, or of a case without a plan, has no processors.
  private func dot(_ inputs: Inputs) throws -> String {
    switch try opened() {
    case .stored(let document) where document["plan"] == nil: break
    case .plan, .stored:
      let plan = try PlanSource(file: source, strategy: nil, options, inputs)
      return GraphDOT(Program(plan.plan, for: plan.task)).text
    case .model: break
    }
    return GraphDOT(try graph(inputs)).text
  }

  /// The graph of whatever the source is.
  private func graph(_ inputs: Inputs) throws -> Graph {
    switch try opened() {
    case .stored(let document): return try inputs.locatedCase(in: document, at: source).item.graph
    case .plan(let document):
      let header = try PlanFile.header(of: document)
      return try options.models(inputs, from: (source, header))
        .graph(dimensions: try options.bindings())
    case .model: return try inputs.graph(source, dimensions: try options.bindings())
    }
  }

  /// The task of a case or plan, or of a model with the device that the options name.
  private func task(_ inputs: Inputs) throws -> Task {
    switch try opened() {
    case .stored(let document): return try inputs.locatedCase(in: document, at: source).item.asked
    case .plan(let document):
      return try options.task(inputs, from: (source, PlanFile.header(of: document)))
    case .model:
      guard let device = options.device else {
        throw Failure(.wrongUsage, "say which device the model runs on with --device")
      }
      return Task(
        graph: try inputs.graph(source, dimensions: try options.bindings()),
        device: try inputs.device(device),
        condition: try inputs.condition(options.condition)
      )
    }
  }

  /// The task as SAGA's JSON, with a word on what SAGA cannot say.
  static func saga(_ task: Task) throws -> Data {
    let instance = PISAInstance(task).map { SAGAInstance($0) } ?? SAGAInstance(task)
    if instance.deviation > 1e-6 {
      let percent = Int((100 * instance.deviation).rounded(.up))
      Console.warn(
        "pitfall: the device is not one of related machines; durations and transfers of the "
          + "exported one differ by up to \(percent) %"
      )
    }
    return Data(JSONWriter.bytes(instance.json))
  }

  /// The graph as an ONNX model.
  static func onnx(_ graph: Graph) throws -> Data {
    do throws(ONNXWritingError) {
      return try ONNXWriter.bytes(of: graph)
    } catch {
      throw Failure(.badData, escaped(error.description, limit: 4_096))
    }
  }
}

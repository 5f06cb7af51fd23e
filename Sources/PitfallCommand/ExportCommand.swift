import ArgumentParser
import Documents
import Formats
import Foundation
import Graphs
import Loading
import ONNXModels

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes the graph of a case, plan or model for other tools.",
    discussion: """
      FORMATS
        --onnx  an ONNX model, for Netron and ONNX Runtime. Weights have their shapes and one number
                everywhere, because a graph does not know more; the file stays small.

      EXAMPLES
        pitfall export case.json --onnx -o case.onnx
        pitfall export plan.json --onnx -o model.onnx
        pitfall export codl-yolov2 --onnx -o yolov2.onnx
      """
  )

  enum Format: String, EnumerableFlag {
    case onnx

    static func help(for value: Format) -> ArgumentHelp? {
      switch value {
      case .onnx: "Write an ONNX model."
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
      switch format {
      case .onnx: try Output.write(Self.onnx(try graph(Inputs())), to: output)
      }
    }
  }

  /// The graph of whatever the source is.
  private func graph(_ inputs: Inputs) throws -> Graph {
    guard FileReading.isFile(source), source.hasSuffix(".json") else {
      return try inputs.graph(source, dimensions: options.dimensions)
    }
    let document = try FileReading.document(at: source)
    switch document["format"]?.value {
    case .text(CaseFile.format): return try inputs.storedCase(at: source).graph
    case .text(PlanFile.format):
      guard let written = try options.model ?? PlanFile.header(of: document).model else {
        throw Failure(
          .badData,
          "the plan names no model; add \"model\" to it or say which with --model"
        )
      }
      let reference = options.model ?? inputs.reference(written, from: source)
      return try inputs.graph(reference, dimensions: options.dimensions)
    default: return try inputs.graph(source, dimensions: options.dimensions)
    }
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

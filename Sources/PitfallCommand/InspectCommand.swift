import ArgumentParser
import Documents
import Formats
import Graphs
import Loading
import ONNXModels
import Reporting

struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Reads a model: nodes, shapes, costs.",
    discussion: HelpText.filled(
      """
      EXAMPLES
        pitfall inspect resnet50
        pitfall inspect model.onnx --dim batch=1 --dim sequence=128 --format json
        pitfall inspect face_detection.tflite
        pitfall inspect mobilenet_v2.ncnn.param --dim w=224 --dim h=224
      """
    )
  )

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
  }

  @Argument(
    help: "The model: an ONNX, TensorFlow Lite or ncnn param file, or the name of a bundled one."
  )
  var model: String

  @Option(
    name: .customLong("dim"),
    help: ArgumentHelp(
      "A value for a symbolic dimension of the model, such as batch=1.",
      valueName: "name=value"
    )
  )
  var dimensions: [DimensionBinding] = []

  @Option(help: "How to show the model.")
  var format: Format = .text

  func run() throws {
    try reporting {
      let inspection = try Inputs().inspection(model, dimensions: dimensions)
      switch format {
      case .text: Console.write(inspection.text)
      case .json: Console.write(JSONWriter.text(inspection.json))
      }
    }
  }
}

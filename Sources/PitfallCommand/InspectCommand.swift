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

  @Argument(
    help: "The model: an ONNX, TensorFlow Lite or ncnn param file, or the name of a bundled one."
  )
  var model: String

  @Option(
    name: .customLong("dim"),
    help: DimensionBinding.help(of: "the model")
  )
  var dimensions: [DimensionBinding] = []

  @Option(help: "How to show the model.")
  var format: ResultFormat = .text

  func run() throws {
    try reporting {
      let inspection = try Inputs().inspection(model, dimensions: dimensions)
      format.write(text: inspection.text, json: inspection.json)
    }
  }
}

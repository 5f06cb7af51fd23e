import Foundation
import Graphs
import Quantities
import TFLiteModels
import Testing

/// Shapes that the file leaves open and that follow from others, against TensorFlow Lite's own.
struct OpenBatchTests {
  @Test func shapesAreThoseOfTheInterpreter() throws {
    let bytes = try Samples.bytes("open-batch.tflite")
    let model = try TFLiteModel.read(bytes: bytes, name: "open-batch")
    let expected = try JSONDecoder()
      .decode([String: [Int]].self, from: try Samples.bytes("open-batch.json"))
    #expect(model.notes.isEmpty)
    let computed = model.graph.tensors.values.filter { $0.role == .activation }
    #expect(computed.count == 7)
    for tensor in computed { #expect(tensor.shape.dimensions == expected[tensor.name]) }
    #expect(model.multiplyAccumulates == Operations(3 * 4 * 5 + 3 * 5 * 2))
  }
}

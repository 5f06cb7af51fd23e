import Foundation
import Graphs
import NCNNModels
import Quantities
import Testing

/// ncnn's text files, against the same network in ONNX.
struct ParamFileTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Data")

  private func text() throws -> String {
    let file = Self.folder.appendingPathComponent("mobilenet_v2.ncnn.param")
    return String(decoding: try Data(contentsOf: file), as: UTF8.self)
  }

  private func read(_ text: String, _ dimensions: [String: Int] = ["w": 224, "h": 224])
    throws(NCNNError) -> NCNNModel
  {
    try NCNNModel.read(bytes: Array(text.utf8), name: "ncnn", dimensions: dimensions)
  }

  @Test func mobileNetHasTheWorkOfItsOriginal() throws {
    let model = try read(try text())
    let graph = model.graph
    // What ONNX Runtime counted for torchvision's MobileNetV2.
    #expect(
      graph.operators.indices.map { graph.multiplyAccumulates(of: $0) }.total()
        == Operations(300_774_272)
    )
    #expect(graph.operators.values.filter { $0.kind == .conv }.count == 52)
    #expect(graph.outputs.map { graph.tensors[$0].shape.dimensions } == [[1, 1_000]])
    #expect(model.nodes.count == 75)
    #expect(model.nodes.filter(\.operators.isEmpty).map(\.typeName).contains("Split"))
  }

  @Test func masksAreRead() throws {
    let masked = try text()
      .replacingOccurrences(of: "9=3\nConvolution  ", with: "9=3 31=16\nConvolution  ")
    let layers = try read(masked).file.layers
    #expect(layers.contains { $0.featureMask == 16 })
  }

  @Test(arguments: [
    ("", "begins with 7767517"), ("7767517\n", "number of layers"),
    ("7767517\n2 2\nInput in0 0 1 in0\n", "2 layers are announced"),
    ("7767517\n1 1\nInput in0 0 1\n", "expected a layer"),
    ("7767517\n1 1\nReLU r 1 1 in0 out0\n", "not yet computed"),
    ("7767517\n2 2\nInput in0 0 1 in0\nReLU r 1 1 in0 out0\n", "--dim w=224"),
    ("7767517\n2 2\nInput in0 0 1 in0 0=8 1=8 2=3\nWhatever r 1 1 in0 out0\n", "not known"),
    ("7767517\n2 2\nInput in0 0 1 in0 0=8 1=8 2=3\nReLU r 1 1 in0 in0\n", "there twice"),
    ("7767517\n2 2\nInput in0 0 1 in0 0=8 1=8 2=3\nConvolution c 1 1 in0 o 0=4 1=0\n", "kernel"),
    ("7767517\n2 2\nInput in0 0 1 in0 0=8 1=8 2=3\nInnerProduct c 1 1 in0 o 0=4\n", "Flatten"),
  ])
  func brokenFilesAreRefusedWithTheirLine(_ text: String, _ fragment: String) {
    do throws(NCNNError) {
      _ = try read(text, [:])
      Issue.record("accepted")
    } catch {
      #expect(error.description.hasPrefix("line "))
      #expect(error.description.contains(fragment), "\(error)")
    }
  }
}

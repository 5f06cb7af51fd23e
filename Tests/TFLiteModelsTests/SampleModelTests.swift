import Foundation
import Graphs
import ONNXModels
import Quantities
import TFLiteModels
import Testing

/// Models as converters write them, against what the schema's own Python classes say of them.
struct SampleModelTests {
  @Test(arguments: try Samples.all())
  func nodesAndShapesAreThoseOfTheFile(_ sample: Samples.Sample) throws {
    let model = try Samples.model(sample.name)
    #expect(model.nodes.count == sample.expected.nodes)
    var counts: [String: Int] = [:]
    for node in model.nodes { counts[node.typeName, default: 0] += 1 }
    #expect(counts == sample.expected.operators)
    #expect(model.multiplyAccumulates == Operations(sample.expected.multiply_accumulates))
    let computed = model.graph.tensors.values.filter { $0.role == .activation }
    var shapes: [String: [Int]] = [:]
    for tensor in computed { shapes[tensor.name] = tensor.shape.dimensions }
    for (name, extents) in sample.expected.shapes {
      let shape = shapes[name]
      let isImage = extents.count == 4 && shape == [0, 3, 1, 2].map { extents[$0] }
      #expect(shape == extents || isImage, "\(name)")
    }
    // Steps of an operator that takes several are named after it.
    let steps = shapes.keys.filter { sample.expected.shapes[$0] == nil }
    #expect(steps.allSatisfy { name in model.nodes.contains { name.hasPrefix($0.name + "/") } })
  }

  @Test(arguments: try Samples.all())
  func onlyCustomOperatorsAreOpaque(_ sample: Samples.Sample) throws {
    let model = try Samples.model(sample.name)
    #expect(model.notes.isEmpty)
    let opaque = model.graph.operators.values.filter { $0.kind == .opaque }.map(\.typeName)
    #expect(opaque.allSatisfy { $0 == "DISPATCH_OP" || $0 == "Convolution2DTransposeBias" })
  }

  @Test func constantOnlyOperatorsAreNoCompute() throws {
    let model = try Samples.model("face_detection_full_range_sparse.tflite")
    let folded = model.nodes.filter(\.operators.isEmpty).map(\.typeName)
    #expect(folded.filter { $0 == "DENSIFY" }.count == 46)
    #expect(folded.filter { $0 == "DEQUANTIZE" }.count == 182)
    #expect(folded.count == 228)
    #expect(model.graph.operators.count == 388 - 228)
  }

  @Test func partitionsAreFurtherSubgraphs() throws {
    let model = try Samples.model("selfie_segmentation.partitioned.tflite")
    #expect(model.file.subgraphs.map(\.operators.count) == [3, 244, 1])
    #expect(model.graph.operators.values.map(\.typeName).filter { $0 == "DISPATCH_OP" }.count == 2)
    let bytes = try Samples.bytes("selfie_segmentation.partitioned.tflite")
    let inner = try TFLiteModel.read(bytes: bytes, name: "inner", subgraph: 1)
    let whole = try Samples.model("selfie_segmentation.tflite")
    #expect(inner.multiplyAccumulates == whole.multiplyAccumulates)
    #expect(throws: TFLiteError.self) {
      try TFLiteModel.read(bytes: bytes, name: "none", subgraph: 3)
    }
  }

  @Test func theSameNetworkInBothFormatsIsTheSameGraph() throws {
    let tflite = try Samples.model("basic_pitch.tflite")
    let onnx = try ONNXModel.read(
      bytes: try Samples.bytes("basic_pitch.onnx"),
      name: "basic_pitch",
      dimensions: ["unk__749": 1]
    )
    #expect(tflite.multiplyAccumulates == onnx.census.multiplyAccumulates)
    #expect(tflite.parameters == onnx.census.parameters)
    let (left, right) = (Condensed(tflite.graph), Condensed(onnx.graph))
    #expect(left.outputs.count == 3)
    #expect(left.outputs == right.outputs)
    #expect(left.computes == right.computes)
    #expect(left.computes.values.reduce(0, +) > 50)
  }
}

/// A graph reduced to what computes, told apart by what it is computed from.
///
/// Two graphs have the same outputs here only if the same computations feed them, whatever moves
/// elements in between; the number is a hash of the computation behind a tensor (Weisfeiler and
/// Leman's refinement from the inputs on).
private struct Condensed {
  private(set) var outputs: Set<UInt64> = []
  private(set) var computes: [UInt64: Int] = [:]

  /// What only moves elements, or is part of a convolution in one of the formats.
  private static let moves: Set<OperatorKind> = [
    .reshape, .transpose, .unsqueeze, .squeeze, .flatten, .slice, .pad, .concat, .relu, .split,
  ]

  init(_ graph: Graph) {
    var sources = Table<Tensor, Set<UInt64>>(repeating: [], count: graph.tensors.count)
    for input in graph.inputs { sources[input] = [1] }
    for index in graph.operators.indices {
      let node = graph.operators[index]
      let read = node.inputs.compactMap { $0.map { sources[$0] } }
        .reduce(into: Set<UInt64>()) { $0.formUnion($1) }
      var result = read
      if !Self.moves.contains(node.kind) {
        let written = node.outputs.compactMap { $0.map { graph.tensors[$0].shape.elementCount } }
        var hash: UInt64 = 14_695_981_039_346_656_037
        for byte in "\(node.kind.rawValue) \(written) \(graph.operations(of: index).amount)".utf8 {
          hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211
        }
        for source in read.sorted() { hash = (hash ^ source) &* 1_099_511_628_211 }
        result = [hash]
        computes[hash, default: 0] += 1
      }
      for case let output? in node.outputs { sources[output] = result }
    }
    for output in graph.outputs { outputs.formUnion(sources[output]) }
  }
}

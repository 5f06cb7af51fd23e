import Graphs
import Quantities
import TFLiteModels
import Testing

/// A quantised model with an operator of its user's own and a second subgraph.
struct QuantisedModelTests {
  private func model(subgraph: Int = 0) throws -> TFLiteModel {
    let bytes = try Samples.bytes("quantised.tflite")
    return try TFLiteModel.read(bytes: bytes, name: "quantised", subgraph: subgraph)
  }

  @Test func eachTensorHasItsTypeAndScales() throws {
    let tensors = try model().file.subgraphs[0].tensors
    let scales = Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0.scaleCount) })
    #expect(scales["image"] == 0)
    #expect(scales["small"] == 1)
    #expect(scales["filters"] == 8)
    let graph = try model().graph
    let types = graph.tensors.values.map { ($0.name, $0.type.elementType) }
    #expect(types.first { $0.0 == "image" }?.1 == .float32)
    #expect(types.first { $0.0 == "felt" }?.1 == .int8)
    #expect(types.first { $0.0 == "out" }?.1 == .float32)
  }

  @Test func conversionsOfActivationsAreCompute() throws {
    let model = try model()
    let kinds = model.graph.operators.values.map(\.kind)
    #expect(kinds == [.quantizeLinear, .conv, .add, .opaque, .dequantizeLinear])
    #expect(model.multiplyAccumulates == Operations(8 * 8 * 8 * 36))
    // 8 × 3 × 3 × 4 filters of one byte each and 8 sums of four.
    #expect(model.parameters == 296)
  }

  @Test func customOperatorsKeepTheirNameAndShape() throws {
    let own = try #require(
      try model().graph.operators.values.first { $0.kind == .opaque }
    )
    #expect(own.typeName == "MyOwnOperator")
  }

  @Test func furtherSubgraphsAreReadByTheirNumber() throws {
    #expect(try model().file.subgraphs.map(\.operators.count) == [5, 1])
    #expect(try model(subgraph: 1).graph.operators.values.map(\.kind) == [.relu])
  }

  @Test func weightsOfFewerThanEightBitsArePacked() throws {
    let model = try Samples.model("narrow.tflite")
    let weights = model.graph.tensors.values.filter { $0.role == .weight }
    let types: [ElementType] = [.int4, .uint4, .int2, .float8E4M3FN, .float8E5M2]
    #expect(weights.map(\.type.elementType) == types)
    // The sizes of the buffers that the script writes.
    #expect(weights.map { $0.type.bytes().amount } == [41, 41, 21, 81, 81])
    #expect(model.parameters == 5 * 81)
  }
}

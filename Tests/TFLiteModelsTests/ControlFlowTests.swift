import Foundation
import Graphs
import Quantities
import TFLiteModels
import Testing

/// Models with loops and conditions, as TensorFlow's converter makes them.
struct ControlFlowTests {
  /// What the interpreter says of a model.
  private struct Expectation: Decodable {
    let subgraphs: [[String]]
    let outputs: [[Int]]
    let turns: [Int]
  }

  private func expectation(_ name: String) throws -> Expectation {
    let all = try JSONDecoder()
      .decode(
        [String: Expectation].self,
        from: Samples.bytes("control.json")
      )
    return try #require(all[name])
  }

  private func model(_ name: String) throws -> TFLiteModel {
    try Samples.model("control-\(name).tflite")
  }

  /// Loops of a known number of turns are what their bodies compute, as often as they turn.
  @Test(arguments: [("turns", OperatorKind.gemm, 1), ("images", .conv, 1), ("nested", .gemm, 2)])
  func loopsAreWrittenOut(name: String, kind: OperatorKind, each: Int) throws {
    let model = try model(name)
    let expected = try expectation(name)
    let turns = try #require(expected.turns.first)
    let products = model.graph.operators.indices.filter {
      model.graph.multiplyAccumulates(of: $0) > .zero
    }
    #expect(products.count == turns * each)
    #expect(model.graph.operators.values.allSatisfy { $0.kind != .opaque })
    #expect(model.notes.isEmpty)
    let shapes = model.graph.outputs.map { model.graph.tensors[$0].shape.elementCount }
    #expect(shapes.sorted() == expected.outputs.map { $0.reduce(1, *) }.sorted())
    // All turns read one set of weights.
    let weights = model.graph.tensors.values.filter { $0.role == .weight && $0.shape.rank > 1 }
    #expect(weights.count == 1)
    #expect(model.nodes.map(\.typeName) == expected.subgraphs[0])
    #expect(model.nodes.map(\.operators.count).reduce(0, +) == model.graph.operators.count)
    let counter = model.graph.outputs.compactMap { model.graph.tensors[$0].constant }
    #expect(counter.isEmpty || counter == [[Int64(turns)]])
  }

  /// The body does not know that it works on an image; the operator after the loop does.
  @Test func imagesInLoopsAreImages() throws {
    let graph = try model("images").graph
    let shapes = graph.operators.values.map { graph.tensors[$0.outputs[0] ?? Index(0)].shape }
    #expect(shapes.first?.dimensions == [1, 4, 6, 6])
    #expect(graph.operators.values.map(\.kind) == [.conv, .conv, .averagePool])
  }

  @Test(arguments: [("product", 1), ("relu", 0)])
  func knownConditionsAreTheirBranch(name: String, products: Int) throws {
    let model = try model(name)
    #expect(model.notes.isEmpty)
    #expect(model.graph.operators.count == 1)
    #expect(model.multiplyAccumulates == Operations(UInt64(64 * products)))
    #expect(model.graph.outputs.map { model.graph.tensors[$0].name } == ["PartitionedCall:0"])
  }

  /// What depends on the run is one operator, with a note that says what is missing.
  @Test(arguments: [("searching", "WHILE"), ("choosing", "IF")])
  func whatDependsOnTheRunIsOneOperator(name: String, type: String) throws {
    let model = try model(name)
    let opaque = model.graph.operators.values.filter { $0.kind == .opaque }
    #expect(opaque.map(\.typeName) == [type])
    let note = try #require(model.notes.first)
    #expect(note.place.typeName == type)
    #expect(note.reason.hasPrefix("what it runs is known at run time only, and times"))
    let read = try #require(opaque.first).inputs.compactMap(\.self)
    let weights = read.map { model.graph.tensors[$0] }.filter { $0.role == .weight }
    #expect(weights.contains { $0.shape.elementCount == 64 })
    let expected = try expectation(name).outputs.map { $0.reduce(1, *) }
    let outputs = model.graph.outputs.map { model.graph.tensors[$0].shape.elementCount }
    #expect(outputs.sorted() == expected.sorted())
  }

  /// A branch without end is given up.
  @Test func recursionEnds() throws {
    let model = try model("recursing")
    #expect(model.graph.operators.values.map(\.kind) == [.opaque])
    #expect(model.notes.first?.reason.hasPrefix("what it runs is too much") == true)
  }

  @Test func whatIsPreparedOnceIsLeftOut() throws {
    let model = try model("counting")
    #expect(model.notes.contains { $0.place.typeName == "CALL_ONCE" })
    #expect(model.notes.first?.reason.contains("before the first one") == true)
    #expect(model.multiplyAccumulates == Operations(64))
  }
}

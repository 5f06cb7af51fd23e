import Graphs
import Quantities
import Testing

@Suite struct UnionTests {
  @Test func oneModelInOneFrameStaysAsItIs() throws {
    let graph = try Self.chain("a")
    #expect(try Graph.union(of: [graph]) == graph)
  }

  @Test func modelsKeepTheirOwnWeights() throws {
    let both = try Graph.union(of: [try Self.chain("a"), try Self.chain("b")])
    #expect(both.name == "a + b")
    #expect(
      both.operators.values.map(\.name) == [
        "model1/conv", "model1/relu", "model2/conv", "model2/relu",
      ]
    )
    #expect(
      both.tensors.values.map(\.name).filter { $0.hasSuffix("w") } == ["model1/w", "model2/w"]
    )
    #expect(both.outputs.map { both.tensors[$0].name } == ["model1/z", "model2/z"])
    #expect(both.components.map { $0.map(\.value) } == [[0, 1], [2, 3]])
  }

  @Test func framesShareWeights() throws {
    let frames = try Graph.union(of: [try Self.chain("a")], frames: 3)
    #expect(frames.name == "3 frames of a")
    #expect(frames.tensors.values.map(\.name).filter { $0.hasSuffix("w") } == ["w"])
    #expect(frames.inputs.map { frames.tensors[$0].name } == ["frame1/x", "frame2/x", "frame3/x"])
    #expect(frames.components.map { $0.map(\.value) } == [[0, 1], [2, 3], [4, 5]])
  }

  @Test func modelsInFramesCarryBothPrefixes() throws {
    let graph = try Graph.union(of: [try Self.chain("a"), try Self.chain("b")], frames: 2)
    #expect(graph.operators.values.last?.name == "model2/frame2/relu")
    #expect(graph.components.count == 4)
  }

  @Test func clashingNamesAreRefused() throws {
    let first = try Self.chain("a")
    let second = try Self.chain("b", prefix: "frame1/")
    #expect(throws: Never.self) { try Graph.union(of: [first, second], frames: 2) }
    #expect(throws: GraphError.duplicateTensor("frame1/x")) {
      try Graph.union(of: [try Self.chain("c", weight: "frame1/x")], frames: 2)
    }
  }

  /// x → conv → y → relu → z.
  private static func chain(_ name: String, prefix: String = "", weight: String = "w") throws
    -> Graph
  {
    var builder = GraphBuilder(name: name)
    func tensor(_ name: String, _ extents: [Int], _ role: Tensor.Role) throws -> Tensor {
      Tensor(name: name, type: TensorType(.float32, try Shape(extents)), role: role)
    }
    let x = try builder.add(try tensor(prefix + "x", [1, 4, 8, 8], .input))
    let w = try builder.add(try tensor(prefix + weight, [4, 4, 1, 1], .weight))
    let y = try builder.add(try tensor(prefix + "y", [1, 4, 8, 8], .activation))
    let z = try builder.add(try tensor(prefix + "z", [1, 4, 8, 8], .activation))
    try builder.add(Operator(name: prefix + "conv", kind: .conv, inputs: [x, w], outputs: [y]))
    try builder.add(Operator(name: prefix + "relu", kind: .relu, inputs: [y], outputs: [z]))
    return try builder.finish(outputs: [z])
  }
}

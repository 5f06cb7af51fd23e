import Graphs
import Quantities
import Testing

@Suite struct GraphWorkTests {
  private func convolution() throws -> (graph: Graph, index: Index<Operator>) {
    var builder = GraphBuilder(name: "one")
    let input = try builder.add(
      Tensor(name: "x", type: TensorType(.float32, try Shape([1, 4, 8, 8])), role: .input)
    )
    let weight = try builder.add(
      Tensor(name: "w", type: TensorType(.float32, try Shape([6, 4, 3, 3])), role: .weight)
    )
    let output = try builder.add(
      Tensor(name: "y", type: TensorType(.float32, try Shape([1, 6, 8, 8])), role: .activation)
    )
    try builder.add(
      Operator(
        name: "conv",
        kind: .conv,
        attributes: Attributes([("pads", .integers([1, 1, 1, 1]))]),
        inputs: [input, weight],
        outputs: [output]
      )
    )
    let graph = try builder.finish(outputs: [output])
    return (graph, try #require(graph.operators.indices.first))
  }

  @Test func bytesFollowTheNeeds() throws {
    let (graph, conv) = try convolution()
    #expect(graph.bytesRead(of: conv) == Bytes(4 * (4 * 64 + 6 * 36)))
    #expect(graph.bytesWritten(of: conv) == Bytes(4 * 6 * 64))
    let rows = Slice(dimension: 2, range: 0..<4)
    #expect(graph.bytesRead(of: conv, for: rows) == Bytes(4 * (4 * 5 * 8 + 6 * 36)))
    #expect(graph.bytesWritten(of: conv, for: rows) == Bytes(4 * 6 * 32))
    let channels = Slice(dimension: 1, range: 4..<6)
    #expect(graph.bytesRead(of: conv, for: channels) == Bytes(4 * (4 * 64 + 2 * 36)))
  }

  @Test func workFollowsThePart() throws {
    let (graph, conv) = try convolution()
    #expect(graph.multiplyAccumulates(of: conv) == Operations(6 * 64 * 36))
    let part = Slice(dimension: 1, range: 0..<1)
    #expect(graph.operations(of: conv, for: part) == Operations(64 * 36))
  }
}

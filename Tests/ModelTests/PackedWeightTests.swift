import Devices
import Graphs
import Plans
import Quantities
import Strategies
import Testing

/// Weights of which two share a byte, where steps read parts of them.
@Suite struct PackedWeightTests {
  /// Six rows of five integers of 4 bits, dequantised.
  private static func rows() throws -> Graph {
    var builder = GraphBuilder(name: "packed")
    func tensor(_ name: String, _ type: ElementType, _ extents: [Int], _ role: Tensor.Role) throws
      -> Index<Tensor>
    {
      try builder.add(
        Tensor(name: name, type: TensorType(type, try Shape(extents)), role: role)
      )
    }
    let weight = try tensor("w", .int4, [6, 5], .weight)
    let scale = try tensor("scale", .float32, [], .weight)
    let result = try tensor("d", .float32, [6, 5], .activation)
    try builder.add(
      Operator(
        name: "real",
        kind: .dequantizeLinear,
        inputs: [weight, scale],
        outputs: [result]
      )
    )
    return try builder.finish(outputs: [result])
  }

  @Test func aPoolHoldsEachByteOnce() throws {
    let graph = try Self.rows()
    let device = try Bundle.task("squeezenet1_1", "snapdragon-855").device
    let cpu = device.host
    let steps = [0..<3, 3..<6]
      .map { range in
        Step.Action.run(
          Index(0),
          on: cpu,
          part: Slice(dimension: 0, range: range),
          precision: nil
        )
      }
    let plan = Plan(
      synchronization: .implicit,
      steps: steps.enumerated().map { Step(id: "s\($0.offset)", $0.element) }
    )
    let program = Program(plan, graph: graph, device: device)
    let read = program.commands.values.map { $0.weights.map(\.bytes.amount) }
    // Rows of 20 bits: the eighth byte holds the end of the third and the start of the fourth.
    #expect(read == [[8, 4], [8, 4]])
    #expect(Footprint(program).weights[device.hostPool] == Bytes(15 + 4))
  }

  /// The precision of a step is one of computing; packed integers stay what they are.
  @Test func precisionsOfStepsLeaveThemAsTheyAre() throws {
    let graph = try Self.rows()
    let device = try Bundle.task("squeezenet1_1", "snapdragon-855").device
    let step = Step.Action.run(Index(0), on: device.host, part: nil, precision: .float16)
    let plan = Plan(synchronization: .implicit, steps: [Step(id: "s", step)])
    let program = Program(plan, graph: graph, device: device)
    let command = try #require(program.commands.values.first)
    #expect(command.weights.map(\.bytes.amount) == [15, 2])
    #expect(command.writes.map(\.bytes.amount) == [60])
  }
}

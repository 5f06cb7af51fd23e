import Graphs
import Passes
import Quantities
import Testing

/// What the pass `qdq` makes of models with conversions around their operators.
@Suite struct QuantizedUnitTests {
  /// A quantised network of one image, written operator by operator.
  private struct Network {
    var builder = GraphBuilder(name: "quantised")
    private var conversions = 0

    mutating func tensor(
      _ name: String,
      _ type: ElementType,
      _ extents: [Int],
      _ role: Tensor.Role = .activation
    ) throws -> Index<Tensor> {
      try builder.add(Tensor(name: name, type: TensorType(type, try Shape(extents)), role: role))
    }

    mutating func apply(
      _ kind: OperatorKind,
      _ inputs: [Index<Tensor>],
      _ output: Index<Tensor>
    ) throws -> Index<Tensor> {
      let name = builder[output].name + "_" + kind.rawValue
      try builder.add(Operator(name: name, kind: kind, inputs: inputs, outputs: [output]))
      return output
    }

    mutating func scale(_ name: String) throws -> Index<Tensor> {
      try tensor(name + "_scale", .float32, [], .weight)
    }

    /// Real numbers as integers.
    mutating func quantized(_ input: Index<Tensor>, _ type: ElementType = .uint8) throws
      -> Index<Tensor>
    {
      let old = builder[input]
      let zero = try tensor(old.name + "_zero", type, [], .weight)
      let output = try tensor(old.name + "_q", type, old.type.shape.dimensions)
      return try apply(.quantizeLinear, [input, try scale(old.name), zero], output)
    }

    /// Integers as real numbers.
    mutating func real(_ input: Index<Tensor>) throws -> Index<Tensor> {
      let old = builder[input]
      conversions += 1
      let name = old.name + "_\(conversions)"
      let output = try tensor(name, .float32, old.type.shape.dimensions)
      return try apply(.dequantizeLinear, [input, try scale(name)], output)
    }

    /// A convolution of integers, between conversions; real filters where they are not quantised.
    mutating func convolution(
      _ name: String,
      _ input: Index<Tensor>,
      isFilterReal: Bool = false
    ) throws -> Index<Tensor> {
      let filter = try tensor(name + "_w", isFilterReal ? .float32 : .int8, [4, 4, 1, 1], .weight)
      return try apply(
        .conv,
        [try real(input), isFilterReal ? filter : try real(filter)],
        try tensor(name, .float32, [1, 4, 8, 8])
      )
    }
  }

  private func kinds(_ graph: Graph) -> [String] { graph.operators.values.map(\.kind.rawValue) }

  /// What the operators compute.
  private func types(_ graph: Graph) -> [ElementType] {
    graph.operators.values.flatMap(\.outputs).compactMap { $0 }
      .map { graph.tensors[$0].type.elementType }
  }

  private func transformed(_ graph: Graph) throws -> Graph {
    try PassCatalogue.passes(named: "qdq").transformed(graph)
  }

  /// A convolution with its activation, and a sum of two results, each between conversions.
  @Test func unitsBecomeIntegers() throws {
    var network = Network()
    let input = try network.tensor("x", .float32, [1, 4, 8, 8], .input)
    let first = try network.quantized(input)
    let convolved = try network.convolution("c", first)
    let active = try network.apply(
      .relu,
      [convolved],
      try network.tensor("r", .float32, [1, 4, 8, 8])
    )
    let second = try network.quantized(active)
    let sum = try network.apply(
      .add,
      [try network.real(first), try network.real(second)],
      try network.tensor("s", .float32, [1, 4, 8, 8])
    )
    let output = try network.real(try network.quantized(sum))
    let graph = try network.builder.finish(outputs: [output])
    let changed = try transformed(graph)
    #expect(
      kinds(changed) == ["QuantizeLinear", "Conv", "Relu", "Add", "DequantizeLinear"]
    )
    #expect(types(changed) == [.uint8, .uint8, .uint8, .uint8, .float32])
    #expect(changed.multiplyAccumulates == graph.multiplyAccumulates)
    #expect(changed.outputs.map { changed.tensors[$0].type } == [graph.tensors[output].type])
    #expect(QuantizedUnits.apply(to: graph) && !QuantizedUnits.apply(to: changed))
  }

  /// Real filters, a result that is read as it is, and integers of another kind stay as they are.
  @Test func otherOperatorsStay() throws {
    for fault in ["filter", "reader", "type", "output"] {
      var network = Network()
      let input = try network.tensor("x", .float32, [1, 4, 8, 8], .input)
      let convolved = try network.convolution(
        "c",
        try network.quantized(input),
        isFilterReal: fault == "filter"
      )
      var outputs = [
        try network.real(try network.quantized(convolved, fault == "type" ? .int8 : .uint8))
      ]
      if fault == "reader" {
        let read = try network.tensor("e", .float32, [1, 4, 8, 8])
        outputs.append(try network.apply(.exp, [convolved], read))
      }
      if fault == "output" { outputs.append(convolved) }
      let graph = try network.builder.finish(outputs: outputs)
      let changed = try transformed(graph)
      #expect(kinds(changed) == kinds(graph), "\(fault)")
      #expect(types(changed) == types(graph), "\(fault)")
      #expect(!QuantizedUnits.apply(to: graph), "\(fault)")
    }
  }

  /// What a dequantised tensor's other readers need stays.
  @Test func conversionsThatOthersReadStay() throws {
    var network = Network()
    let input = try network.tensor("x", .float32, [1, 4, 8, 8], .input)
    let real = try network.real(try network.quantized(input))
    let shared = try network.tensor("t", .float32, [1, 4, 8, 8])
    let unit = try network.real(
      try network.quantized(try network.apply(.relu, [real], shared))
    )
    let other = try network.tensor("e", .float32, [1, 4, 8, 8])
    let outputs = [unit, try network.apply(.exp, [real], other)]
    let changed = try transformed(try network.builder.finish(outputs: outputs))
    let expected = ["QuantizeLinear", "DequantizeLinear", "Relu", "DequantizeLinear", "Exp"]
    #expect(kinds(changed) == expected)
  }
}

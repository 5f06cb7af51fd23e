import Foundation
import Graphs
import ONNXModels
import Quantities
import Testing

/// Models as exporters write them, against what ONNX Runtime says of them.
struct RealModelTests {
  @Test(arguments: try ModelFiles.samples())
  func countsAndShapesAreThoseOfTheRuntime(_ sample: ModelFiles.Sample) throws {
    let expected = sample.expected
    let model = try ModelFiles.model(sample.path, dimensions: expected.dims ?? [:])
    let census = model.census
    #expect(census.nodes == expected.nodes)
    #expect(census.operatorSets.map(\.version) == expected.opset.map(\.value))
    let operators = census.operators.map { ($0.typeName, $0.count) }
    #expect(Dictionary(operators) { $0 + $1 } == expected.operators)
    #expect(census.multiplyAccumulates == Operations(expected.multiply_accumulates))
    #expect(census.parameters == expected.float_parameters)
    let shapes = census.shapes.map { ($0.tensor, $0.shape.dimensions) }
    #expect(shapes.count == expected.shapes.count)
    for (tensor, shape) in shapes {
      #expect(expected.shapes[tensor] == shape, "\(tensor)")
    }
  }

  @Test(arguments: try ModelFiles.samples())
  func onlyComputeOperatorsRemain(_ sample: ModelFiles.Sample) throws {
    let expected = sample.expected
    let graph = try ModelFiles.model(sample.path, dimensions: expected.dims ?? [:]).graph
    let folded: Set<OperatorKind> = [
      .constant, .identity, .shape, .constantOfShape, .opaque, .dropout, .size, .range,
    ]
    for node in graph.operators.values {
      #expect(!folded.contains(node.kind), "\(node.name)")
      let isRunTime = node.inputs.contains { $0.map { graph.tensors[$0].role != .weight } ?? false }
      #expect(isRunTime, "\(node.name)")
    }
    for kind in ["Conv", "Relu", "Softmax", "MatMul", "Gemm", "LayerNormalization"] {
      let count = graph.operators.values.filter { $0.typeName == kind }.count
      #expect(count == expected.operators[kind] ?? 0, "\(kind)")
    }
    let inputs = sample.name == "bert_base.onnx" ? 2 : 1
    #expect(graph.inputs.count == inputs)
    #expect(!graph.outputs.isEmpty)
  }

  @Test(arguments: ["constant-of-shape", "torch-dynamo", "weights-as-inputs"])
  func variantsAreTheSameNetwork(_ variant: String) throws {
    let original = try ModelFiles.model("Models/resnet18.onnx")
    let model = try ModelFiles.variant(variant)
    #expect(model.graph.operators.count == original.graph.operators.count)
    #expect(model.graph.inputs.count == 1)
    #expect(model.census.multiplyAccumulates == original.census.multiplyAccumulates)
    for kind in [OperatorKind.conv, .relu, .add, .maxPool, .gemm] {
      let counts = [model, original]
        .map { model in
          model.graph.operators.values.filter { $0.kind == kind }.count
        }
      #expect(counts[0] == counts[1], "\(kind)")
    }
    let shapes = original.graph.operators.enumerated.map {
      outputShape(of: $0.value, original.graph)
    }
    #expect(
      model.graph.operators.enumerated.map { outputShape(of: $0.value, model.graph) } == shapes
    )
  }

  @Test func weightsOfStrippedFilesAreCounted() throws {
    let original = try ModelFiles.model("Models/resnet18.onnx").census.parameters
    #expect(try ModelFiles.variant("constant-of-shape").census.parameters == original)
    #expect(try ModelFiles.variant("weights-as-inputs").census.parameters == original)
    // The newer exporter shares zero biases: 960 fewer numbers.
    #expect(try ModelFiles.variant("torch-dynamo").census.parameters == original - 960)
  }

  @Test func readingTwiceGivesTheSame() throws {
    let path = "Models/bert_base.onnx"
    #expect(try ModelFiles.model(path) == ModelFiles.model(path))
  }

  private func outputShape(of node: Operator, _ graph: Graph) -> Shape? {
    node.outputs.first.flatMap { $0.map { graph.tensors[$0].shape } }
  }
}

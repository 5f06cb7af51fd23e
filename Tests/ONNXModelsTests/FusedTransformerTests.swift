import Foundation
import Graphs
import ONNXModels
import Quantities
import Testing

/// Transformers as ONNX Runtime fuses them, against what it and PyTorch compute of them.
struct FusedTransformerTests {
  /// What `Data/make-fused.py` found.
  struct Expectation: Decodable, Sendable, CustomTestStringConvertible {
    let model: String
    let dims: [String: Int]
    let multiply_accumulates: UInt64?
    let tensors: [String: Computed]

    var testDescription: String { "\(model) \(dims)" }
  }

  /// The element type and the extents of a tensor.
  struct Computed: Decodable, Hashable, Sendable {
    let elementType: String
    let extents: [Int]

    init(_ type: TensorType) {
      elementType = type.elementType.rawValue
      extents = type.shape.dimensions
    }

    init(from decoder: any Decoder) throws {
      var items = try decoder.unkeyedContainer()
      elementType = try items.decode(String.self)
      var extents: [Int] = []
      while !items.isAtEnd { extents.append(try items.decode(Int.self)) }
      self.extents = extents
    }
  }

  private static let folder = "Tests/ONNXModelsTests/Data/fused/"

  static func expectations() throws -> [Expectation] {
    try JSONDecoder().decode([Expectation].self, from: ModelFiles.bytes(folder + "expected.json"))
  }

  private static func graph(_ expected: Expectation) throws -> Graph {
    try ModelFiles.model(folder + expected.model + ".onnx", dimensions: expected.dims).graph
  }

  @Test(arguments: try expectations())
  func tensorsAreThoseOfTheRuntime(_ expected: Expectation) throws {
    let graph = try Self.graph(expected)
    var count = 0
    for node in graph.operators.values {
      #expect(node.kind != .opaque, "\(node.typeName)")
      for case let output? in node.outputs {
        let tensor = graph.tensors[output]
        let known = try #require(expected.tensors[tensor.name], "\(tensor.name)")
        #expect(Computed(tensor.type) == known, "\(node.typeName) \(tensor.name)")
        count += 1
      }
    }
    #expect(count == expected.tensors.count || expected.dims != [:])
    #expect(count > 1)
  }

  /// The projections, both products of the attention and the quantised products: all that the
  /// network multiplied before it was fused.
  @Test(arguments: try expectations().filter { $0.multiply_accumulates != nil })
  func fusionKeepsTheMultiplyAccumulates(_ expected: Expectation) throws {
    let graph = try Self.graph(expected)
    let work = graph.operators.indices.reduce(Operations.zero) {
      $0 + graph.multiplyAccumulates(of: $1)
    }
    #expect(work.amount == expected.multiply_accumulates)
  }

  @Test func weightsOfFourBitsAreReadAsHalfBytes() throws {
    let expected = try #require(try Self.expectations().first { $0.model == "llama-int4" })
    let graph = try Self.graph(expected)
    let head = try #require(
      graph.operators.indices.last { graph.operators[$0].kind == .matMulNBits }
    )
    let node = graph.operators[head]
    let weight = try #require(node.inputs[1])
    #expect(graph.tensors[weight].role == .weight)
    #expect(graph.tensors[weight].type.bytes() == Bytes(160 * 64 / 2))
  }

  /// The two operators of ONNX Runtime whose names ONNX's own set has, too, are written as such.
  @Test(arguments: ["operators", "bert-attention", "llama-int4"])
  func exportKeepsTheOperatorSet(_ name: String) throws {
    let expected = try #require(try Self.expectations().first { $0.model == name })
    let graph = try Self.graph(expected)
    let copy = try ONNXModel.read(bytes: ONNXWriter.bytes(of: graph), name: graph.name).graph
    #expect(
      copy.operators.values.map { "\($0.name) \($0.kind)" }.sorted()
        == graph.operators.values.map { "\($0.name) \($0.kind)" }.sorted()
    )
  }
}

import Foundation
import Graphs
import ONNXModels
import Quantities
import Testing

/// Models with elements of 8 bits and fewer, against what ONNX infers and stores.
struct NarrowTypeTests {
  /// What ONNX says of a tensor.
  private struct Fact: Decodable {
    let type: Int64
    let shape: [Int]
    let bytes: UInt64?
    let values: [Int64]?
  }

  private static let folder = "Tests/ONNXModelsTests/Data/narrow/"

  static let names = ["matmul-4-bits", "constants", "int4", "int2", "float8", "float4"]

  private static func facts(of name: String) throws -> [String: Fact] {
    let bytes = try ModelFiles.bytes(folder + "expected.json")
    let all = try #require(JSONSerialization.jsonObject(with: bytes) as? [String: Any])
    let entry = try JSONSerialization.data(withJSONObject: #require(all[name]))
    return try JSONDecoder().decode([String: Fact].self, from: entry)
  }

  private static func model(_ name: String) throws -> Graph {
    try ModelFiles.model(folder + name + ".onnx").graph
  }

  @Test(arguments: names)
  func tensorsHaveTheTypesAndSizesOfONNX(name: String) throws {
    let graph = try Self.model(name)
    let facts = try Self.facts(of: name)
    var compared = 0
    for tensor in graph.tensors.values {
      let fact = try #require(facts[tensor.name], "\(tensor.name)")
      #expect(tensor.type.elementType.onnxCode == fact.type, "\(tensor.name)")
      #expect(tensor.shape.dimensions == fact.shape, "\(tensor.name)")
      if let bytes = fact.bytes {
        #expect(tensor.type.bytes().amount == bytes, "\(tensor.name)")
        compared += 1
      }
      if let values = fact.values { #expect(tensor.constant == values, "\(tensor.name)") }
    }
    #expect(compared > 0)
    #expect(graph.operators.values.allSatisfy { $0.kind != .opaque })
  }

  @Test func everyTypeOfTheScriptIsRead() throws {
    let codes = Set(try Self.facts(of: "constants").values.map(\.type))
    #expect(codes.isSuperset(of: [17, 18, 19, 20, 21, 22, 23, 25, 26, 27, 28]))
    for code in codes { #expect(ElementType(onnxCode: code)?.onnxCode == code) }
  }

  @Test func weightsInFourBitsCountAsParametersOfHalfAByte() throws {
    let model = try ModelFiles.model(Self.folder + "matmul-4-bits.onnx")
    let weights = model.graph.tensors.values.filter { $0.type.elementType == .int4 }
    #expect(weights.map(\.type).map { $0.bytes().amount } == [3_072, 1_584])
    // The scales of 32 rows each, too, are real numbers of the model.
    let (elements, scales) = (64 * 96 + 96 * 33, 2 * 96 + 3 * 33)
    #expect(model.census.parameters == elements + scales)
    let dequantise = try #require(
      model.graph.operators.indices.first {
        model.graph.operators[$0].kind == .dequantizeLinear
      }
    )
    let read: UInt64 = 64 * 96 / 2 + 2 * 96 * 4
    #expect(model.graph.bytesRead(of: dequantise).amount == read)
  }

  @Test(arguments: names)
  func whatIsWrittenReadsTheSame(name: String) throws {
    let graph = try Self.model(name)
    let copy = try ONNXModel.read(bytes: ONNXWriter.bytes(of: graph), name: graph.name).graph
    #expect(copy.operators.values.map(\.kind) == graph.operators.values.map(\.kind))
    let types = { (graph: Graph) in
      graph.tensors.values.map { [$0.name, "\($0.type)"] }.sorted { $0[0] < $1[0] }
    }
    #expect(types(copy) == types(graph))
    for tensor in graph.tensors.values where tensor.constant != nil {
      let other = copy.tensors.values.first { $0.name == tensor.name }
      #expect(other?.constant == tensor.constant, "\(tensor.name)")
    }
  }

  @Test func bytesThatAreNotThoseOfTheExtentsAreAProblem() throws {
    for (dims, bytes, isFine) in [([3], 2, true), ([4], 2, true), ([5], 2, false), ([2], 2, false)]
      as [([Int64], Int, Bool)]
    {
      var model = HandMadeModel.relu
      model.nodes.append(HandMadeModel.node("DequantizeLinear", ["w", "scale"], ["d"]))
      model.initializers = [
        HandMadeModel.tensor("w", dims, type: 22).bytes(9, [UInt8](repeating: 0x21, count: bytes)),
        HandMadeModel.tensor("scale", []).float(4, 0.5),
      ]
      model.outputs.append(HandMadeModel.declaration("d", dims.map { .number($0) }))
      if isFine {
        let weight = try #require(try model.read().graph.tensors.values.first { $0.name == "w" })
        #expect(weight.constant == [1, 2, 1, 2].prefix(Int(dims[0])).map { $0 })
      } else {
        let expected = ONNXProblem.payload(tensor: "w", expected: Int(dims[0]), found: 4)
        #expect(try model.problems() == [expected])
      }
    }
  }

  /// The bits that the Python package ml_dtypes 0.6.0 gives 1, 3 and -2.
  @Test(
    arguments: [
      (.float8E4M3FN, [0x38, 0x44, 0xC0]), (.float8E4M3FNUZ, [0x40, 0x4C, 0xC8]),
      (.float8E5M2, [0x3C, 0x42, 0xC0]), (.float8E5M2FNUZ, [0x40, 0x46, 0xC4]),
      (.float6E2M3, [0x08, 0x14, 0x30]), (.float6E3M2, [0x0C, 0x12, 0x30]),
      (.float4E2M1, [0x2, 0x5, 0xC]),
    ] as [(ElementType, [UInt8])]
  )
  func integersHaveTheBitsOfOtherImplementations(type: ElementType, bits: [UInt8]) throws {
    let float = try #require(SmallFloat(type))
    #expect([1, 3, -2].map(float.bits) == bits)
    #expect(float.bits(of: 0) == 0)
    #expect(float.bits(of: .max) > float.bits(of: 1))
  }
}

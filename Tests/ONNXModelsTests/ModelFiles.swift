import Foundation
import ONNXModels
import Testing

/// The model files that the tests read.
enum ModelFiles {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// What ONNX Runtime says of a model.
  struct Expectation: Decodable {
    let nodes: Int
    let opset: [String: Int64]
    let operators: [String: Int]
    let multiply_accumulates: UInt64
    let float_parameters: Int
    let shapes: [String: [Int]]
    let dims: [String: Int]?
  }

  /// A model with what is expected of it.
  struct Sample: CustomTestStringConvertible {
    let folder: String
    let name: String
    let expected: Expectation

    var testDescription: String { name }
    var path: String { folder + "/" + name }
  }

  /// The models of two folders that ONNX Runtime was asked about.
  static func samples() throws -> [Sample] {
    try samples(in: "Models", "Tests/ONNXModelsTests/Data/expected.json")
      + samples(in: "Tests/Oracles/models", "Tests/Oracles/models/expected.json")
  }

  private static func samples(in folder: String, _ expectations: String) throws -> [Sample] {
    let all = try JSONDecoder().decode([String: Expectation].self, from: bytes(expectations))
    return all.sorted { $0.key < $1.key }
      .map {
        Sample(folder: folder, name: $0.key, expected: $0.value)
      }
  }

  /// The bytes of a file of the repository.
  static func bytes(_ path: String) throws -> Data {
    try Data(contentsOf: root.appendingPathComponent(path), options: .mappedIfSafe)
  }

  /// A model of the repository.
  static func model(_ path: String, dimensions: [String: Int] = [:]) throws -> ONNXModel {
    try ONNXModel.read(bytes: bytes(path), name: "model", dimensions: dimensions)
  }

  /// ResNet-18 as another exporter or stripper writes it.
  static func variant(_ name: String) throws -> ONNXModel {
    try model("Tests/ONNXModelsTests/Data/variant-\(name).onnx")
  }
}

import Foundation
import TFLiteModels
import Testing

/// The sample models.
enum Samples {
  /// What is expected of a model.
  struct Expectation: Decodable, Sendable {
    let nodes: Int
    let operators: [String: Int]
    let multiply_accumulates: UInt64
    let shapes: [String: [Int]]
  }

  struct Sample: Sendable, CustomTestStringConvertible {
    let name: String
    let expected: Expectation

    var testDescription: String { name }
  }

  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Data")

  static func all() throws -> [Sample] {
    let bytes = try Data(contentsOf: folder.appendingPathComponent("expected.json"))
    return try JSONDecoder().decode([String: Expectation].self, from: bytes)
      .sorted { $0.key < $1.key }.map { Sample(name: $0.key, expected: $0.value) }
  }

  static func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: folder.appendingPathComponent(name))
  }

  static func model(_ name: String) throws -> TFLiteModel {
    try TFLiteModel.read(bytes: try bytes(name), name: name)
  }
}

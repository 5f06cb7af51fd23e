import Foundation
import Graphs
import ONNXModels
import Quantities
import Testing

/// The seeds of the fuzz driver: small models, read or refused as their names say.
struct SeedTests {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().appendingPathComponent("../../Fuzz/ONNX").standardized

  private static func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".onnx") }.sorted()
  }

  @Test(arguments: try SeedTests.names())
  func isReadOrRefused(_ name: String) throws {
    let bytes = try Data(contentsOf: Self.folder.appendingPathComponent(name))
    let result = Result { () throws(ONNXError) in
      try ONNXModel.read(bytes: bytes, name: name)
    }
    switch result {
    case .success(let model):
      #expect(name.hasPrefix("good-"))
      #expect(!model.graph.operators.isEmpty)
    case .failure(let error):
      #expect(name.hasPrefix("bad-"), "\(error)")
    }
  }
}

import Foundation
import Graphs
import ONNXModels
import Quantities
import Testing

/// Pipelines of scikit-learn, against what ONNX Runtime computes.
struct LearningTests {
  private static let folder = "Tests/ONNXModelsTests/Data/learning/"

  static let names = ["forest", "logistic", "boosting", "support", "linear", "colours"]

  /// The type and the extents of each tensor.
  private func expected(_ name: String) throws -> [String: [String]] {
    let bytes = try ModelFiles.bytes(Self.folder + "expected.json")
    let all = try #require(JSONSerialization.jsonObject(with: bytes) as? [String: Any])
    let tensors = try #require(all[name] as? [String: [Any]])
    return tensors.mapValues { $0.map { "\($0)" } }
  }

  @Test(arguments: names)
  func shapesFollowFromAttributes(name: String) throws {
    let model = try ModelFiles.model(
      Self.folder + name + ".onnx",
      dimensions: ["X[0]": 4]
    )
    let expected = try expected(name)
    var compared = 0
    for tensor in model.graph.tensors.values where tensor.role == .activation {
      guard let fact = expected[tensor.name] else { continue }
      let shape = tensor.shape.dimensions.map(String.init)
      #expect([tensor.type.elementType.rawValue] + shape == fact, "\(tensor.name)")
      compared += 1
    }
    #expect(compared > 0)
    #expect(model.graph.operators.values.contains { $0.kind == .opaque })
  }

  /// A list of dictionaries is the numbers that it is made of.
  @Test func dictionariesAreTheirScores() throws {
    let model = try ModelFiles.model(Self.folder + "logistic.onnx", dimensions: ["X[0]": 4])
    #expect(model.graph.operators.values.allSatisfy { $0.typeName != "ZipMap" })
    let outputs = model.graph.outputs.map { model.graph.tensors[$0].shape.dimensions }
    #expect(outputs == [[4], [4, 3]])
  }

  /// What cannot be known is refused with the operator's name and a cure.
  @Test func otherOperatorsAreNamed() throws {
    var model = HandMadeModel.relu
    model.nodes.append(
      HandMadeModel.node("SVMClassifier", ["y"], ["l", "s"], name: "svm").text(7, "ai.onnx.ml")
    )
    model.outputs = [HandMadeModel.declaration("l", [1])]
    let text = ONNXError.problems(try model.problems()).description
    #expect(text.contains("ai.onnx.ml:SVMClassifier") && text.contains("value_info"))
  }
}

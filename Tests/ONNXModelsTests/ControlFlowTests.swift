import Foundation
import Graphs
import ONNXModels
import Quantities
import Testing

/// Models with branches and loops, against what ONNX Runtime runs of them.
struct ControlFlowTests {
  private typealias Model = HandMadeModel

  /// What ONNX Runtime's profile says of a model for values of its dimensions.
  struct Expectation: Decodable, Sendable, CustomTestStringConvertible {
    let model: String
    let dims: [String: Int]
    let outputs: [String: [Int]]
    let ran: [String: Int]

    var testDescription: String { "\(model) \(dims)" }
  }

  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Data/control")

  static func expectations() throws -> [Expectation] {
    let data = try Data(contentsOf: folder.appendingPathComponent("expected.json"))
    return try JSONDecoder().decode([Expectation].self, from: data)
  }

  @Test(arguments: try expectations())
  func whatTheRuntimeRunsIsWrittenOut(_ expected: Expectation) throws {
    let file = Self.folder.appendingPathComponent(expected.model + ".onnx")
    let bytes = try Data(contentsOf: file)
    let model = try ONNXModel.read(bytes: bytes, name: "m", dimensions: expected.dims)
    var counts: [String: Int] = [:]
    for node in model.graph.operators.values where expected.ran[node.typeName] != nil {
      counts[node.typeName, default: 0] += 1
    }
    #expect(counts == expected.ran)
    #expect(model.graph.operators.values.allSatisfy { $0.kind != .opaque })
    #expect(
      model.graph.outputs.map { model.graph.tensors[$0].shape.dimensions }
        .sorted { $0.count < $1.count }
        == expected.outputs.values.sorted { $0.count < $1.count }
    )
    let inner = model.nodes.flatMap(\.operators)
    #expect(Set(inner).count == model.graph.operators.count, "each operator belongs to a node")
  }

  /// An If on a condition of the run, whose branches read `x` and a weight of the outer graph.
  private func choosing(declared: Bool) -> Model {
    func branch(_ kind: String, _ type: String) -> Wire {
      Wire().message(1, Model.node(type, ["x", "w"], [kind + "_out"])).text(2, kind)
        .message(
          12,
          declared ? Model.declaration(kind + "_out", [2, 4]) : Wire().text(1, kind + "_out")
        )
    }
    return Model(
      nodes: [
        Model.node(
          "If",
          ["c"],
          ["y"],
          name: "choice",
          attributes: [
            Model.attribute("then_branch", graph: branch("then", "Add")),
            Model.attribute("else_branch", graph: branch("else", "Mul")),
          ]
        )
      ],
      initializers: [Model.tensor("w", [4])],
      inputs: [Model.declaration("c", [], type: 9), Model.declaration("x", [2, 4])],
      outputs: [Wire().text(1, "y")]
    )
  }

  @Test func choicesOfTheRunAreOpaqueAndReadWhatTheirBranchesRead() throws {
    let graph = try choosing(declared: true).read().graph
    let node = try #require(graph.operators.values.first)
    #expect(graph.operators.count == 1 && node.kind == .opaque && node.typeName == "If")
    let read = node.inputs.compactMap(\.self).map { graph.tensors[$0].name }
    #expect(read == ["c", "x", "w"])
    #expect(graph.tensors[graph.outputs[0]].shape.dimensions == [2, 4])
  }

  @Test func choicesWithoutShapesAreRefusedWithACure() throws {
    let place = NodePlace(name: "choice", typeName: "If", position: 0)
    let problem = ONNXProblem.subgraph(place, .run)
    #expect(try choosing(declared: false).problems() == [problem])
    #expect(problem.description.contains("known at run time only"))
    #expect(problem.description.contains("onnxsim"))
  }

  @Test func nestedBeyondTheLimitNothingIsRead() throws {
    var inner = Wire().message(1, Model.node("Relu", ["x"], ["o"])).message(12, Wire().text(1, "o"))
    for _ in 0..<40 {
      let node = Model.node(
        "If",
        ["c"],
        ["o"],
        attributes: ["then_branch", "else_branch"].map { Model.attribute($0, graph: inner) }
      )
      inner = Wire().message(1, node).message(12, Wire().text(1, "o"))
      if inner.bytes.count > 1 << 20 { break }
    }
    var model = Model.relu
    model.initializers = [Model.tensor("c", [], type: 9).bytes(9, [1])]
    model.nodes.append(
      Model.node("If", ["c"], ["z"], attributes: [Model.attribute("then_branch", graph: inner)])
    )
    model.outputs = [Wire().text(1, "z")]
    #expect(throws: ONNXError.self) { try model.read() }
  }

  @Test func loopsOfTooManyTurnsAreRefused() throws {
    let body = Wire().message(1, Model.node("Relu", ["s"], ["t"]))
      .messages(11, [Wire().text(1, "i"), Wire().text(1, "k"), Wire().text(1, "s")])
      .messages(12, [Wire().text(1, "k"), Wire().text(1, "t")])
    for (turns, isRead) in [(3, true), (1 << 40, false), (-1, false)] as [(Int64, Bool)] {
      let model = Model(
        nodes: [
          Model.node(
            "Loop",
            ["n", "", "x"],
            ["y"],
            attributes: [Model.attribute("body", graph: body)]
          )
        ],
        initializers: [Model.integers("n", [turns])],
        inputs: [Model.declaration("x", [4])],
        outputs: [Wire().text(1, "y")]
      )
      #expect(try model.problems().isEmpty == isRead, "\(turns)")
      if isRead { #expect(try model.read().graph.operators.count == 3) }
    }
  }
}

import Foundation
import Graphs
import ONNXModels
import Quantities
import Testing

/// What becomes of a model's nodes.
struct GraphMakingTests {
  private typealias Model = HandMadeModel

  @Test func shapeArithmeticIsFolded() throws {
    var model = Model.relu
    let chain: [Wire] = [
      Model.node("Shape", ["x"], ["s"]), Model.node("Gather", ["s", "zero"], ["b"]),
      Model.node("Unsqueeze", ["b", "zeros"], ["b1"]),
      Model.node("Concat", ["b1", "rest"], ["t"], attributes: [Model.attribute("axis", 0)]),
      Model.node("Reshape", ["y", "t"], ["z"], name: "flat"),
    ]
    model.nodes += chain
    model.initializers = [
      Model.tensor("zero", [], type: 7).bytes(7, [0]), Model.integers("zeros", [0]),
      Model.integers("rest", [-1]),
    ]
    model.outputs = [Model.declaration("z", [])]
    let read = try model.read()
    #expect(read.graph.operators.values.map(\.name) == ["r", "flat"])
    #expect(read.graph.tensors[read.graph.outputs[0]].shape.dimensions == [1, 128])
    let target = try #require(read.graph.tensors.values.first { $0.name == "t" })
    #expect(target.role == .weight)
    #expect(target.constant == [1, -1])
    #expect(read.census.nodes == 6)
    #expect(read.census.shapes.map(\.tensor) == ["y", "s", "b", "b1", "t", "z"])
  }

  @Test func renamingNodesAreLeftOut() throws {
    var model = Model.relu
    model.nodes += [
      Model.node("Identity", ["y"], ["i"]), Model.node("Dropout", ["i"], ["d", "mask"]),
      Model.node("Cast", ["d"], ["c"], attributes: [Model.attribute("to", 1)]),
      Model.node("Relu", ["c"], ["z"]),
    ]
    model.outputs = [Model.declaration("z", []), Model.declaration("i", [])]
    let graph = try model.read().graph
    #expect(graph.operators.values.map(\.name) == ["r", "z"])
    #expect(graph.outputs.map { graph.tensors[$0].name } == ["z", "y"])
  }

  @Test func dropoutInTrainingIsKept() throws {
    var model = Model.relu
    model.initializers = [
      Model.tensor("ratio", []).float(4, 0.5), Model.tensor("on", [], type: 9).bytes(5, [1]),
    ]
    model.nodes.append(Model.node("Dropout", ["y", "ratio", "on"], ["d"]))
    model.outputs = [Model.declaration("d", [])]
    #expect(try model.read().graph.operators.values.map(\.kind) == [.relu, .dropout])
  }

  @Test func symbolicDimensionsNeedValues() throws {
    var model = Model.relu
    model.inputs = [Model.declaration("x", ["batch", 3, -1, 0])]
    #expect(
      try model.problems()
        == ["batch", "x[2]", "x[3]"].map { .unboundDimension($0, tensor: "x") }
    )
    #expect(
      try model.problems(["batch": 1])
        == ["x[2]", "x[3]"].map { .unboundDimension($0, tensor: "x") }
    )
    let graph = try model.read(["batch": 2, "x[2]": 5, "x[3]": 6]).graph
    #expect(graph.tensors[graph.outputs[0]].shape.dimensions == [2, 3, 5, 6])
    let text = ONNXError.problems(try model.problems()).description
    #expect(text.contains("--dim batch=1"))
  }

  @Test func valuesForOtherDimensionsAreReported() throws {
    let problems = try Model.relu.problems(["batch": 1])
    #expect(problems == [.unknownDimension("batch", known: [])])
    var model = Model.relu
    model.inputs = [Model.declaration("x", ["batch"])]
    #expect(try model.problems(["batch": -1]).contains(.dimensionValue("batch", -1)))
  }

  @Test func unknownOperatorsAreOpaqueWhereTheFileSaysTheirShape() throws {
    var model = Model.relu
    model.nodes.append(Model.node("Magic", ["y"], ["z"], name: "m", domain: "org.example"))
    model.outputs = [Model.declaration("z", [1, "n"])]
    let graph = try model.read(["n": 7]).graph
    let node = try #require(graph.operators.values.last)
    #expect(node.kind == .opaque)
    #expect(node.typeName == "Magic")
    #expect(graph.tensors[graph.outputs[0]].shape.dimensions == [1, 7])
    #expect(try model.problems() == [.unboundDimension("n", tensor: "z")])
    model.nodes.append(Model.node("Relu", ["z"], ["w"]))
    model.outputs = [Model.declaration("w", [])]
    let place = NodePlace(name: "m", typeName: "org.example:Magic", position: 1)
    #expect(try model.problems() == [.unknownOperator(place, output: "z")])
  }

  @Test func operatorNamesAreDistinct() throws {
    var model = Model.relu
    model.nodes += [
      Model.node("Relu", ["y"], ["z"], name: "r"), Model.node("Relu", ["z"], ["r#2"], name: ""),
      Model.node("Relu", ["r#2"], ["w"], name: "z"),
    ]
    model.outputs = [Model.declaration("w", [])]
    #expect(try model.read().graph.operators.values.map(\.name) == ["r", "z", "r#2", "w"])
  }

  @Test func nodesMayStandInAnyOrder() throws {
    var model = Model.relu
    model.nodes.insert(Model.node("Relu", ["y"], ["z"], name: "late"), at: 0)
    model.outputs = [Model.declaration("z", [])]
    #expect(try model.read().graph.operators.values.map(\.name) == ["r", "late"])
  }

  @Test func weightsListedAsInputsAreWeights() throws {
    let model = Model(
      nodes: [Model.node("Conv", ["x", "w", "b"], ["y"])],
      initializers: [Model.tensor("w", [8, 3, 1, 1]), Model.tensor("b", [8])],
      inputs: [
        Model.declaration("x", [1, 3, 4, 4]), Model.declaration("w", [8, 3, 1, 1]),
        Model.declaration("b", [8]),
      ],
      outputs: [Model.declaration("y", [])]
    )
    var stripped = model
    stripped.initializers = []
    for model in [model, stripped] {
      let read = try model.read()
      #expect(read.graph.inputs.map { read.graph.tensors[$0].name } == ["x"])
      #expect(read.census.parameters == 32)
      #expect(read.census.multiplyAccumulates.amount == 1 * 8 * 16 * 3)
    }
  }

  @Test func functionsAreWrittenOut() throws {
    let scaled = Wire().text(1, "Twice").texts(4, ["a"]).texts(5, ["b"]).text(10, "here")
      .messages(7, [Model.node("Relu", ["a"], ["t"]), Model.node("Relu", ["t"], ["b"], name: "n")])
    var model = Model.relu
    model.nodes += [
      Model.node("Twice", ["y"], ["z"], domain: "here"),
      Model.node("Twice", ["z"], ["w"], domain: "here"),
    ]
    model.outputs = [Model.declaration("w", [])]
    model.functions = [scaled]
    #expect(
      try model.read().graph.operators.values.map(\.name) == ["r", "z/t", "z/n", "w/t", "w/n"]
    )
  }

  @Test func functionsWithoutEndAreRefused() throws {
    let calls = [String](repeating: "f", count: 40)
      .map {
        Model.node($0, ["a"], ["b"], domain: "here")
      }
    var model = Model.relu
    model.nodes.append(Model.node("f", ["y"], ["z"], domain: "here"))
    model.functions = [
      Wire().text(1, "f").texts(4, ["a"]).texts(5, ["b"]).text(10, "here").messages(7, calls)
    ]
    let place = NodePlace(name: "z", typeName: "here:f", position: 1)
    #expect(try model.problems() == [.function(place, .nesting)])
    // Ten levels of forty calls each, and nothing at the end.
    model.functions = (0..<10)
      .map { level in
        let inner = (0..<40)
          .map { _ in
            Model.node("f\(level + 1)", ["a"], ["b"], domain: "here")
          }
        return Wire().text(1, level == 0 ? "f" : "f\(level)").texts(4, ["a"]).texts(5, ["b"])
          .text(10, "here").messages(7, inner)
      }
    #expect(try model.problems() == [.function(place, .size)])
  }

  @Test func softmaxOfOldSetsKeepsItsVersion() throws {
    var model = Model.relu
    model.nodes = [Model.node("Softmax", ["x"], ["y"])]
    #expect(try model.read().graph.operators.values[0].attributes.integer("opset") == nil)
    model.version = 11
    #expect(try model.read().graph.operators.values[0].attributes.integer("opset") == 11)
  }

  @Test func scalesOfResizeMayBeFractions() throws {
    var model = Model.relu
    model.initializers = [
      [Float](arrayLiteral: 1, 1, 1.5, 2.5).reduce(Model.tensor("scales", [4])) { $0.float(4, $1) }
    ]
    model.nodes = [Model.node("Resize", ["x", "", "scales"], ["y"])]
    let graph = try model.read().graph
    #expect(graph.tensors[graph.outputs[0]].shape.dimensions == [1, 8, 6, 10])
  }
}

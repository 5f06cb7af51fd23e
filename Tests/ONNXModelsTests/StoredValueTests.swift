import Graphs
import ONNXModels
import Quantities
import Testing

/// What is read of the values that a model holds, and what is said of those that it does not hold.
struct StoredValueTests {
  private typealias Model = HandMadeModel

  /// A model whose Reshape takes its shape from a constant of raw bytes and a type.
  private func reshaping(to bytes: [UInt8], type: Int64, then kind: String) -> Model {
    var model = Model.relu
    model.nodes += [
      Model.node(kind, ["stored"], ["shape"], attributes: [Model.attribute("to", 7)]),
      Model.node("Reshape", ["y", "shape"], ["z"]),
    ]
    model.initializers = [Model.tensor("stored", [2], type: type).bytes(9, bytes)]
    model.outputs = [Model.declaration("z", [])]
    return model
  }

  @Test(
    arguments: [
      (3, [0xFF, 0x01]), (5, [0xFF, 0xFF, 0x01, 0x00]),
      (6, [0xFF, 0xFF, 0xFF, 0xFF, 0x01, 0x00, 0x00, 0x00]),
    ] as [(Int64, [UInt8])]
  )
  func negativeIntegersAreReadFromRawBytes(type: Int64, bytes: [UInt8]) throws {
    let graph = try reshaping(to: bytes, type: type, then: "Cast").read().graph
    #expect(graph.tensors[graph.outputs[0]].shape.dimensions == [128, 1])
  }

  @Test func weightsInEightBitsMayHoldEveryByte() throws {
    var model = Model.relu
    model.nodes.append(Model.node("DequantizeLinear", ["w", "scale", "zero"], ["d"]))
    model.nodes.append(Model.node("Add", ["y", "d"], ["z"]))
    model.initializers = [
      Model.tensor("w", [1, 128], type: 3).bytes(9, Array(128...255)),
      Model.tensor("scale", []).float(4, 0.5), Model.tensor("zero", [], type: 3).bytes(9, [0x80]),
    ]
    model.inputs = [Model.declaration("x", [1, 128])]
    model.outputs = [Model.declaration("z", [])]
    let graph = try model.read().graph
    #expect(graph.operators.values.map(\.kind) == [.relu, .dequantizeLinear, .add])
    let zero = try #require(graph.tensors.values.first { $0.name == "zero" })
    #expect(zero.constant == [-128])
  }

  @Test func constantsInOtherFilesAreNamed() throws {
    var model = Model.relu
    model.nodes.append(Model.node("Reshape", ["y", "shape"], ["flat"], name: "flat"))
    model.nodes.append(Model.node("Relu", ["flat"], ["z"]))
    let location = Wire().text(1, "location").text(2, "model.data")
    model.initializers = [
      Model.tensor("shape", [2], type: 7).message(13, location).number(14, 1)
    ]
    model.outputs = [Model.declaration("z", [])]
    let problems = try model.problems()
    #expect(problems.count == 1)
    let text = ONNXError.problems(problems).description
    #expect(text.contains("'flat'") && text.contains("'shape'") && text.contains("'model.data'"))
    #expect(text.contains("size_threshold"))
  }

  @Test func dimensionsOfWhichNothingIsKnownAreApart() throws {
    var model = Model.relu
    model.inputs = [Model.declaration("x", ["?", 3, "?", "?"])]
    #expect(
      try model.problems() == ["x[0]", "x[2]", "x[3]"].map { .unboundDimension($0, tensor: "x") }
    )
    let graph = try model.read(["x[0]": 1, "x[2]": 48, "x[3]": 192]).graph
    #expect(graph.tensors[graph.outputs[0]].shape.dimensions == [1, 3, 48, 192])
  }

  @Test func countsKnownAtRunTimeAreDimensions() throws {
    var model = Model.relu
    model.nodes.append(Model.node("NonZero", ["y"], ["found"], name: "nz"))
    model.outputs = [Wire().text(1, "found")]
    #expect(try model.problems() == [.unboundDimension("found[1]", tensor: "found")])
    let graph = try model.read(["found[1]": 7]).graph
    #expect(graph.tensors[graph.outputs[0]].type == TensorType(.int64, try Shape([4, 7])))
    let boxes = Model(
      nodes: [Model.node("NonMaxSuppression", ["b", "s"], ["kept"])],
      inputs: [Model.declaration("b", [1, 9, 4]), Model.declaration("s", [1, 2, 9])],
      outputs: [Wire().text(1, "kept")]
    )
    let kept = try boxes.read(["kept[0]": 5]).graph
    #expect(kept.tensors[kept.outputs[0]].type == TensorType(.int64, try Shape([5, 3])))
  }
}

import Foundation
import Graphs
import ONNXModels
import Quantities
import Testing

/// Files that are damaged or made to do harm: a graph or an `ONNXError`, in little time and memory.
struct HostileModelTests {
  private typealias Model = HandMadeModel

  private func error(_ bytes: [UInt8]) -> ONNXError? {
    do throws(ONNXError) {
      _ = try ONNXModel.read(bytes: Data(bytes), name: "hostile")
      return nil
    } catch {
      return error
    }
  }

  @Test func otherFormatsAreNamed() throws {
    #expect(error([]) == .foreign(.empty))
    #expect(error(Array("{\"format\": 1}".utf8)) == .foreign(.json))
    #expect(error([0x1C, 0, 0, 0] + Array("TFL3".utf8)) == .foreign(.tensorFlowLite))
    #expect(error([0x50, 0x4B, 3, 4, 0]) == .foreign(.zip))
    #expect(error([0x89] + Array("HDF\r\n".utf8)) == .foreign(.hierarchicalData))
    #expect(error(Array("version https://git-lfs.github.com".utf8)) == .foreign(.lfsPointer))
    #expect(error([UInt8](repeating: 0, count: 100)) == .malformed(offset: 0, .fieldNumber(0)))
  }

  @Test func lengthsArePlausible() {
    let huge: [UInt8] = [0x3A] + Wire.varint(1 << 63)
    #expect(error(huge) == .malformed(offset: 0, .pastEnd(length: 1 << 63, available: 0)))
    let endless = [0x3A] + [UInt8](repeating: 0xFF, count: 20)
    #expect(error(endless) == .malformed(offset: 1, .brokenNumber))
    #expect(error([0x0B]) == .malformed(offset: 0, .wireType(field: 1, 3)))
    #expect(error([0x3D, 0, 0, 0, 0]) == .malformed(offset: 0, .wireType(field: 7, 5)))
    #expect(error(Wire().bytes(2, [0xC3, 0x28]).bytes) == .malformed(offset: 0, .text(field: 2)))
  }

  @Test func everyCutOfAModelIsAnError() throws {
    let bytes = try ModelFiles.bytes("Models/squeezenet1_1.onnx")
    for end in stride(from: 0, to: bytes.count - 1, by: 97) {
      #expect(error(Array(bytes.prefix(end))) != nil, "cut at \(end)")
    }
  }

  @Test(arguments: ["Models/alexnet.onnx", "Models/vgg16.onnx"])
  func flippedBitsNeverTrap(_ path: String) throws {
    let bytes = Array(try ModelFiles.bytes(path))
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    var refused = 0
    for _ in 0..<1_000 {
      var damaged = bytes
      for _ in 0..<3 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let position = Int(state >> 33) % bytes.count
        damaged[position] ^= 1 << UInt8(state >> 29 & 7)
      }
      if let error = error(damaged) {
        refused += 1
        #expect(!error.description.isEmpty)
      }
    }
    #expect(refused > 100 && refused < 1_000)
  }

  @Test func nestingEndsWithTheGrammar() {
    var inner = Wire()
    for _ in 0..<2_000 {
      inner = Wire().message(1, Wire().message(5, Wire().text(1, "body").message(6, inner)))
    }
    let bytes = Wire().message(7, inner).bytes
    #expect(error(bytes) == .problems([.nothingComputed(place(0, "", type: "")), .noOutputs]))
    var model = Model.relu
    model.nodes.append(
      Model.node("If", ["y"], ["z"], attributes: [Model.attribute("then", graph: inner)])
    )
    #expect(throws: ONNXError.problems([.subgraph(place(1, "z", type: "If"), .run)])) {
      try model.read()
    }
  }

  @Test func manyEmptyMessagesAreRefused() {
    let nodes = [UInt8](repeating: 0, count: 8_100_000).enumerated()
      .map {
        $0.offset % 2 == 0 ? UInt8(0x0A) : 0
      }
    let bytes = Wire().bytes(7, nodes).bytes
    guard case .oversized(_, .messages)? = error(bytes) else {
      Issue.record("not refused")
      return
    }
  }

  @Test func extentsAreBounded() throws {
    for extents in [[Int64.max, 2], [-1], [1 << 41], [Int64](repeating: 1, count: 17)] {
      var model = Model.relu
      model.initializers = [Model.tensor("w", extents)]
      #expect(try model.problems() == [.extents(tensor: "w", extents)])
    }
    var model = Model.relu
    model.inputs = [Model.declaration("x", [.number(.max)])]
    #expect(try model.problems() == [.extents(tensor: "x", [.max])])
  }

  @Test func namesMeanOneTensor() throws {
    var model = Model.relu
    model.initializers = [Model.tensor("w", [1]), Model.tensor("w", [1])]
    #expect(try model.problems() == [.duplicateTensor("w")])
    model = Model.relu
    model.inputs.append(model.inputs[0])
    #expect(try model.problems() == [.duplicateTensor("x")])
    model = Model.relu
    model.nodes.append(Model.node("Relu", ["x"], ["y"]))
    #expect(try model.problems() == [.computedTwice(tensor: "y", place(1, "y"))])
    model = Model.relu
    model.nodes.append(Model.node("Relu", ["y"], ["x"]))
    #expect(try model.problems() == [.computedTwice(tensor: "x", place(1, "x"))])
  }

  @Test func cyclesAndDanglingNamesAreReportedTogether() throws {
    var model = Model.relu
    model.nodes += [
      Model.node("Add", ["y", "b"], ["a"]), Model.node("Relu", ["a"], ["b"]),
      Model.node("Relu", ["nowhere"], ["c"]),
    ]
    model.outputs.append(Model.declaration("missing", []))
    #expect(
      try model.problems() == [
        .undefinedTensor("nowhere", place(3, "c")),
        .cycle([place(1, "a", type: "Add"), place(2, "b")]), .undefinedOutput("missing"),
      ]
    )
  }

  @Test(arguments: ["../../etc/passwd", "/etc/passwd", "a/../../b", "C:\\x", "..\\x", ""])
  func externalPathsStayInTheFolder(_ path: String) throws {
    let entry = Wire().text(1, "location").text(2, path)
    var model = Model.relu
    model.initializers = [Model.tensor("w", [4]).message(13, entry).number(14, 1)]
    #expect(try model.problems() == [.externalPath(tensor: "w", path: path)])
  }

  @Test func externalDataNeedNotBeThere() throws {
    let entry = Wire().text(1, "location").text(2, "folder/..weights..bin")
    var model = Model.relu
    model.initializers = [Model.tensor("w", [4]).message(13, entry).number(14, 1)]
    #expect(try model.read().census.parameters == 4)
  }

  @Test func emptyModelsAreRefused() throws {
    #expect(try Model().problems() == [.emptyGraph])
    #expect(error(Wire().number(1, 8).bytes) == .problems([.emptyGraph]))
    var model = Model.relu
    model.outputs = []
    #expect(try model.problems() == [.noOutputs])
    model = Model.relu
    model.nodes = [Model.node("Identity", ["x"], ["y"])]
    #expect(try model.problems() == [.emptyGraph])
  }

  @Test func valuesFitTheirShape() throws {
    var model = Model.relu
    model.initializers = [Model.tensor("w", [3], type: 7).bytes(7, [1, 2])]
    #expect(try model.problems() == [.payload(tensor: "w", expected: 3, found: 2)])
    model.initializers = [Model.tensor("w", [3], type: 14)]
    #expect(try model.problems() == [.elementType(tensor: "w", code: 14)])
  }

  @Test func weightsAreNotKept() throws {
    let weight = Model.tensor("w", [16, 8, 512, 512])
      .bytes(
        9,
        [UInt8](repeating: 0xAA, count: 128 << 20)
      )
    var model = Model.relu
    model.initializers = [weight]
    model.nodes = [Model.node("Conv", ["x", "w"], ["y"])]
    model.inputs = [Model.declaration("x", [1, 8, 512, 512])]
    let graph = try model.read().graph
    #expect(graph.tensors[graph.outputs[0]].shape.dimensions == [1, 16, 1, 1])
  }

  @Test func constantArithmeticIsBounded() throws {
    var model = Model.relu
    model.initializers = [Model.integers("c0", [Int64](repeating: 3, count: 65_536))]
    model.nodes += (0..<2_000).map { Model.node("Add", ["c\($0)", "c\($0)"], ["c\($0 + 1)"]) }
    #expect(try model.read().graph.operators.count == 1)
  }

  @Test func messagesShowNoControlCharacters() throws {
    var model = Model.relu
    model.nodes = [Model.node("Relu", ["\u{1B}[31m\n" + String(repeating: "n", count: 900)], ["y"])]
    let text = ONNXError.problems(try model.problems()).description
    #expect(!text.contains("\u{1B}") && !text.contains("\n"))
    #expect(text.count < 500)
  }

  private func place(_ position: Int, _ name: String, type: String = "Relu") -> NodePlace {
    NodePlace(name: name, typeName: type, position: position)
  }
}

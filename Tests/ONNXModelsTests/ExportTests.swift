import Documents
import Formats
import Foundation
import Generation
import Graphs
import ONNXModels
import Quantities
import Randomness
import Testing

/// A graph that is written as an ONNX model is read as the same graph.
@Suite struct ExportTests {
  @Test(arguments: try ModelFiles.samples())
  func realModelsSurvive(_ sample: ModelFiles.Sample) throws {
    let dimensions = sample.expected.dims ?? [:]
    let graph = try ModelFiles.model(sample.path, dimensions: dimensions).graph
    let bytes = try ONNXWriter.bytes(of: graph)
    expectSame(try Self.read(bytes, as: graph), graph)
    #expect(bytes.count < 400_000, "\(bytes.count) bytes")
    #expect(try ONNXWriter.bytes(of: graph) == bytes)
  }

  @Test(arguments: [
    "alexnet", "fast-style-transfer", "mobilenet-v1", "posenet", "resnet50-v1", "retinaface",
    "vgg16", "yolov2",
  ])
  func operatorListsSurvive(_ name: String) throws {
    let bytes = try ModelFiles.bytes("Models/codl-\(name).graph.json")
    let graph = try GraphFile.read(try JSONReader.read(Array(bytes), file: name))
    expectSame(try Self.read(try ONNXWriter.bytes(of: graph), as: graph), graph)
  }

  @Test(arguments: GraphFamily.allCases)
  func generatedGraphsSurvive(_ family: GraphFamily) throws {
    for graph in GeneratedGraphs(families: [family], seed: Seed(11)).prefix(40) {
      expectSame(try Self.read(try ONNXWriter.bytes(of: graph), as: graph), graph)
    }
  }

  // MARK: Forms of operators

  /// Operators whose form depends on the version of the operator set, and attributes that a reader
  /// takes apart.
  @Test(arguments: [
    Form(.softmax, [[2, 3, 4]], [("axis", .integer(1)), ("opset", .integer(11))]),
    Form(.softmax, [[2, 3, 4]], [("axis", .integer(1))]),
    Form(.reduceMean, [[2, 3, 4]], [("axes", .integers([1])), ("keepdims", .integer(0))]),
    Form(.reduceMean, [[2, 3, 4]], constants: [[1]]),
    Form(.squeeze, [[2, 1, 4]], [("axes", .integers([1]))]),
    Form(.unsqueeze, [[2, 4]], constants: [[1]]),
    Form(.gelu, [[2, 4]]),
    Form(.quickGelu, [[2, 4]]),
    Form(.leakyRelu, [[2, 4]], [("alpha", .real(0.125))]),
    Form(
      .averagePool,
      [[1, 2, 8]],
      [("kernel_shape", .integers([2])), ("dilations", .integers([2]))]
    ),
    Form(.einsum, [[2, 3], [3, 4]], [("equation", .text("ij,jk->ik"))]),
    Form(.resize, [[1, 2, 4, 4], nil], [("scales", .reals([1, 1, 2.5, 1.5]))], scales: [4]),
  ])
  func formsSurvive(_ form: Form) throws {
    let graph = try form.graph()
    expectSame(try Self.read(try ONNXWriter.bytes(of: graph), as: graph), graph)
  }

  @Test func anOperatorOfNoKindKeepsItsShapes() throws {
    let type = try TensorType(.float32, Shape([2, 3]))
    var builder = GraphBuilder(name: "opaque")
    let input = try builder.add(Tensor(name: "x", type: type, role: .input))
    let output = try builder.add(Tensor(name: "y", type: type, role: .activation))
    try builder.add(
      Operator(
        name: "own",
        kind: .opaque,
        typeName: "MyOwn",
        inputs: [input],
        outputs: [nil, output]
      )
    )
    let end = try builder.add(Tensor(name: "z", type: type, role: .activation))
    try builder.add(Operator(name: "end", kind: .relu, inputs: [output], outputs: [end]))
    let graph = try builder.finish(outputs: [end])
    expectSame(try Self.read(try ONNXWriter.bytes(of: graph), as: graph), graph)
  }

  @Test func versionsThatExcludeEachOtherAreAnError() throws {
    var builder = GraphBuilder(name: "mixed")
    let type = try TensorType(.float32, Shape([2, 3]))
    let input = try builder.add(Tensor(name: "x", type: type, role: .input))
    let middle = try builder.add(Tensor(name: "y", type: type, role: .activation))
    let output = try builder.add(Tensor(name: "z", type: type, role: .activation))
    let old = Attributes([("axis", .integer(1)), ("opset", .integer(11))])
    try builder.add(
      Operator(name: "old", kind: .softmax, attributes: old, inputs: [input], outputs: [middle])
    )
    try builder.add(Operator(name: "new", kind: .gelu, inputs: [middle], outputs: [output]))
    let graph = try builder.finish(outputs: [output])
    let error = ONNXWritingError.versions(newer: "new", since: 20, older: "old", until: 11)
    #expect(throws: error) { try ONNXWriter.bytes(of: graph) }
    #expect(error.description.contains("operator set 20"))
  }

  // MARK: Comparison

  private static func read(_ bytes: Data, as graph: Graph) throws -> Graph {
    try ONNXModel.read(bytes: bytes, name: graph.name).graph
  }

  /// Compares all but the order of the tensors and the value of weights that had none.
  private func expectSame(_ read: Graph, _ written: Graph) {
    #expect(read.name == written.name)
    #expect(
      read.outputs.map { read.tensors[$0].name } == written.outputs.map { written.tensors[$0].name }
    )
    #expect(Self.operators(of: read) == Self.operators(of: written))
    var tensors: [String: Tensor] = [:]
    for tensor in read.tensors.values { tensors[tensor.name] = tensor }
    var count = 0
    for (index, tensor) in written.tensors.enumerated {
      if tensor.role == .weight, written.consumers[index].isEmpty { continue }
      count += 1
      let found = tensors[tensor.name]
      #expect(found?.type == tensor.type && found?.role == tensor.role, "\(tensor.name)")
      if tensor.constant != nil || tensor.type.elementType.isFloatingPoint {
        #expect(found?.constant == tensor.constant, "\(tensor.name)")
      }
    }
    #expect(count == read.tensors.count)
  }

  private struct Line: Hashable {
    let name: String
    let kind: OperatorKind
    let typeName: String
    let attributes: Attributes
    let inputs: [String?]
    let outputs: [String?]
  }

  private static func operators(of graph: Graph) -> [Line] {
    graph.operators.values.map { node in
      Line(
        name: node.name,
        kind: node.kind,
        typeName: node.typeName,
        attributes: node.attributes,
        inputs: node.inputs.map { $0.map { graph.tensors[$0].name } },
        outputs: node.outputs.map { $0.map { graph.tensors[$0].name } }
      )
    }
  }
}

extension ExportTests {
  /// One operator in one of the forms that versions of the operator set give it.
  struct Form: CustomTestStringConvertible, Sendable {
    private let kind: OperatorKind
    private let inputs: [[Int]?]
    private let attributes: [(name: String, value: Attributes.Value)]
    private let constants: [[Int64]]
    private let scales: [Int]?

    init(
      _ kind: OperatorKind,
      _ inputs: [[Int]?],
      _ attributes: [(name: String, value: Attributes.Value)] = [],
      constants: [[Int64]] = [],
      scales: [Int]? = nil
    ) {
      self.kind = kind
      self.inputs = inputs
      self.attributes = attributes
      self.constants = constants
      self.scales = scales
    }

    var testDescription: String { "\(kind.rawValue) \(attributes.map(\.name)) \(constants)" }

    func graph() throws -> Graph {
      var builder = GraphBuilder(name: "form")
      var indices: [Index<Tensor>?] = []
      for (position, extents) in inputs.enumerated() {
        guard let extents else {
          indices.append(nil)
          continue
        }
        let type = try TensorType(.float32, Shape(extents))
        indices.append(try builder.add(Tensor(name: "x\(position)", type: type, role: .input)))
      }
      for (position, values) in constants.enumerated() {
        let type = try TensorType(.int64, Shape([values.count]))
        let name = "c\(position)"
        indices.append(
          try builder.add(Tensor(name: name, type: type, role: .weight, constant: values))
        )
      }
      if let scales {
        let type = try TensorType(.float32, Shape(scales))
        indices.append(try builder.add(Tensor(name: "scales", type: type, role: .weight)))
      }
      let context = OperatorContext(
        kind: kind,
        attributes: Attributes(attributes),
        inputs: indices.map { $0.map { builder[$0].type } },
        constants: indices.map { $0.flatMap { builder[$0].constant } }
      )
      let type = try #require(try OperatorCatalogue.outputTypes(of: context).first)
      let output = try builder.add(Tensor(name: "y", type: type, role: .activation))
      try builder.add(
        Operator(
          name: "node",
          kind: kind,
          attributes: Attributes(attributes),
          inputs: indices,
          outputs: [output]
        )
      )
      return try builder.finish(outputs: [output])
    }
  }
}

import Devices
import Documents
import Formats
import Foundation
import Graphs
import Quantities
import Testing

/// One operator with the tensors that it reads and computes, for asking a backend about it.
struct Probe {
  enum Input {
    case data([Int], ElementType = .float32)
    case weight([Int], ElementType = .float32)
    case integers([Int64])
    case absent
  }

  let kind: OperatorKind
  let inputs: [Input]
  let outputs: [Input]
  let attributes: [(name: String, value: Attributes.Value)]

  init(
    _ kind: OperatorKind,
    _ inputs: [Input],
    to outputs: [Int]...,
    with attributes: (name: String, value: Attributes.Value)...
  ) {
    self.kind = kind
    self.inputs = inputs
    self.outputs = outputs.map { .data($0) }
    self.attributes = attributes
  }

  init(
    _ kind: OperatorKind,
    _ inputs: [Input],
    outputs: [Input],
    with attributes: (name: String, value: Attributes.Value)...
  ) {
    self.kind = kind
    self.inputs = inputs
    self.outputs = outputs
    self.attributes = attributes
  }

  /// The identifiers of the rules that refuse the operator.
  func refusals(
    by backend: String,
    precision: ElementType? = nil,
    part: Slice? = nil
  ) throws -> [String] {
    try reasons(from: backend, precision: precision, part: part).map(\.rule)
  }

  func reasons(
    from backend: String,
    precision: ElementType? = nil,
    part: Slice? = nil
  ) throws -> [Refusal] {
    try bundledBackend(backend).support
      .refusals(of: Index(0), in: graph(), precision: precision, part: part)
  }

  func graph() throws -> Graph {
    var builder = GraphBuilder(name: "probe")
    func add(_ input: Input, _ name: String, role: Tensor.Role) throws -> Index<Tensor>? {
      switch input {
      case .data(let shape, let type):
        try builder.add(
          Tensor(name: name, type: TensorType(type, Shape(shape)), role: role)
        )
      case .weight(let shape, let type):
        try builder.add(
          Tensor(name: name, type: TensorType(type, Shape(shape)), role: .weight)
        )
      case .integers(let values):
        try builder.add(
          Tensor(
            name: name,
            type: TensorType(.int64, Shape([values.count])),
            role: .weight,
            constant: values
          )
        )
      case .absent: nil
      }
    }
    let read = try inputs.enumerated()
      .map {
        try add($0.element, "input\($0.offset)", role: .input)
      }
    let computed = try outputs.enumerated()
      .map {
        try add($0.element, "output\($0.offset)", role: .activation)
      }
    try builder.add(
      Operator(
        name: "probe",
        kind: kind,
        attributes: Attributes(attributes),
        inputs: read,
        outputs: computed
      )
    )
    return try builder.finish(outputs: computed.compactMap { $0 })
  }
}

/// The folder of the bundled backends.
let backendFolder = URL(filePath: #filePath).deletingLastPathComponent()
  .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Specs/backends")

func backendText(_ name: String) -> [UInt8]? {
  (try? Data(contentsOf: backendFolder.appending(path: name + ".yaml"))).map { Array($0) }
}

func bundledBackend(_ name: String) throws -> Backend {
  let text = try #require(backendText(name), "there is no backend '\(name)'")
  return try BackendFile.read(text, file: name + ".yaml", named: backendText)
}

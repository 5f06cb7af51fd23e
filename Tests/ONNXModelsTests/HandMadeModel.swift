import Foundation
import ONNXModels

/// Writes fields of the wire format.
struct Wire {
  private(set) var bytes: [UInt8] = []

  static func varint(_ number: UInt64) -> [UInt8] {
    var result: [UInt8] = []
    var rest = number
    while rest > 0x7F {
      result.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    return result + [UInt8(rest)]
  }

  func number(_ field: UInt64, _ value: Int64) -> Wire {
    adding(Wire.varint(field << 3) + Wire.varint(UInt64(bitPattern: value)))
  }

  func bytes(_ field: UInt64, _ content: [UInt8]) -> Wire {
    adding(Wire.varint(field << 3 | 2) + Wire.varint(UInt64(content.count)) + content)
  }

  func text(_ field: UInt64, _ content: String) -> Wire { bytes(field, Array(content.utf8)) }

  func message(_ field: UInt64, _ content: Wire) -> Wire { bytes(field, content.bytes) }

  func messages(_ field: UInt64, _ contents: [Wire]) -> Wire {
    contents.reduce(self) { $0.message(field, $1) }
  }

  func texts(_ field: UInt64, _ contents: [String]) -> Wire {
    contents.reduce(self) { $0.text(field, $1) }
  }

  func float(_ field: UInt64, _ value: Float) -> Wire {
    adding(
      Wire.varint(field << 3 | 5)
        + (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
    )
  }

  func adding(_ more: [UInt8]) -> Wire {
    var result = self
    result.bytes += more
    return result
  }
}

/// A dimension of a hand-made input.
enum Extent: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
  case number(Int64)
  case symbol(String)

  init(integerLiteral value: Int64) { self = .number(value) }
  init(stringLiteral value: String) { self = .symbol(value) }
}

/// A model made field by field.
struct HandMadeModel {
  var nodes: [Wire] = []
  var initializers: [Wire] = []
  var inputs: [Wire] = []
  var outputs: [Wire] = []
  var valueInfo: [Wire] = []
  var functions: [Wire] = []
  var version: Int64 = 17

  static func tensor(_ name: String, _ extents: [Int64], type: Int64 = 1) -> Wire {
    extents.reduce(Wire()) { $0.number(1, $1) }.number(2, type).text(8, name)
  }

  static func integers(_ name: String, _ values: [Int64]) -> Wire {
    tensor(name, [Int64(values.count)], type: 7)
      .bytes(
        7,
        values.flatMap { Wire.varint(UInt64(bitPattern: $0)) }
      )
  }

  static func declaration(_ name: String, _ extents: [Extent], type: Int64 = 1) -> Wire {
    let dimensions = extents.map { extent in
      switch extent {
      case .number(let value): Wire().number(1, value)
      case .symbol(let name): Wire().text(2, name)
      }
    }
    let shape = Wire().messages(1, dimensions)
    return Wire().text(1, name)
      .message(
        2,
        Wire().message(1, Wire().number(1, type).message(2, shape))
      )
  }

  static func node(
    _ type: String,
    _ inputs: [String],
    _ outputs: [String],
    name: String = "",
    attributes: [Wire] = [],
    domain: String = ""
  ) -> Wire {
    let node = Wire().texts(1, inputs).texts(2, outputs).text(3, name).text(4, type)
    return node.messages(5, attributes).text(7, domain)
  }

  static func attribute(_ name: String, _ value: Int64) -> Wire {
    Wire().text(1, name).number(3, value).number(20, 2)
  }

  static func attribute(_ name: String, tensor: Wire) -> Wire {
    Wire().text(1, name).message(5, tensor).number(20, 4)
  }

  static func attribute(_ name: String, graph: Wire) -> Wire {
    Wire().text(1, name).message(6, graph).number(20, 5)
  }

  var graph: Wire {
    Wire().messages(1, nodes).text(2, "g").messages(5, initializers).messages(11, inputs)
      .messages(12, outputs).messages(13, valueInfo)
  }

  var bytes: Data {
    let opset = Wire().text(1, "").number(2, version)
    return Data(
      Wire().number(1, 8).message(7, graph).message(8, opset).messages(25, functions).bytes
    )
  }

  func read(_ dimensions: [String: Int] = [:]) throws(ONNXError) -> ONNXModel {
    try ONNXModel.read(bytes: bytes, name: "hand-made", dimensions: dimensions)
  }

  /// The problems of the model, none where it is read.
  func problems(_ dimensions: [String: Int] = [:]) throws(ONNXError) -> [ONNXProblem] {
    do {
      _ = try read(dimensions)
      return []
    } catch .problems(let problems) {
      return problems
    }
  }

  /// One Relu from `x` to `y`.
  static var relu: HandMadeModel {
    HandMadeModel(
      nodes: [node("Relu", ["x"], ["y"], name: "r")],
      inputs: [declaration("x", [1, 8, 4, 4])],
      outputs: [declaration("y", [])]
    )
  }
}

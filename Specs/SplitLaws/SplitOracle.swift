import Foundation
import Graphs
import Testing

/// What ONNX Runtime was seen to read: `Tests/Oracles/splits.json`, described in the README there.
struct SplitOracle: Decodable {
  let cases: [Case]

  private static let shared = Result { try read() }

  /// The oracle, read once for all laws.
  static func load() throws -> SplitOracle { try shared.get() }

  private static func read(_ file: String = #filePath) throws -> SplitOracle {
    let root = URL(filePath: file).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let data = try Data(contentsOf: root.appending(path: "Tests/Oracles/splits.json"))
    return try JSONDecoder().decode(SplitOracle.self, from: data)
  }

  struct Case: Decodable {
    let id: String
    let op: String
    let opset: Int64
    let attributes: [String: Value]
    let inputs: [Input?]
    let fed: [Int]
    let outputs: [[Int]]
    let reads: [[Int]]?
    let splits: [[Splits]]
    let rows: [Row]
  }

  enum Splits: String, Decodable {
    case all
    case none
    case some
    case single
  }

  struct Input: Decodable {
    let role: String
    let type: String
    let shape: [Int]
    let value: Numbers?
  }

  struct Row: Decodable {
    let output: Int
    let dim: Int
    let start: Int
    let end: Int
    let inputs: [Box?]
    let ran: [Box?]?
    let window: [Box?]?
    let gaps: [Int]?
    let surplus: String?
    let splittable: Bool
    let why: String?
  }

  /// A region of an input.
  enum Box: Decodable {
    case whole
    case ranges([[Int]])

    private enum Key: String, CodingKey {
      case box
    }

    init(from decoder: any Decoder) throws {
      if let container = try? decoder.container(keyedBy: Key.self) {
        self = .ranges(try container.decode([[Int]].self, forKey: .box))
      } else if let range = try? decoder.singleValueContainer().decode([Int].self) {
        self = .ranges([range])
      } else {
        self = .whole
      }
    }
  }

  /// An attribute's value.
  enum Value: Decodable {
    case integer(Int64)
    case real(Double)
    case text(String)
    case integers([Int64])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let value = try? container.decode(Int64.self) {
        self = .integer(value)
      } else if let value = try? container.decode(Double.self) {
        self = .real(value)
      } else if let value = try? container.decode(String.self) {
        self = .text(value)
      } else {
        self = .integers(try container.decode([Int64].self))
      }
    }
  }

  /// The numbers of a constant input, in row-major order.
  struct Numbers: Decodable {
    let integers: [Int64]
    let reals: [Float]

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let value = try? container.decode(Int64.self) {
        (integers, reals) = ([value], [Float(value)])
      } else if let value = try? container.decode(Double.self) {
        (integers, reals) = ([], [Float(value)])
      } else if let value = try? container.decode(Bool.self) {
        (integers, reals) = ([value ? 1 : 0], [])
      } else {
        let parts = try container.decode([Numbers].self)
        (integers, reals) = (parts.flatMap(\.integers), parts.flatMap(\.reals))
      }
    }
  }
}

extension SplitOracle.Case {
  /// The operator as a reader would give it to the catalogue.
  func context() throws -> OperatorContext {
    let kind = try #require(OperatorKind(rawValue: op), "\(op) is not in the catalogue")
    var entries = attributes.map { (name, value) -> (name: String, value: Attributes.Value) in
      switch value {
      case .integer(let number): (name, .integer(number))
      case .real(let number): (name, .real(Float(number)))
      case .text(let text): (name, .text(text))
      case .integers(let numbers): (name, .integers(numbers))
      }
    }
    if opset < 13 { entries.append(("opset", .integer(opset))) }
    var constants: [[Int64]?] = []
    for (position, input) in inputs.enumerated() {
      guard let input, input.role == "constant", let numbers = input.value else {
        constants.append(nil)
        continue
      }
      let isReal = input.type.hasPrefix("float")
      if isReal, position == (kind == .upsample || inputs.count == 2 ? 1 : 2),
        kind == .resize || kind == .upsample
      {
        entries.append(("scales", .reals(numbers.reals)))
      }
      constants.append(isReal ? nil : numbers.integers)
    }
    return OperatorContext(
      kind: kind,
      attributes: Attributes(entries),
      inputs: try inputs.map { try $0?.tensorType() },
      constants: constants,
      outputCount: outputs.count
    )
  }
}

extension SplitOracle.Input {
  func tensorType() throws -> TensorType {
    let names = ["float32": "fp32", "float16": "fp16", "float64": "fp64"]
    let element = try #require(ElementType(rawValue: names[type] ?? type))
    return TensorType(element, try Shape(shape))
  }
}

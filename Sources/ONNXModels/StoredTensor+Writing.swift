internal import Foundation
internal import Graphs

extension Onnx_TensorProto {
  /// Stores integers as elements of a type that holds them.
  mutating func setValues(_ values: [Int64], of type: ElementType) {
    switch type {
    case .float32: floatData = values.map(Float.init)
    case .float64: doubleData = values.map(Double.init)
    case .int64: int64Data = values
    case .uint32, .uint64: uint64Data = values.map { UInt64(clamping: $0) }
    case .int32, .int16, .int8, .uint16, .uint8, .bool:
      int32Data = values.map { Int32(clamping: $0) }
    case .float16: int32Data = values.map { Self.half(Float($0)) }
    case .bfloat16: int32Data = values.map { Int32(Float($0).bitPattern >> 16) }
    case .int4, .uint4, .int2, .uint2, .float4E2M1, .float8E4M3FN, .float8E4M3FNUZ, .float8E5M2,
      .float8E5M2FNUZ, .float8E8M0, .float6E2M3, .float6E3M2:
      let float = SmallFloat(type)
      pack(values.map { float?.bits(of: $0) ?? UInt8(truncatingIfNeeded: $0) }, type)
    case .string: break
    }
  }

  /// Stores elements of 8 bits or fewer; those of 4 or 2 share bytes, the first in the lowest bits.
  private mutating func pack(_ values: [UInt8], _ type: ElementType) {
    let width = type.bitWidth
    let each = 8 / width
    int32Data = stride(from: 0, to: values.count, by: each)
      .map { start in
        let members = values[start..<min(start + each, values.count)]
        return members.reversed().reduce(0) { $0 << width | Int32($1) & (1 << width - 1) }
      }
  }

  /// Stores the number of unknown weights: 1/64, or 1 where the elements are integers or floating
  /// point of 8 bits or fewer.
  mutating func fill(_ type: ElementType, count: Int) {
    switch type {
    case .float32: floatData = [Float](repeating: 1 / 64, count: count)
    case .float64: doubleData = [Double](repeating: 1 / 64, count: count)
    case .float16: int32Data = [Int32](repeating: Self.half(1 / 64), count: count)
    case .bfloat16:
      int32Data = [Int32](repeating: Int32(Float(1.0 / 64).bitPattern >> 16), count: count)
    case .int64, .int32, .int16, .int8, .uint64, .uint32, .uint16, .uint8, .bool, .string, .int4,
      .uint4, .int2, .uint2, .float4E2M1, .float8E4M3FN, .float8E4M3FNUZ, .float8E5M2,
      .float8E5M2FNUZ, .float8E8M0, .float6E2M3, .float6E3M2:
      setValues([Int64](repeating: 1, count: count), of: type)
    }
  }

  /// The bits of a number in half precision, rounded to nothing below it; infinite beyond 65,504.
  private static func half(_ number: Float) -> Int32 {
    let bits = number.bitPattern
    let sign = Int32(bits >> 31) << 15
    let exponent = Int32(bits >> 23 & 0xFF) - 127
    guard exponent >= -14 else { return sign }
    guard exponent <= 15 else { return sign | 0x7C00 }
    return sign | (exponent + 15) << 10 | Int32(bits >> 13 & 0x3FF)
  }
}

extension NodeAttributes {
  /// An operator's attributes as a file has them: what a reader added or took apart is undone.
  static func written(_ node: Operator, scalesAreInput: Bool) -> [Onnx_AttributeProto] {
    let attributes = node.attributes
    var result: [Onnx_AttributeProto] = []
    for entry in attributes.entries {
      if OperatorNames.changedAtVersion13.contains(node.kind), entry.name == "opset" { continue }
      if scalesAreInput, entry.name == "scales" { continue }
      if isPartOfTensor(entry.name, attributes) { continue }
      result.append(written(entry.name, entry.value))
    }
    for entry in attributes.entries where entry.name.hasSuffix("_type") {
      let name = String(entry.name.dropLast("_type".count))
      guard isPartOfTensor(entry.name, attributes), case .text(let text) = entry.value,
        let type = ElementType(rawValue: text), let dimensions = attributes.integers(name + "_dims")
      else { continue }
      var attribute = Onnx_AttributeProto()
      attribute.name = name
      attribute.type = Form.tensor.rawValue
      attribute.t.dataType = Int32(type.onnxCode)
      attribute.t.dims = dimensions
      switch attributes[name] {
      case .integers(let values)?: attribute.t.setValues(values, of: type)
      case .reals(let values)? where type == .float64:
        attribute.t.doubleData = values.map(Double.init)
      case .reals(let values)?: attribute.t.floatData = values
      default: attribute.t.fill(type, count: Int(dimensions.reduce(1, *)))
      }
      result.append(attribute)
    }
    return result.sorted { $0.name < $1.name }
  }

  /// Whether an entry is one of the three that a reader makes of a tensor attribute.
  private static func isPartOfTensor(_ entry: String, _ attributes: Attributes) -> Bool {
    let suffix = ["_type", "_dims"].first { entry.hasSuffix($0) } ?? ""
    let name = String(entry.dropLast(suffix.count))
    guard let text = attributes.text(name + "_type"), ElementType(rawValue: text) != nil else {
      return false
    }
    return attributes.integers(name + "_dims") != nil
  }

  private static func written(_ name: String, _ value: Attributes.Value) -> Onnx_AttributeProto {
    var result = Onnx_AttributeProto()
    result.name = name
    switch value {
    case .integer(let number): (result.i, result.type) = (number, Form.integer.rawValue)
    case .integers(let numbers): (result.ints, result.type) = (numbers, Form.integers.rawValue)
    case .real(let number): (result.f, result.type) = (number, Form.real.rawValue)
    case .reals(let numbers): (result.floats, result.type) = (numbers, Form.reals.rawValue)
    case .text(let text): (result.s, result.type) = (Data(text.utf8), Form.text.rawValue)
    case .texts(let texts):
      (result.strings, result.type) = (texts.map { Data($0.utf8) }, Form.texts.rawValue)
    }
    return result
  }
}

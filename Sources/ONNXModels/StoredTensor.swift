internal import Foundation
internal import Graphs

/// A tensor as the file stores it: its type, and its values where they are few and present.
struct StoredTensor {
  /// The most real numbers whose values are followed.
  static let followedReals = 64
  /// The most integers of fewer than 8 bits whose values are followed; more are weights.
  static let followedNarrow = 1_024

  let type: TensorType
  var integers: [Int64]?
  var reals: [Float]?

  /// Reads a tensor.
  ///
  /// - Throws: `ONNXProblem` for extents, an element type, values or a path that cannot be.
  init(_ stored: Onnx_TensorProto, name: String) throws(ONNXProblem) {
    try Self.checkPath(of: stored, name: name)
    type = TensorType(
      try Self.elementType(stored.dataType, of: name),
      try Self.shape(stored.dims, of: name)
    )
    let count = type.shape.elementCount
    let values = Values(of: stored, type.elementType, expected: count)
    if let found = values.count {
      guard found == count else {
        throw ONNXProblem.payload(tensor: name, expected: count, found: found)
      }
      integers = values.integers
      reals = values.reals.flatMap { $0.count <= Self.followedReals ? $0 : nil }
    } else if count == 0 {
      integers = []
      reals = []
    }
  }

  /// Reads a sparse tensor, of which only the type counts.
  init(_ stored: Onnx_SparseTensorProto, name: String) throws(ONNXProblem) {
    try Self.checkPath(of: stored.values, name: name)
    type = TensorType(
      try Self.elementType(stored.values.dataType, of: name),
      try Self.shape(stored.dims, of: name)
    )
  }

  static func elementType(_ code: Int32, of name: String) throws(ONNXProblem) -> ElementType {
    guard let type = ElementType(onnxCode: Int64(code)) else {
      throw ONNXProblem.elementType(tensor: name, code: code)
    }
    return type
  }

  static func shape(_ extents: [Int64], of name: String) throws(ONNXProblem) -> Shape {
    do {
      return try Shape(extents.map { Int($0) })
    } catch {
      throw ONNXProblem.extents(tensor: name, extents)
    }
  }

  /// External data is never opened; a path that leaves the model's folder is refused all the same.
  private static func checkPath(of stored: Onnx_TensorProto, name: String) throws(ONNXProblem) {
    for entry in stored.externalData where entry.key == "location" {
      let path = entry.value
      let parts = path.split(omittingEmptySubsequences: false) { $0 == "/" || $0 == "\\" }
      let leaves =
        path.isEmpty || parts.first == "" || parts.contains("..")
        || parts.first?.contains(":") == true || path.utf8.contains(0)
      guard !leaves else { throw ONNXProblem.externalPath(tensor: name, path: path) }
    }
  }
}

/// The values of a tensor, in one of the forms in which they are stored.
private struct Values {
  private(set) var integers: [Int64]?
  private(set) var reals: [Float]?
  /// How many there are, or nil where none are stored.
  private(set) var count: Int?

  init(of stored: Onnx_TensorProto, _ type: ElementType, expected: Int) {
    if !stored.rawData.isEmpty {
      let (elements, rest) = (stored.rawData.count * 8)
        .quotientAndRemainder(
          dividingBy: type.bitWidth
        )
      let isPadded = type.bitWidth < 8 && (expected * type.bitWidth + 7) / 8 == stored.rawData.count
      count = isPadded ? expected : elements
      guard isPadded || rest == 0 else { return }
      readRaw(stored.rawData, type)
    } else {
      readTyped(stored, type, expected: expected)
    }
    if integers == nil, let reals, reals.count <= StoredTensor.followedReals {
      let exact = reals.compactMap { Int64(exactly: $0) }
      integers = exact.count == reals.count ? exact : nil
    }
  }

  private mutating func readTyped(
    _ stored: Onnx_TensorProto,
    _ type: ElementType,
    expected: Int
  ) {
    switch type {
    case .float32:
      reals = stored.floatData
      count = stored.floatData.count
    case .float64:
      reals = stored.doubleData.map { Float($0) }
      count = stored.doubleData.count
    case .int64:
      integers = stored.int64Data
      count = stored.int64Data.count
    case .int32, .int16, .int8, .uint16, .uint8, .bool:
      integers = stored.int32Data.map { Int64($0) }
      count = stored.int32Data.count
    case .uint32, .uint64:
      let exact = stored.uint64Data.compactMap { Int64(exactly: $0) }
      count = stored.uint64Data.count
      integers = exact.count == count ? exact : nil
    case .float16, .bfloat16, .float8E4M3FN, .float8E4M3FNUZ, .float8E5M2, .float8E5M2FNUZ,
      .float8E8M0, .float6E2M3, .float6E3M2:
      count = stored.int32Data.count
    case .int4, .uint4, .int2, .uint2, .float4E2M1:
      let bytes = stored.int32Data.count
      let each = 8 / type.bitWidth
      count = (expected + each - 1) / each == bytes ? expected : bytes * each
      readPacked(stored.int32Data.lazy.map { UInt8(truncatingIfNeeded: $0) }, type)
    case .string: return
    }
    if count == 0 { self = Values() }
  }

  private init() {}

  private mutating func readRaw(_ bytes: Data, _ type: ElementType) {
    switch type {
    case .int64: integers = Self.numbers(bytes, Int64.self).map { $0 }
    case .int32: integers = Self.numbers(bytes, Int32.self).map { Int64($0) }
    case .int16: integers = Self.numbers(bytes, Int16.self).map { Int64($0) }
    case .int8: integers = Self.numbers(bytes, Int8.self).map { Int64($0) }
    case .uint32: integers = Self.numbers(bytes, UInt32.self).map { Int64($0) }
    case .uint16: integers = Self.numbers(bytes, UInt16.self).map { Int64($0) }
    case .uint8: integers = bytes.map { Int64($0) }
    case .bool: integers = bytes.map { $0 == 0 ? 0 : 1 }
    case .uint64:
      let exact = Self.numbers(bytes, UInt64.self).compactMap { Int64(exactly: $0) }
      integers = exact.count == count ? exact : nil
    case .float32: reals = Self.numbers(bytes, UInt32.self).map { Float(bitPattern: $0) }
    case .float64: reals = Self.numbers(bytes, UInt64.self).map { Float(Double(bitPattern: $0)) }
    case .int4, .uint4, .int2, .uint2: readPacked(bytes, type)
    case .float16, .bfloat16, .float8E4M3FN, .float8E4M3FNUZ, .float8E5M2, .float8E5M2FNUZ,
      .float8E8M0, .float6E2M3, .float6E3M2, .float4E2M1, .string:
      return
    }
  }

  /// Reads integers of which a byte holds several, the first in its lowest bits.
  private mutating func readPacked(_ bytes: some Sequence<UInt8>, _ type: ElementType) {
    let width = type.bitWidth
    let isSigned = type == .int4 || type == .int2
    guard type != .float4E2M1, let count, count <= StoredTensor.followedNarrow else { return }
    var result: [Int64] = []
    for byte in bytes {
      for shift in stride(from: 0, to: 8, by: width) where result.count < count {
        let bits = Int64(byte >> shift & (1 << width - 1))
        let isNegative = isSigned && bits >> (width - 1) == 1
        result.append(isNegative ? bits - 1 << width : bits)
      }
    }
    integers = result
  }

  /// Little-endian numbers, the bytes being a whole number of them.
  private static func numbers<Number: FixedWidthInteger>(_ bytes: Data, _ type: Number.Type)
    -> [Number]
  {
    let width = Number.bitWidth / 8
    return (0..<bytes.count / width)
      .map { position in
        let start = bytes.startIndex + position * width
        return bytes[start..<start + width].reversed()
          .reduce(0) {
            $0 << 8 | Number(truncatingIfNeeded: $1)
          }
      }
  }
}

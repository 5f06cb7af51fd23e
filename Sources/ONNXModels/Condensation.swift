internal import Foundation

/// The model without what is not needed: weights, documentation, unknown fields.
///
/// The file is walked field by field, each length checked against the message around it, and only
/// what the decoder needs is copied. A memory-mapped file of many gigabytes is touched at its
/// fields' heads only.
struct Condensation {
  /// The largest accepted model without its weights, in bytes.
  static let byteLimit = 64 << 20
  /// The largest accepted number of nodes, attributes, tensors, dimensions and names.
  static let messageLimit = 4_000_000
  /// The longest accepted text, in bytes.
  static let textLimit = 65_536
  /// The most bytes of values kept of a tensor of 32-bit or 64-bit integers: 65,536 written long.
  static let integerPayloadLimit = 655_360
  /// The most bytes of values kept of any other tensor.
  static let otherPayloadLimit = 4_096

  private let bytes: Data
  private var keptBytes = 0
  private var messages = 0

  /// The model of a file's bytes, which are indexed from zero.
  static func model(from bytes: Data) throws(ONNXError) -> Data {
    var condensation = Condensation(bytes: bytes)
    return Data(try condensation.message(.model, in: 0..<bytes.count))
  }

  private init(bytes: Data) {
    self.bytes = bytes
  }

  /// The kept fields of a message; the recursion ends because graphs lie in graphs only so deep.
  private mutating func message(_ kind: WireGrammar, in range: Range<Int>, depth: Int = 0)
    throws(ONNXError) -> [UInt8]
  {
    try count(at: range.lowerBound)
    let keepsPayload = kind == .tensor ? try isSmallTensor(in: range) : false
    var kept: [UInt8] = []
    var reader = WireReader(bytes, message: range)
    while let field = try reader.next() {
      switch kind.rule(for: field.number) {
      case .skip: continue
      case .keep(let forms):
        try require(forms, of: field)
        try copy(field, to: &kept)
      case .text:
        try require([.counted], of: field)
        try count(at: field.start)
        try checkText(field)
        try copy(field, to: &kept)
      case .payload(let forms):
        try require(forms, of: field)
        if keepsPayload { try copy(field, to: &kept) }
      case .nested:
        try require([.counted], of: field)
        let isKept = depth < WireGrammar.graphDepth
        let content = isKept ? try message(.graph, in: field.content, depth: depth + 1) : []
        Self.append(tag: field.number, length: content.count, to: &kept)
        kept += content
      case .message(let inner):
        try require([.counted], of: field)
        let content = try message(inner, in: field.content, depth: depth)
        Self.append(tag: field.number, length: content.count, to: &kept)
        kept += content
      }
    }
    return kept
  }

  private mutating func count(at offset: Int) throws(ONNXError) {
    messages += 1
    guard messages <= Self.messageLimit else {
      throw ONNXError.oversized(offset: offset, .messages(Self.messageLimit))
    }
  }

  private func require(_ forms: [WireReader.Form], of field: WireReader.Field) throws(ONNXError) {
    guard forms.contains(field.form) else {
      throw ONNXError.malformed(
        offset: field.start,
        .wireType(field: field.number, field.form.wireType)
      )
    }
  }

  private func checkText(_ field: WireReader.Field) throws(ONNXError) {
    guard field.content.count <= Self.textLimit,
      String(validating: bytes[field.content], as: UTF8.self) != nil
    else { throw ONNXError.malformed(offset: field.start, .text(field: field.number)) }
  }

  private mutating func copy(_ field: WireReader.Field, to kept: inout [UInt8]) throws(ONNXError) {
    keptBytes += field.content.upperBound - field.start
    guard keptBytes <= Self.byteLimit else {
      throw ONNXError.oversized(offset: field.start, .bytes(Self.byteLimit))
    }
    kept += bytes[field.start..<field.content.upperBound]
  }

  /// Whether a tensor's values are few enough to be kept.
  private func isSmallTensor(in range: Range<Int>) throws(ONNXError) -> Bool {
    var size = 0
    var limit = Self.otherPayloadLimit
    var reader = WireReader(bytes, message: range)
    while let field = try reader.next() {
      if field.number == 2, field.form == .number {
        let code = try reader.value(of: field)
        limit = code == 6 || code == 7 ? Self.integerPayloadLimit : Self.otherPayloadLimit
      } else if case .payload = WireGrammar.tensor.rule(for: field.number) {
        size += field.content.count
      }
    }
    return size <= limit
  }

  private static func append(tag field: Int, length: Int, to kept: inout [UInt8]) {
    append(UInt64(field) << 3 | 2, to: &kept)
    append(UInt64(length), to: &kept)
  }

  private static func append(_ number: UInt64, to kept: inout [UInt8]) {
    var rest = number
    while rest > 0x7F {
      kept.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    kept.append(UInt8(rest))
  }
}

extension WireReader.Form {
  /// The number of the form in the wire format.
  fileprivate var wireType: UInt8 {
    switch self {
    case .number: 0
    case .eightBytes: 1
    case .counted: 2
    case .fourBytes: 5
    }
  }
}

internal import Foundation

/// Reads fields of the protocol-buffer wire format; no read leaves its range.
struct WireReader {
  /// How a field is written.
  enum Form: Hashable {
    case number
    case eightBytes
    case fourBytes
    case counted
  }

  /// One field: its number, its form, and where its content lies.
  struct Field {
    let number: Int
    let form: Form
    /// The position of the field's tag.
    let start: Int
    /// The bytes of the content, without tag and length.
    let content: Range<Int>
  }

  private let bytes: Data
  /// The position of the next byte, counted from the start of the file.
  private var position: Int
  /// The end of the message.
  private let end: Int

  /// Starts at a message that lies inside the bytes, which are indexed from zero.
  init(_ bytes: Data, message: Range<Int>) {
    self.bytes = bytes
    position = message.lowerBound
    end = message.upperBound
  }

  /// The next field, or nil at the end of the message.
  mutating func next() throws(ONNXError) -> Field? {
    guard position < end else { return nil }
    let start = position
    let tag = try number()
    let field = tag >> 3
    guard field >= 1, field < 1 << 29 else {
      throw ONNXError.malformed(offset: start, .fieldNumber(field))
    }
    let number = Int(field)
    switch tag & 7 {
    case 0:
      let content = position
      _ = try self.number()
      return Field(number: number, form: .number, start: start, content: content..<position)
    case 1: return try skip(8, as: .eightBytes, of: number, from: start)
    case 2: return try skip(try self.number(), as: .counted, of: number, from: start)
    case 5: return try skip(4, as: .fourBytes, of: number, from: start)
    case let type:
      throw ONNXError.malformed(offset: start, .wireType(field: number, UInt8(type)))
    }
  }

  private mutating func skip(_ length: UInt64, as form: Form, of number: Int, from start: Int)
    throws(ONNXError) -> Field
  {
    guard length <= UInt64(end - position) else {
      throw ONNXError.malformed(offset: start, .pastEnd(length: length, available: end - position))
    }
    let content = position..<position + Int(length)
    position = content.upperBound
    return Field(number: number, form: form, start: start, content: content)
  }

  /// A number of seven bits a byte, the least significant first.
  private mutating func number() throws(ONNXError) -> UInt64 {
    let start = position
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while position < end, shift < 70 {
      let byte = bytes[position]
      position += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte & 0x80 == 0 { return value }
      shift += 7
    }
    throw ONNXError.malformed(offset: start, .brokenNumber)
  }

  /// The number that a field of the form `.number` holds.
  func value(of field: Field) throws(ONNXError) -> UInt64 {
    var reader = WireReader(bytes, message: field.content)
    return try reader.number()
  }
}

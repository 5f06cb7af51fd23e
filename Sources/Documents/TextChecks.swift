/// Checks size and encoding of a text before it is parsed.
func checkText(_ bytes: [UInt8], file: String, limits: DocumentLimits) throws(InputProblem) {
  guard bytes.count <= limits.bytes else {
    throw InputProblem(
      Place(file: file),
      "the file has \(bytes.count) bytes, more than \(limits.bytes)"
    )
  }
  if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
    throw InputProblem(
      Place(file: file),
      "the file begins with a byte order mark",
      cure: "save it as UTF-8 without one"
    )
  }
  if let problem = foreignEncoding(of: bytes, file: file) { throw problem }
  if let offset = firstInvalidByte(of: bytes) {
    throw InputProblem(
      Place(offset: offset, in: bytes, file: file),
      "the text is not valid UTF-8 from here on"
    )
  }
}

/// What bytes are that are no text in UTF-8 from their start: text in UTF-16, or no text at all.
///
/// Nil for what may be UTF-8.
package func foreignEncoding(of bytes: [UInt8], file: String) -> InputProblem? {
  let start = bytes.prefix(512)
  let marks: [[UInt8]] = [[0xFF, 0xFE], [0xFE, 0xFF]]
  let zeros = start.reduce(into: 0) { $0 += $1 == 0 ? 1 : 0 }
  let isWide = start.count > 3 && zeros * 3 >= start.count && (start[0] == 0) != (start[1] == 0)
  if marks.contains(where: start.starts) || isWide && zeros * 3 <= start.count * 2 {
    return InputProblem(
      Place(file: file),
      "the text is UTF-16, not UTF-8",
      cure: "save it as UTF-8 without a byte order mark, or convert it with iconv"
    )
  }
  let controls: Set<UInt8> = Set(0..<0x20).subtracting("\t\n\u{C}\r".utf8)
  guard let offset = start.firstIndex(where: controls.contains), firstInvalidByte(of: bytes) != nil
  else { return nil }
  return InputProblem(
    Place(offset: offset, in: bytes, file: file),
    "not a text but a binary file",
    cure: "a text in UTF-8 is due here"
  )
}

private func firstInvalidByte(of bytes: [UInt8]) -> Int? {
  var position = 0
  while position < bytes.count {
    let byte = bytes[position]
    if byte < 0x80 {
      position += 1
    } else if let length = validSequenceLength(bytes[position...].prefix(4)) {
      position += length
    } else {
      return position
    }
  }
  return nil
}

/// The length of the multi-byte sequence at the start (Unicode standard, table 3-7), or nil.
private func validSequenceLength(_ bytes: ArraySlice<UInt8>) -> Int? {
  let lead = bytes[bytes.startIndex]
  let (length, second): (Int, ClosedRange<UInt8>) =
    switch lead {
    case 0xC2...0xDF: (2, 0x80...0xBF)
    case 0xE0: (3, 0xA0...0xBF)
    case 0xED: (3, 0x80...0x9F)
    case 0xE1...0xEF: (3, 0x80...0xBF)
    case 0xF0: (4, 0x90...0xBF)
    case 0xF1...0xF3: (4, 0x80...0xBF)
    case 0xF4: (4, 0x80...0x8F)
    default: (0, 0x80...0xBF)
    }
  guard length > 0, bytes.count >= length, second ~= bytes[bytes.startIndex + 1],
    bytes.dropFirst(2).prefix(length - 2).allSatisfy({ $0 & 0xC0 == 0x80 })
  else { return nil }
  return length
}

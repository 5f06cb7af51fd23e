/// Texts and numbers.
extension JSONReader {
  /// Reads a text whose quotation mark is next.
  mutating func readText() throws(InputProblem) -> String {
    position += 1
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") {
        position += 1
        return String(decoding: bytes[start..<position - 1], as: UTF8.self)
      }
      if byte == UInt8(ascii: "\\") { return try readEscapedText(from: start) }
      try pass(byte)
    }
    throw problem("the file ends inside a text")
  }

  private mutating func readEscapedText(from start: Int) throws(InputProblem) -> String {
    var text = Array(bytes[start..<position])
    while position < bytes.count {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"):
        try readEscape(into: &text)
      default:
        try pass(byte)
        text.append(byte)
      }
    }
    throw problem("the file ends inside a text")
  }

  /// Goes past a byte of a text.
  private mutating func pass(_ byte: UInt8) throws(InputProblem) {
    guard byte >= 0x20 else {
      throw problem("a control character inside a text", cure: "write it as \\u00\(hex(byte))")
    }
    if byte & 0xC0 == 0x80 { continuations += 1 }
    position += 1
  }

  private func hex(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }

  private mutating func readEscape(into text: inout [UInt8]) throws(InputProblem) {
    let letter = position + 1 < bytes.count ? bytes[position + 1] : 0
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(letter)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      text.append(contentsOf: String(Character(try readScalar())).utf8)
      return
    default: throw problem("an unknown escape in a text")
    }
    position += 2
  }

  /// Reads `\uXXXX`, or two of them that form a surrogate pair.
  private mutating func readScalar() throws(InputProblem) -> Unicode.Scalar {
    let unit = try readCodeUnit(at: position)
    if let scalar = Unicode.Scalar(unit) {
      position += 6
      return scalar
    }
    let isPair =
      UTF16.isLeadSurrogate(UInt16(unit)) && position + 7 < bytes.count
      && bytes[position + 6] == UInt8(ascii: "\\") && bytes[position + 7] == UInt8(ascii: "u")
    let second = isPair ? try readCodeUnit(at: position + 6) : 0
    guard isPair, UTF16.isTrailSurrogate(UInt16(second)),
      let scalar = Unicode.Scalar(0x10000 + ((unit - 0xD800) << 10) + (second - 0xDC00))
    else { throw problem("half a surrogate pair in a text") }
    position += 12
    return scalar
  }

  private func readCodeUnit(at start: Int) throws(InputProblem) -> UInt32 {
    guard start + 6 <= bytes.count else { throw problem("the file ends inside a text") }
    var unit: UInt32 = 0
    for byte in bytes[start + 2..<start + 6] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
        throw problem("\\u without four hexadecimal digits")
      }
      unit = unit << 4 | UInt32(digit)
    }
    return unit
  }

  /// Reads a number whose sign or first digit is next.
  mutating func readNumber() throws(InputProblem) -> Document.Value {
    let start = position
    if next == UInt8(ascii: "-") { position += 1 }
    if next == UInt8(ascii: "0") {
      position += 1
      if isDigit(next) { throw problem("a number with a leading zero") }
    } else {
      try skipDigits()
    }
    var isInteger = true
    if next == UInt8(ascii: ".") {
      isInteger = false
      position += 1
      try skipDigits()
    }
    if next | 0x20 == UInt8(ascii: "e") {
      isInteger = false
      position += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
      try skipDigits()
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isInteger, let integer = Int64(text) { return .integer(integer) }
    return .decimal(text)
  }

  private func isDigit(_ byte: UInt8) -> Bool {
    UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
  }

  private mutating func skipDigits() throws(InputProblem) {
    guard isDigit(next) else { throw unexpected("a digit") }
    while isDigit(next) { position += 1 }
  }
}

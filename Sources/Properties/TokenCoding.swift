/// Writes runs of answers of one kind: a number `count × 4 + kind`, then the answers.
struct TokenWriter {
  private(set) var bytes: [UInt8] = []

  mutating func write(_ values: [ChoiceValue]) {
    var start = 0
    while start < values.count {
      let kind = TokenKind(values[start])
      var end = start
      while end < values.count, TokenKind(values[end]) == kind {
        end += 1
      }
      write(UInt64(end - start) << 2 | kind.rawValue)
      for value in values[start..<end] {
        write(value)
      }
      start = end
    }
  }

  private mutating func write(_ value: ChoiceValue) {
    switch value {
    case .integer(let integer): write(UInt64(bitPattern: Int64((integer << 1) ^ (integer >> 63))))
    case .boolean(let boolean): write(boolean ? 1 : 0)
    case .index(let index): write(UInt64(index))
    }
  }

  /// Writes seven bits at a time, lowest first.
  private mutating func write(_ word: UInt64) {
    var rest = word
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}

/// Reads what ``TokenWriter`` wrote.
struct TokenReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) {
    rest = bytes
  }

  mutating func readValues() throws(ReplayTokenError) -> [ChoiceValue] {
    var values: [ChoiceValue] = []
    while !rest.isEmpty {
      let header = try readWord()
      guard let kind = TokenKind(rawValue: header & 3), header >> 2 > 0 else { throw .malformed }
      guard header >> 2 <= UInt64(rest.count) else { throw .truncated }
      for _ in 0..<(header >> 2) {
        values.append(try readValue(kind))
      }
    }
    return values
  }

  private mutating func readValue(_ kind: TokenKind) throws(ReplayTokenError) -> ChoiceValue {
    let word = try readWord()
    switch kind {
    case .integer:
      return .integer(Int(truncatingIfNeeded: (word >> 1) ^ (0 &- (word & 1))))
    case .boolean:
      guard word <= 1 else { throw .malformed }
      return .boolean(word == 1)
    case .index:
      guard let index = UInt32(exactly: word) else { throw .malformed }
      return .index(index)
    }
  }

  private mutating func readWord() throws(ReplayTokenError) -> UInt64 {
    var word: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      guard let byte = rest.popFirst() else { throw .truncated }
      guard shift < 63 || byte <= 1 else { throw .malformed }
      word |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return word }
      shift += 7
    }
  }
}

private enum TokenKind: UInt64 {
  case integer = 0
  case boolean = 1
  case index = 2

  init(_ value: ChoiceValue) {
    switch value {
    case .integer: self = .integer
    case .boolean: self = .boolean
    case .index: self = .index
    }
  }
}

/// The alphabet of base64url without padding (RFC 4648, section 5).
enum TokenAlphabet {
  static func text(of bytes: [UInt8]) -> String {
    var text = ""
    var pending: UInt32 = 0
    var pendingBits: UInt32 = 0
    for byte in bytes {
      pending = pending << 8 | UInt32(byte)
      pendingBits += 8
      while pendingBits >= 6 {
        pendingBits -= 6
        text.append(character(pending >> pendingBits & 63))
      }
    }
    if pendingBits > 0 { text.append(character(pending << (6 - pendingBits) & 63)) }
    return text
  }

  static func bytes(of text: Substring.UTF8View) throws(ReplayTokenError) -> [UInt8] {
    var bytes: [UInt8] = []
    var pending: UInt32 = 0
    var pendingBits: UInt32 = 0
    var position = 0
    for unit in text {
      guard let digit = digit(unit) else { throw .badCharacter(position: position) }
      position += 1
      pending = pending << 6 | digit
      pendingBits += 6
      if pendingBits >= 8 {
        pendingBits -= 8
        bytes.append(UInt8(truncatingIfNeeded: pending >> pendingBits))
      }
    }
    let leftover = pending & ((1 << pendingBits) - 1)
    guard pendingBits < 6, leftover == 0 else { throw .truncated }
    return bytes
  }

  private static func character(_ digit: UInt32) -> Character {
    let unit: UInt32 =
      switch digit {
      case 0..<26: 65 + digit
      case 26..<52: 71 + digit
      case 52..<62: digit - 4
      case 62: 45
      default: 95
      }
    return Character(UnicodeScalar(UInt8(truncatingIfNeeded: unit)))
  }

  private static func digit(_ unit: UInt8) -> UInt32? {
    switch unit {
    case 65...90: UInt32(unit) - 65
    case 97...122: UInt32(unit) - 71
    case 48...57: UInt32(unit) + 4
    case 45: 62
    case 95: 63
    default: nil
    }
  }
}

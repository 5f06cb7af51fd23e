/// Reads JSON (RFC 8259) strictly: valid UTF-8, no duplicate keys, bounded depth and size.
///
/// A reader of our own, because each value needs its place, hostile nesting must not overflow the
/// stack, and integers must stay exact.
package struct JSONReader {
  let bytes: [UInt8]
  let file: String
  private let limits: DocumentLimits
  var position = 0
  private var depth = 0
  private var line = 1
  /// The byte at which the line begins.
  private var lineStart = 0
  /// The bytes of the line that continue a character.
  var continuations = 0

  private init(bytes: [UInt8], file: String, limits: DocumentLimits) {
    self.bytes = bytes
    self.file = file
    self.limits = limits
  }

  /// Reads the one value that a text consists of.
  ///
  /// - Throws: the first fault.
  package static func read(
    _ bytes: [UInt8],
    file: String,
    limits: DocumentLimits = .json
  ) throws(InputProblems) -> Document {
    do throws(InputProblem) {
      try checkText(bytes, file: file, limits: limits)
      var reader = JSONReader(bytes: bytes, file: file, limits: limits)
      return try reader.readAll()
    } catch {
      throw InputProblems(error)
    }
  }

  private mutating func readAll() throws(InputProblem) -> Document {
    skipSpace()
    let document = try readValue()
    skipSpace()
    guard position == bytes.count else { throw problem("text after the end of the value") }
    return document
  }

  /// The byte to read next, zero at the end.
  var next: UInt8 { position < bytes.count ? bytes[position] : 0 }

  /// The place of the byte to read next.
  var place: Place {
    Place(file: file, line: line, column: position - lineStart - continuations + 1)
  }

  func problem(_ reason: String, cure: String? = nil) -> InputProblem {
    InputProblem(place, reason, cure: cure)
  }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\n"):
        line += 1
        lineStart = position + 1
        continuations = 0
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"):
        break
      default:
        return
      }
      position += 1
    }
  }

  private mutating func readValue() throws(InputProblem) -> Document {
    let place = place
    switch next {
    case UInt8(ascii: "{"): return Document(.object(try readMembers()), at: place)
    case UInt8(ascii: "["): return Document(.list(try readItems()), at: place)
    case UInt8(ascii: "\""): return Document(.text(try readText()), at: place)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      return Document(try readNumber(), at: place)
    case UInt8(ascii: "t"): return Document(try readWord("true", .boolean(true)), at: place)
    case UInt8(ascii: "f"): return Document(try readWord("false", .boolean(false)), at: place)
    case UInt8(ascii: "n"): return Document(try readWord("null", .null), at: place)
    default: throw unexpected("a value")
    }
  }

  private mutating func readWord(_ word: StaticString, _ value: Document.Value)
    throws(InputProblem) -> Document.Value
  {
    let letters = Array(word.description.utf8)
    guard bytes[position...].starts(with: letters) else { throw unexpected("a value") }
    position += letters.count
    return value
  }

  private mutating func readItems() throws(InputProblem) -> [Document] {
    try enter()
    var items: [Document] = []
    skipSpace()
    if next == UInt8(ascii: "]") {
      leave()
      return items
    }
    while true {
      items.append(try readValue())
      skipSpace()
      switch next {
      case UInt8(ascii: ","):
        position += 1
        skipSpace()
      case UInt8(ascii: "]"):
        leave()
        return items
      default:
        throw unexpected("',' or ']'")
      }
    }
  }

  private mutating func readMembers() throws(InputProblem) -> [Document.Member] {
    try enter()
    var members: [Document.Member] = []
    var keys = KeySet()
    skipSpace()
    if next == UInt8(ascii: "}") {
      leave()
      return members
    }
    while true {
      let place = place
      guard next == UInt8(ascii: "\"") else { throw unexpected("a key in quotation marks") }
      let key = try readText()
      if let first = keys.insert(key, into: members) {
        throw InputProblem(place, "key \(quoted(key)) was given before, on line \(first.line)")
      }
      skipSpace()
      guard next == UInt8(ascii: ":") else { throw unexpected("':'") }
      position += 1
      skipSpace()
      members.append(Document.Member(key: key, place: place, value: try readValue()))
      skipSpace()
      switch next {
      case UInt8(ascii: ","):
        position += 1
        skipSpace()
      case UInt8(ascii: "}"):
        leave()
        return members
      default:
        throw unexpected("',' or '}'")
      }
    }
  }

  private mutating func enter() throws(InputProblem) {
    guard depth < limits.depth else {
      throw problem("lists and objects inside each other more than \(limits.depth) deep")
    }
    depth += 1
    position += 1
  }

  private mutating func leave() {
    depth -= 1
    position += 1
  }

  func unexpected(_ expectation: String) -> InputProblem {
    guard position < bytes.count else {
      return problem("the file ends where \(expectation) is due")
    }
    let scalar = String(decoding: bytes[position...].prefix(4), as: UTF8.self).unicodeScalars.first
    return problem(
      "expected \(expectation), found \(quoted(scalar.map { String($0) } ?? ""))",
      cure: habit(behind: bytes[position])
    )
  }

  /// What other notations allow and JSON does not, where a byte that does not fit looks like it.
  private func habit(behind byte: UInt8) -> String? {
    switch byte {
    case UInt8(ascii: "/"), UInt8(ascii: "#"): "JSON has no comments; take it out"
    case UInt8(ascii: "'"): "JSON has texts in double quotes only"
    case UInt8(ascii: "N"), UInt8(ascii: "I"): "JSON has no numbers that are not finite"
    case UInt8(ascii: "T"), UInt8(ascii: "F"): "JSON writes true and false in small letters"
    case UInt8(ascii: "+"), UInt8(ascii: "."): "JSON's numbers begin with a digit or '-'"
    case UInt8(ascii: "}"), UInt8(ascii: "]"):
      followsComma ? "take out the comma before it" : nil
    default: nil
    }
  }

  private var followsComma: Bool {
    bytes[..<position].last { !" \t\r\n".utf8.contains($0) } == UInt8(ascii: ",")
  }
}

/// The keys of one object; few keys are compared, many are hashed.
struct KeySet {
  private var places: [String: Place] = [:]

  /// Adds a key that follows the members; returns the place of an equal key before it.
  mutating func insert(_ key: String, into members: [Document.Member]) -> Place? {
    guard members.count >= 16 else { return members.first { $0.key == key }?.place }
    if places.isEmpty {
      for member in members { places[member.key] = member.place }
    } else if let last = members.last {
      places[last.key] = last.place
    }
    return places[key]
  }
}

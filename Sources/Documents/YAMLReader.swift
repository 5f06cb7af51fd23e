import Yams

/// Reads YAML as far as it is JSON in another notation.
///
/// Anchors, aliases, tags and keys that are not texts are refused, so that a small file cannot
/// stand for a large tree. Plain scalars follow the core schema of YAML 1.2: `null`, `true`,
/// `false` and decimal numbers; all else is text.
package enum YAMLReader {
  /// Reads the one document of a text.
  ///
  /// - Throws: the first fault.
  package static func read(
    _ bytes: [UInt8],
    file: String,
    limits: DocumentLimits = .yaml
  ) throws(InputProblems) -> Document {
    do throws(InputProblem) {
      try checkText(bytes, file: file, limits: limits)
      try checkCharacters(bytes, file: file)
      let root = try composed(String(decoding: bytes, as: UTF8.self), file: file)
      guard let root else { throw InputProblem(Place(file: file), "the file is empty") }
      return try Conversion(file: file, limit: limits.depth).document(root, depth: 0)
    } catch {
      throw InputProblems(error)
    }
  }

  private static func composed(_ text: String, file: String) throws(InputProblem) -> Node? {
    do {
      let parser = try Parser(
        yaml: text,
        resolver: .basic,
        constructor: .default,
        encoding: .utf8
      )
      return try parser.singleRoot()
    } catch let error as YamlError {
      throw problem(error, text: text, file: file)
    } catch {
      throw InputProblem(Place(file: file), "the file is not YAML")
    }
  }

  private static func problem(_ error: YamlError, text: String, file: String) -> InputProblem {
    switch error {
    case .scanner(_, let reason, let mark, _), .parser(_, let reason, let mark, _),
      .composer(_, let reason, let mark, _):
      return InputProblem(
        Place(file: file, line: mark.line, column: mark.column),
        "not YAML: " + reason
      )
    case .duplicatedKeysInMapping(let keys, let context):
      return InputProblem(
        Place(file: file, line: context.mark.line, column: context.mark.column),
        "key \(quoted(keys.first ?? "")) is given twice in one object"
      )
    case .reader(let reason, _, _, _):
      return InputProblem(Place(file: file), "not YAML: " + reason)
    case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
      return InputProblem(Place(file: file), "the file is not YAML")
    }
  }

  /// Refuses control characters, and what could be an anchor or an alias wherever it stands.
  private static func checkCharacters(_ bytes: [UInt8], file: String) throws(InputProblem) {
    var previous = UInt8(ascii: " ")
    for (offset, byte) in bytes.enumerated() {
      if byte < 0x20 || byte == 0x7F, byte != 0x0A, byte != 0x0D, byte != 0x09 {
        throw InputProblem(
          Place(offset: offset, in: bytes, file: file),
          "a control character"
        )
      }
      if byte == UInt8(ascii: "&") || byte == UInt8(ascii: "*"), !isNameByte(previous),
        offset + 1 < bytes.count, isNameByte(bytes[offset + 1])
      {
        throw InputProblem(
          Place(offset: offset, in: bytes, file: file),
          "anchors and aliases (& or * before a word) are not accepted",
          cure: "write the value out, or put a space after the sign"
        )
      }
      previous = byte
    }
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}

/// The change from the YAML library's nodes to documents.
private struct Conversion {
  let file: String
  let limit: Int

  func document(_ node: Node, depth: Int) throws(InputProblem) -> Document {
    let place = place(of: node)
    guard depth <= limit else {
      throw InputProblem(place, "lists and objects inside each other more than \(limit) deep")
    }
    guard node.anchor == nil else { throw InputProblem(place, "anchors are not accepted") }
    switch node {
    case .scalar(let scalar):
      return Document(try value(of: scalar, at: place), at: place)
    case .sequence(let sequence):
      try refuseTag(sequence.tag, at: place)
      var items: [Document] = []
      for item in sequence { items.append(try document(item, depth: depth + 1)) }
      return Document(.list(items), at: place)
    case .mapping(let mapping):
      try refuseTag(mapping.tag, at: place)
      return Document(.object(try members(of: mapping, depth: depth)), at: place)
    case .alias:
      throw InputProblem(place, "aliases are not accepted")
    }
  }

  private func members(of mapping: Node.Mapping, depth: Int) throws(InputProblem)
    -> [Document.Member]
  {
    var members: [Document.Member] = []
    var keys = KeySet()
    for (key, value) in mapping {
      let place = place(of: key)
      guard case .scalar(let scalar) = key else {
        throw InputProblem(place, "a key that is not a text")
      }
      if let first = keys.insert(scalar.string, into: members) {
        throw InputProblem(
          place,
          "key \(quoted(scalar.string)) was given before, on line \(first.line)"
        )
      }
      members.append(
        Document.Member(
          key: scalar.string,
          place: place,
          value: try document(value, depth: depth + 1)
        )
      )
    }
    return members
  }

  private func place(of node: Node) -> Place {
    Place(file: file, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
  }

  private func refuseTag(_ tag: Tag, at place: Place) throws(InputProblem) {
    guard tag.rawValue.isEmpty else {
      throw InputProblem(place, "tags such as \(quoted(tag.rawValue)) are not accepted")
    }
  }

  private func value(of scalar: Node.Scalar, at place: Place) throws(InputProblem)
    -> Document.Value
  {
    guard scalar.style == .plain else {
      if scalar.tag.rawValue != Tag.Name.str.rawValue { try refuseTag(scalar.tag, at: place) }
      return .text(scalar.string)
    }
    try refuseTag(scalar.tag, at: place)
    switch scalar.string {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return .boolean(true)
    case "false", "False", "FALSE": return .boolean(false)
    default: break
    }
    guard let number = DecimalText(scalar.string) else { return .text(scalar.string) }
    if number.isInteger, let integer = Int64(scalar.string) { return .integer(integer) }
    return .decimal(notationOfJSON(scalar.string))
  }

  /// A decimal number without what YAML allows and JSON does not: a plus sign and leading zeros.
  private func notationOfJSON(_ number: String) -> String {
    let sign = number.hasPrefix("-") ? "-" : ""
    var digits = number.drop { $0 == "+" || $0 == "-" }
    while digits.first == "0", digits.dropFirst().first?.isNumber == true { digits.removeFirst() }
    return sign + digits
  }
}
